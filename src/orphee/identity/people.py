"""The people of one intake: found, made or completed together, then written in a few statements.

Works inside the transaction and the system context of `record.intake`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import connection

from orphee.foundation.locks import hold
from orphee.foundation.partial_date import PartialDate
from orphee.foundation.rows import as_json, insert_rows
from orphee.identity.models import Identifier, Person
from orphee.identity.reading import person_from_row
from orphee.identity.rules.folding import fold, traits_key
from orphee.identity.rules.matching import contradict, same_strict_traits, traits_of, usable_ins
from orphee.identity.rules.person import Address, LocalId, PersonAsGiven, Telecom

_PERSON_COLUMNS = {
    "key": "uuid", "birth_name": "text", "birth_given_names": "text", "first_given_name": "text", "used_name": "text",
    "used_given_name": "text", "sex": "text", "birth_date": "text", "birth_day": "date", "multiple_birth": "boolean",
    "birth_order": "smallint", "birth_place_code": "text", "birth_place_city": "text", "birth_country": "text",
    "ins": "text", "ins_system": "text", "foetus_local_id": "jsonb", "address": "jsonb", "telecoms": "jsonb",
    "relations": "jsonb", "nameless": "boolean", "folded_name": "text", "traits_key": "text",
    "is_synthetic": "boolean", "said_at": "timestamptz", "created_at": "timestamptz", "updated_at": "timestamptz",
}  # fmt: skip
_UPDATED = [column for column in _PERSON_COLUMNS if column not in ("key", "created_at", "is_synthetic")]
LONGEST_FOLDED = 700  # of the column: folding makes two letters of a ligature, and more of a sign

# What a trait is once its author emptied it.
_NOTHING: dict[str, Any] = {
    name: one.default
    for name, one in PersonAsGiven.__dataclass_fields__.items()
    if name not in ("local_ids", "nameless")
}


class IdentifierOfAnother(ValueError):
    """The identifier already designates a person whose birth name and birth date are both different."""


class IdentifiersDisagree(ValueError):
    """Two of the identifiers given designate two different people."""


@dataclass(slots=True)
class Known:
    """A person of the working set: new, or as found."""

    key: uuid.UUID
    given: PersonAsGiven
    is_new: bool
    said_at: dt.datetime | None = None
    is_synthetic: bool = False
    is_changed: bool = False
    identifiers: set[LocalId] = field(default_factory=set)


class People:
    """Find people by identifier, INS or strict traits; remember the new ones until `save`."""

    def __init__(self, keys: Iterator[uuid.UUID]) -> None:
        self._keys = keys
        self._by_identifier: dict[LocalId, Known] = {}
        self._by_ins: dict[str, Known] = {}
        self._by_traits: dict[str, list[Known]] = {}
        self._by_key: dict[uuid.UUID, Known] = {}
        self._new_identifiers: list[tuple[uuid.UUID, str, str]] = []

    def load(self, given: Sequence[PersonAsGiven], *, keys: Iterable[uuid.UUID] = ()) -> None:
        """Fetch everyone who may be one of `given` (or has one of `keys`), and hold the door for them.

        The advisory locks keep two intakes from creating the same person at the same moment.
        """
        local_ids = [local for person in given for local in person.local_ids]
        numbers = [ins for person in given if (ins := usable_ins(person))]
        traits = [key for person in given if (key := _traits_key(person))]
        hold("person", [*(f"{local.root}|{local.value}" for local in local_ids), *numbers, *traits])
        found = set(keys)
        if local_ids:
            found |= _people_with(local_ids)
        if numbers or traits:
            found |= _people_like(numbers, traits)
        if found:
            self._hold(found)
            self._remember(found)

    def find(self, given: PersonAsGiven, *, synthetic: bool) -> Known | None:
        """The person that `given` describes, if known; an invented person is never taken for a real one.

        Raises `IdentifierOfAnother` and `IdentifiersDisagree` rather than joining two people.
        """
        named = [(local.root, known) for local in given.local_ids if (known := self._by_identifier.get(local))]
        if (ins := usable_ins(given)) and (known := self._by_ins.get(ins)):
            named.append(("ins", known))
        if len({known.key for _, known in named}) > 1:
            raise IdentifiersDisagree(", ".join(sorted({by for by, _ in named})))
        for by, known in named:
            if contradict(traits_of(given), traits_of(known.given)):
                raise IdentifierOfAnother(by)
            return known
        for known in self._by_traits.get(_traits_key(given), ()):
            if known.is_synthetic == synthetic and same_strict_traits(traits_of(given), traits_of(known.given)):
                return known
        return None

    def add(self, given: PersonAsGiven, *, said_at: dt.datetime, synthetic: bool) -> Known:
        """A person not known so far."""
        known = Known(next(self._keys), given, True, said_at, synthetic)
        self._index(known)
        self._add_identifiers(known, given.local_ids)
        return known

    def keys(self) -> tuple[uuid.UUID, ...]:
        """Everyone in the set."""
        return tuple(self._by_key)

    def of_key(self, key: uuid.UUID) -> Known:
        """A person loaded by key."""
        return self._by_key[key]

    def update(
        self, known: Known, given: PersonAsGiven, *, said_at: dt.datetime, emptied: frozenset[str] = frozenset()
    ) -> bool:
        """Let newer traits replace older ones; what the newer source does not say stays, but for `emptied` traits.

        Traits said before those that stand (a document of last year that arrives today) only fill what is empty.
        True when a trait is another one than before.
        """
        ours = known.given
        if known.said_at is not None and said_at < known.said_at:
            merged = completed(replace(given, local_ids=ours.local_ids, nameless=ours.nameless), ours)
        else:
            nothing = {name: _NOTHING[name] for name in emptied & _NOTHING.keys()}
            merged = replace(completed(ours, given), **nothing)
            known.is_changed |= said_at != known.said_at
            known.said_at = said_at
        if merged != ours:
            known.given, known.is_changed = merged, True
            self._index(known)
        self._add_identifiers(known, given.local_ids)
        return merged != ours

    def save(self, *, now: dt.datetime) -> None:
        """Write new people, changed traits and new identifiers."""
        people = self._by_key.values()
        new = [_row(known, now=now) for known in people if known.is_new]
        changed = [_row(known, now=now) for known in people if known.is_changed and not known.is_new]
        with connection.cursor() as cursor:
            insert_rows(cursor, "identity_person", _PERSON_COLUMNS, new)
            if changed:
                # An upsert would insert first, which row security judges too: the key exists, so this only updates.
                updates = ", ".join(f"{column} = excluded.{column}" for column in _UPDATED)
                insert_rows(
                    cursor,
                    "identity_person",
                    _PERSON_COLUMNS,
                    changed,
                    extra=f"ON CONFLICT (key) DO UPDATE SET {updates}",
                )
            columns = {"person_id": "uuid", "root": "text", "value": "text"}
            insert_rows(
                cursor,
                "identity_identifier",
                columns,
                self._new_identifiers,
                extra="ON CONFLICT (root, value) DO NOTHING",
            )
        self._new_identifiers = []
        for known in people:
            known.is_new = known.is_changed = False

    def _add_identifiers(self, known: Known, local_ids: Iterable[LocalId]) -> None:
        for local in local_ids:
            if local not in self._by_identifier:
                self._by_identifier[local] = known
                known.identifiers.add(local)
                self._new_identifiers.append((known.key, local.root, local.value))

    def _index(self, known: Known) -> None:
        self._by_key[known.key] = known
        if ins := usable_ins(known.given):
            self._by_ins.setdefault(ins, known)
        alike = self._by_traits.setdefault(key, []) if (key := _traits_key(known.given)) else [known]
        if known not in alike:
            alike.append(known)

    def _remember(self, keys: set[uuid.UUID]) -> None:
        for person in Person.objects.filter(key__in=keys - self._by_key.keys()):
            self._index(Known(person.key, person_from_row(person), False, person.said_at, person.is_synthetic))
        for person_id, root, value in Identifier.objects.filter(person_id__in=keys).values_list(
            "person_id", "root", "value"
        ):
            self._by_identifier[LocalId(root, value)] = self._by_key[person_id]
            self._by_key[person_id].identifiers.add(LocalId(root, value))

    def _hold(self, keys: set[uuid.UUID]) -> None:
        """Let one intake at a time write to a person's record: the next one waits, then reads what this one wrote."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key FROM identity_person WHERE key = ANY (%s) ORDER BY key FOR UPDATE", [sorted(keys)]
            )


def _people_with(local_ids: list[LocalId]) -> set[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            # LATERAL: one look into the index an identifier. A join reads the whole table once it has few statistics.
            "SELECT found.person_id FROM json_to_recordset(%s::json) AS wanted (root text, value text), LATERAL "
            "(SELECT person_id FROM identity_identifier AS held "
            "WHERE held.root = wanted.root AND held.value = wanted.value OFFSET 0) AS found",
            [as_json([{"root": local.root, "value": local.value} for local in local_ids])],
        )
        return {row[0] for row in cursor.fetchall()}


def _people_like(numbers: list[str], traits: list[str]) -> set[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            # ARRAY(…): the planner would weigh each of thousands of values given as an array
            "SELECT key FROM identity_person "
            "WHERE ins <> '' AND ins = ANY (ARRAY(SELECT json_array_elements_text(%s::json))) "
            "UNION SELECT key FROM identity_person "
            "WHERE traits_key <> '' AND traits_key = ANY (ARRAY(SELECT json_array_elements_text(%s::json)))",
            [as_json(numbers), as_json(traits)],
        )
        return {row[0] for row in cursor.fetchall()}


def completed(ours: PersonAsGiven, theirs: PersonAsGiven) -> PersonAsGiven:
    """Our traits, with what the newer source says put over them where it says something.

    Whoever it names beside the person takes the place of those in the same role, and of nobody else.
    """
    said = {
        name: value
        for name in PersonAsGiven.__dataclass_fields__
        if name not in ("local_ids", "nameless") and (value := getattr(theirs, name)) not in ("", None, (), "UN")
    }
    roles = {one.role for one in theirs.relations}
    others = tuple(one for one in ours.relations if one.role not in roles)
    return replace(ours, **(said | {"relations": theirs.relations + others}))


def _traits_key(given: PersonAsGiven) -> str:
    return traits_key(
        birth_name=given.birth_name,
        first_given_name=given.first_given_name,
        birth_date=given.birth_date,
        sex=given.sex,
    )


def folded_name(given: PersonAsGiven) -> str:
    """What the search of people looks through and lists are ordered by: every name, folded, the name in use first."""
    names = (
        given.used_name,
        given.birth_name,
        given.birth_given_names or given.first_given_name,
        given.used_given_name,
    )
    return " ".join(dict.fromkeys(folded for name in names if (folded := fold(name))))[:LONGEST_FOLDED]


def _birth_day(text: str) -> dt.date | None:
    date = PartialDate.read(text)
    return date.earliest if date and date.is_full else None


def _row(known: Known, *, now: dt.datetime) -> tuple[object, ...]:
    given = known.given
    return (
        known.key, given.birth_name, given.birth_given_names, given.first_given_name, given.used_name,
        given.used_given_name, given.sex, given.birth_date[:10], _birth_day(given.birth_date), given.multiple_birth,
        given.birth_order, given.birth_place_code, given.birth_place_city, given.birth_country, given.ins,
        given.ins_system, _flat(given.foetus_local_id) if given.foetus_local_id else None,
        _flat(given.address) if given.address else None, [_flat(telecom) for telecom in given.telecoms],
        [asdict(relation) for relation in given.relations], given.nameless, folded_name(given), _traits_key(given),
        known.is_synthetic, known.said_at, now, now,
    )  # fmt: skip


def _flat(part: LocalId | Address | Telecom) -> dict[str, object]:
    """A part without parts of its own, as a mapping: `asdict` copies deeply and takes ten times as long."""
    return {name: getattr(part, name) for name in part.__slots__}
