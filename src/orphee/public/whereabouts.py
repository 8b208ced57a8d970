"""Where someone lives, from a town, a postcode or a department as typed; and where a centre stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orphee.network.models import Organisation
from orphee.network.rules.geography import DEPARTMENTS, REGION_OF, department_of
from orphee.public.rules.nearness import Whereabouts
from orphee.terminology.models import Concept, Place
from orphee.terminology.queries import places
from orphee.terminology.rules.folding import fold
from orphee.terminology.search import search

_POSTCODE = re.compile(r"\d{5}")
_NUMBER = re.compile(r"(?<!\w)(\d{5}|2[abAB]|97\d|\d{1,2})(?!\w)")
OFFERED = 6


@dataclass(frozen=True, slots=True)
class Understood:
    """A place as understood: where, how it is said, and other towns of that name. No department: nothing found."""

    where: Whereabouts
    said: str = ""
    others: tuple[str, ...] = ()


NOWHERE = Understood(Whereabouts())


def understood(text: str) -> Understood:
    """The place meant by what was typed: "Lyon", "69003", "69", "Rhône", "Saint-Denis 93"."""
    typed = text.strip()
    if not typed:
        return NOWHERE
    number = _NUMBER.search(typed)
    words = _NUMBER.sub(" ", typed).strip(" ,()-")
    department = _department(number.group(1) if number else "")
    if words:
        by_name = _department_named(words)
        return by_name or _town(words, department) or _of_department(department)
    if number and _POSTCODE.fullmatch(number.group(1)):
        return _of_postcode(number.group(1)) or _of_department(department)
    return _of_department(department)


def _department(number: str) -> str:
    """The department of a postcode, a commune's code or its own number ("1" is "01")."""
    return department_of(number.zfill(2)) if number else ""


def _of_department(code: str) -> Understood:
    if code not in DEPARTMENTS:
        return NOWHERE
    return Understood(Whereabouts(code, region=REGION_OF[code]), f"{DEPARTMENTS[code]} ({code})")


def _department_named(words: str) -> Understood | None:
    """A department by its name, unless a town may be meant as well (Paris)."""
    wanted = fold(words)
    found = next((code for code, name in DEPARTMENTS.items() if fold(name) == wanted), "")
    if not found or found == "75":
        return None
    return _of_department(found)


def _of_postcode(postcode: str) -> Understood | None:
    found = next(iter(places(postcode=postcode)), None)
    return _understood(found.name, found.department) if found else None


def _town(words: str, department: str) -> Understood | None:
    """The commune of that name, the most looked for first; those of a department when one was typed too."""
    codes = [hit.code for hit in search(words, "place", "fr", OFFERED * 3) if hit.level == "commune"]
    found = _places_of(codes)
    kept = [one for one in found if one[1] == department] if department else found
    if not kept:
        return None
    exact = [one for one in kept if fold(one[0]) == fold(words)] or kept[:1]
    exact.sort(key=lambda one: -one[2])
    others = tuple(f"{name} ({code})" for name, code, _ in exact[1:OFFERED])
    first = _understood(exact[0][0], exact[0][1])
    return Understood(first.where, first.said, others)


def _understood(name: str, department: str) -> Understood:
    region = REGION_OF.get(department, "")
    named = DEPARTMENTS.get(department, department)
    return Understood(Whereabouts(department, name, region), f"{name} ({named})")


def _places_of(codes: list[str]) -> list[tuple[str, str, int]]:
    """Name, department and population of some communes, in the order of the search."""
    names = dict(Concept.objects.filter(code__in=codes).values_list("code", "label_fr"))
    rows = {row.code: row for row in Place.objects.filter(code__in=codes)}
    return [(names.get(code, ""), rows[code].department, rows[code].population or 0) for code in codes if code in rows]


def of_hospital(hospital: Organisation) -> Whereabouts:
    """Where a hospital stands."""
    region = hospital.department.region_id if hospital.department else ""
    return Whereabouts(hospital.department_id or "", hospital.city, region)
