"""Reads of people: who they are, who bears an identifier, and who may be someone, for a human to decide."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Model, Q

from orphee.foundation.partial_date import PartialDate
from orphee.identity.models import Identifier, Person
from orphee.identity.reading import person_from_row
from orphee.identity.rules.folding import fold
from orphee.identity.rules.matching import likeness, traits_of, usable_ins
from orphee.identity.rules.person import LocalId, PersonAsGiven

WORTH_SHOWING = 0.55  # below, a shared given name or a common surname is all there is
EXAMINED = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be the person being entered: how alike, and by which traits."""

    person_key: uuid.UUID
    score: float
    reasons: tuple[str, ...]
    display_name: str
    birth_date: str
    sex: str
    record_key: str = ""
    is_ours: bool = False

    def opened(self, record_key: uuid.UUID, *, is_ours: bool) -> Candidate:
        """With the record behind it; people followed elsewhere stay unnamed."""
        if is_ours:
            return replace(self, record_key=str(record_key), is_ours=True)
        return replace(self, record_key=str(record_key), display_name="", birth_date="")


def likely_people(given: PersonAsGiven, *, limit: int = 5) -> tuple[Candidate, ...]:
    """The people most like `given`, best first. Needs the system's context: the caller hides what must be hidden."""
    wanted = traits_of(given)
    name = fold(f"{given.birth_name} {given.first_given_name}")
    if len(name) < 3 and not given.ins:
        return ()
    candidates = []
    for person in _examined(given, name):
        score, reasons = likeness(wanted, traits_of(person_from_row(person)))
        if score >= WORTH_SHOWING:
            candidates.append(
                Candidate(person.key, score, reasons, display_name(person), person.birth_date, person.sex)
            )
    return tuple(sorted(candidates, key=lambda one: -one.score)[:limit])


def _examined(given: PersonAsGiven, name: str) -> list[Person]:
    alike = Q(folded_name__trigram_similar=name) if name else Q(pk__in=[])
    if len(given.birth_date) == 10:
        alike |= Q(birth_day=given.birth_date) if _is_day(given.birth_date) else Q(pk__in=[])
    if ins := usable_ins(given):
        alike |= Q(ins=ins)
    ordered = Person.objects.filter(alike).annotate(closeness=TrigramWordSimilarity(name, "folded_name"))
    return list(ordered.order_by("-closeness")[:EXAMINED])


def _is_day(text: str) -> bool:
    date = PartialDate.read(text)
    return date is not None and date.is_full


def people_as_given(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, PersonAsGiven]:
    """Some people with their local identifiers, as far as whoever reads may know them."""
    wanted = list(keys)
    identifiers: dict[uuid.UUID, list[LocalId]] = {}
    for one in Identifier.objects.filter(person_id__in=wanted).order_by("pk"):
        identifiers.setdefault(one.person_id, []).append(LocalId(one.root, one.value))
    return {
        person.key: person_from_row(person, local_ids=identifiers.get(person.key, ()))
        for person in Person.objects.filter(key__in=wanted)
    }


def holders_of(values: Collection[str]) -> dict[uuid.UUID, list[str]]:
    """The people who bear these local identifiers, of any authority, and which of them each bears."""
    found: dict[uuid.UUID, list[str]] = {}
    for person, value in Identifier.objects.filter(value__in=values).values_list("person_id", "value"):
        held = found.setdefault(person, [])
        if value not in held:
            held.append(value)
    return found


def longest_traits() -> dict[str, int]:
    """The longest text that each trait can be, in characters."""
    return _lengths(Person)


def longest_identifier() -> dict[str, int]:
    """The longest text that each part of a local identifier can be, in characters."""
    return _lengths(Identifier)


def _lengths(model: type[Model]) -> dict[str, int]:
    return {one.name: one.max_length for one in model._meta.fields if one.max_length}


def display_name(person: Person | PersonAsGiven) -> str:
    """How a person is called on screen: « DECOURCY Léa », with the birth name in brackets when another is used."""
    given = person.used_given_name or person.first_given_name
    name = person.used_name or person.birth_name
    born = f" ({person.birth_name})" if person.used_name and person.used_name != person.birth_name else ""
    return f"{name}{born} {given}".strip()
