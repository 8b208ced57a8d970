"""What the public pages show, as dataclasses: findings to tick, findings added, candidates, centres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orphee.care.presenters.leads import Leads, leads_of
from orphee.care.presenters.signs import onset_choices
from orphee.care.rules.fields import Choice
from orphee.care.rules.leads import CONCEIVABLE
from orphee.care.rules.typed import show_duration
from orphee.care.terms import Labels
from orphee.insight.ranking.answers import Ranking
from orphee.network.models import SiteKind
from orphee.public.centres import Near, Referral
from orphee.public.rules.asking import EXCLUDED, OBSERVED, Case
from orphee.public.rules.findings import by_code, findings
from orphee.public.rules.nearness import ELSEWHERE, SAME_DEPARTMENT, SAME_TOWN

SHOWN, FEWEST = 5, 3  # candidates: few enough to think of each
WORTH = 0.05  # of the first score: what is less likely is not named, beyond the first three
SYSTEMS = {
    "development": gettext_lazy("Development, behaviour"),
    "nervous": gettext_lazy("Nervous system"),
    "muscle": gettext_lazy("Muscles"),
    "growth": gettext_lazy("Growth, head"),
    "face": gettext_lazy("Face, mouth"),
    "eyes": gettext_lazy("Eyes, vision"),
    "ears": gettext_lazy("Ears, hearing"),
    "heart": gettext_lazy("Heart, vessels"),
    "lungs": gettext_lazy("Lungs, breathing"),
    "skin": gettext_lazy("Skin, hair"),
    "bones": gettext_lazy("Bones, joints, limbs"),
    "digestion": gettext_lazy("Digestion, liver"),
    "kidneys": gettext_lazy("Kidneys, genital organs"),
    "blood": gettext_lazy("Blood, immunity, fever"),
    "metabolism": gettext_lazy("Metabolism, hormones"),
}
KINDS = {
    SiteKind.COORDINATOR: gettext_lazy("reference centre, coordinating"),
    SiteKind.CONSTITUTIVE: gettext_lazy("reference centre"),
    SiteKind.CRC: gettext_lazy("resource and competence centre"),
    SiteKind.CCMR: gettext_lazy("competence centre"),
}
FAMILY = {
    "mother": gettext_lazy("mother"),
    "father": gettext_lazy("father"),
    "brother": gettext_lazy("brother"),
    "sister": gettext_lazy("sister"),
    "son": gettext_lazy("son"),
    "daughter": gettext_lazy("daughter"),
    "other": gettext_lazy("another relative"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding to say something of. `said`: observed | excluded | "". `quote`: where it was read."""

    code: str
    label: str
    said: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """The common findings of a body system; `count` of them were said."""

    key: str
    title: str
    lines: tuple[Line, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre to refer to."""

    code: str
    name: str
    kind: str
    hospital: str
    where: str
    distance: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Address:
    """A filière, the candidates it knows by name, its nearest centres."""

    acronym: str
    title: str
    diseases: tuple[str, ...]
    centres: tuple[Centre, ...]


@dataclass(frozen=True, slots=True)
class Thought:
    """“Think of…”: few candidates, what to look for next; `is_weak`: none stands out."""

    leads: Leads
    is_weak: bool


def systems(case: Case, quotes: Mapping[str, str], language: str) -> tuple[System, ...]:
    """The findings to tick, with what was said of them."""
    found: dict[str, list[Line]] = {key: [] for key in SYSTEMS}
    for one in findings():
        said = case.said.get(one.code, "")
        found[one.system].append(Line(one.code, one.name(language), said, quotes.get(one.code, "")))
    return tuple(
        System(key, str(title), tuple(found[key]), sum(1 for line in found[key] if line.said))
        for key, title in SYSTEMS.items()
    )


def added(case: Case, quotes: Mapping[str, str], language: str) -> tuple[Line, ...]:
    """What was said beyond the findings to tick, in the order it came."""
    codes = [code for code in case.said if code not in by_code()]
    labels = Labels(codes, language)
    return tuple(Line(code, labels(code), case.said[code], quotes.get(code, "")) for code in codes)


def summary(case: Case, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of what is there, and of what was looked for and is absent."""
    labels = Labels(case.said, language)

    def named(code: str) -> str:
        known = by_code().get(code)
        return known.name(language) if known else labels(code)

    by_what: dict[str, list[str]] = {OBSERVED: [], EXCLUDED: []}
    for code, what in case.said.items():
        by_what[what].append(named(code))
    return tuple(by_what[OBSERVED]), tuple(by_what[EXCLUDED])


def person(case: Case, place: str, language: str) -> tuple[str, ...]:
    """What was said of the person beside the findings. `place`: as it was understood."""
    onset = next((one.label for one in onset_choices() if one.code == case.onset), "")
    relatives = ", ".join(str(FAMILY[one]) for one in case.affected)
    age = f"P{case.age}{'M' if case.age_unit == 'months' else 'Y'}" if case.age is not None else ""
    said = (
        {"F": _("female"), "M": _("male")}.get(case.sex, ""),
        show_duration(age, language) if age else "",
        _("first signs: %(when)s") % {"when": onset} if onset else "",
        _("lives in: %(place)s") % {"place": place} if place else "",
        _("the like in: %(who)s") % {"who": relatives} if relatives else "",
        _("the parents are related") if case.is_consanguineous else "",
    )
    return tuple(one for one in said if one)


def thought(ranking: Ranking, language: str) -> Thought:
    """The few candidates worth naming, with their reasons."""
    first = ranking.candidates[0].score if ranking.candidates else 0.0
    kept = sum(n < FEWEST or one.score >= WORTH * first for n, one in enumerate(ranking.candidates[:SHOWN]))
    leads = leads_of(ranking, (), (), language)
    return Thought(replace(leads, leads=leads.leads[:kept]), is_weak=first < CONCEIVABLE)


def addresses(referrals: Sequence[Referral], names: Mapping[str, str], language: str) -> tuple[Address, ...]:
    """Whom to refer to, in words. `names`: candidates by first code."""
    return tuple(
        Address(
            acronym=one.filiere.acronym,
            title=one.filiere.title_en if language.startswith("en") and one.filiere.title_en else one.filiere.title,
            diseases=tuple(names[code] for code in one.diseases if code in names),
            centres=tuple(_centre(near) for near in one.centres),
        )
        for one in referrals
    )


def _centre(near: Near) -> Centre:
    site, hospital = near.site, near.site.hospital
    department = hospital.department
    region = department.region.name if department else ""
    where = ", ".join(part for part in (hospital.city, str(department or ""), region) if part)
    return Centre(
        code=site.code,
        name=site.name,
        kind=str(KINDS.get(SiteKind(site.kind), "")),
        hospital=hospital.name,
        where=where,
        distance=_distance(near),
        is_synthetic=site.is_synthetic,
    )


def _distance(near: Near) -> str:
    if near.distance.kind == SAME_TOWN:
        return _("in the same town")
    if near.distance.kind == SAME_DEPARTMENT:
        return _("in the same department")
    if near.distance.kind == ELSEWHERE:
        return _("about %(km)s km") % {"km": f"{near.distance.km:,}".replace(",", " ")}
    return ""


def family_choices(case: Case) -> tuple[Choice, ...]:
    """The relatives who may have the same."""
    return tuple(Choice(key, str(label), key in case.affected) for key, label in FAMILY.items())
