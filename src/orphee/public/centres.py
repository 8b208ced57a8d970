"""The nearest competent centres: sites of the filières that know the candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orphee.network.models import Filiere, Site, SiteKind
from orphee.public.rules.expertise import GROUPS, Competence, competences
from orphee.public.rules.nearness import Distance, Whereabouts, distance
from orphee.public.whereabouts import of_hospital
from orphee.terminology.models import Ancestry
from orphee.terminology.queries import orpha_of

NEAREST = 3  # centres named of each filière
REFERENCE = (SiteKind.COORDINATOR, SiteKind.CONSTITUTIVE)
_ORDER = [SiteKind.COORDINATOR, SiteKind.CONSTITUTIVE, SiteKind.CRC, SiteKind.CCMR]


@dataclass(frozen=True, slots=True)
class Near:
    """A centre and how far it is."""

    site: Site
    distance: Distance

    @property
    def is_reference(self) -> bool:
        """Whether it is a reference centre."""
        return self.site.kind in REFERENCE


@dataclass(frozen=True, slots=True)
class Referral:
    """A filière, the candidates it knows (first codes) and its nearest centres, a reference centre among them."""

    filiere: Filiere
    diseases: tuple[str, ...]
    centres: tuple[Near, ...]


def referrals(candidates: Iterable[tuple[Sequence[str], float]], here: Whereabouts) -> tuple[Referral, ...]:
    """Whom to refer to for some candidates (codes, score), the likeliest filière first."""
    scored = [(codes, score) for codes, score in candidates if codes]
    orphas = {codes[0]: _orpha(codes) for codes, _ in scored}
    groups = _groups(set(orphas.values()) - {""})
    found = competences(
        ((codes[0], score) for codes, score in scored), {code: groups.get(orphas[code], {}) for code in orphas}
    )
    return _referrals(found, here)


def _orpha(codes: Sequence[str]) -> str:
    """The ORPHA code of a disease given by all its codes."""
    own = next((code for code in codes if code.startswith("ORPHA:")), "")
    return own or next((found for code in codes if (found := orpha_of(code))), "")


def _groups(codes: set[str]) -> dict[str, dict[str, int]]:
    """The groups of our table above each disease, and how many steps above, in one query."""
    found: dict[str, dict[str, int]] = {code: {} for code in codes}
    rows = Ancestry.objects.filter(descendant__in=codes, ancestor__in=GROUPS)
    for group, disease, steps in rows.values_list("ancestor", "descendant", "steps"):
        found[disease][group] = steps
    return found


def _referrals(found: Sequence[Competence], here: Whereabouts) -> tuple[Referral, ...]:
    filieres = Filiere.objects.in_bulk([one.filiere for one in found])
    sites = Site.objects.filter(filiere__in=filieres, is_provisional=False, kind__in=_ORDER)
    near: dict[str, list[Near]] = {}
    for site in sites.select_related("hospital__department__region"):
        near.setdefault(site.filiere_id or "", []).append(Near(site, distance(here, of_hospital(site.hospital))))
    return tuple(
        Referral(filieres[one.filiere], one.diseases, nearest(near.get(one.filiere, [])))
        for one in found
        if one.filiere in filieres and near.get(one.filiere)
    )


def nearest(centres: Iterable[Near]) -> tuple[Near, ...]:
    """The nearest centres; the last gives its place to the nearest reference centre when there is none among them."""
    ordered = sorted(centres, key=_nearness)
    kept = ordered[:NEAREST]
    if not any(one.is_reference for one in kept):
        kept[NEAREST - 1 :] = [one for one in ordered if one.is_reference][:1] or kept[NEAREST - 1 :]
    return tuple(kept)


def _nearness(one: Near) -> tuple[Distance, int, str, str]:
    """The nearest first; at the same distance a reference centre before a competence centre."""
    return one.distance, _ORDER.index(SiteKind(one.site.kind)), one.site.name, one.site.code


def centre_of(code: str) -> Site | None:
    """A centre by its code, when the page names one."""
    return Site.objects.select_related("hospital").filter(code=code, is_provisional=False).first() if code else None
