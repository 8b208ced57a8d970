"""The identity form and the person it describes: the same facts in two shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import cast

from orphee.datasets.conditions import is_answered
from orphee.record.rules.submission import Address, ConsentAsGiven, LocalId, PersonAsGiven, RelationAsGiven, Telecom

Answers = Mapping[str, object]
NEVER_EMPTIED = ("local_ids", "nameless")


def answers_of(person: PersonAsGiven) -> dict[str, object]:
    """A person as the answers of the identity form; what is not known is left out."""
    told = _plain(asdict(person))
    return {key: value for key, value in told.items() if is_answered(value) and key != "nameless"}


def person_of(answers: Answers) -> PersonAsGiven:
    """The person that the answers of the identity form describe. What is not of its type is left out."""
    order = answers.get("birth_order")
    multiple = answers.get("multiple_birth")
    text = partial(_text, answers)
    return PersonAsGiven(
        ins="".join(text("ins").split()),
        ins_system=text("ins_system"),
        birth_name=text("birth_name"),
        birth_given_names=text("birth_given_names"),
        first_given_name=text("first_given_name"),
        used_name=text("used_name"),
        used_given_name=text("used_given_name"),
        birth_date=text("birth_date"),
        birth_place_code=text("birth_place_code"),
        birth_place_city=text("birth_place_city"),
        birth_country=text("birth_country"),
        sex=text("sex") or "UN",
        local_ids=_local_ids(answers.get("local_ids")),
        foetus_local_id=_local_id(answers.get("foetus_local_id")),
        multiple_birth=multiple if isinstance(multiple, bool) else None,
        birth_order=order if isinstance(order, int) and not isinstance(order, bool) else None,
        address=_address(answers.get("address")),
        telecoms=_telecoms(answers.get("telecoms")),
        relations=tuple(_relation(one) for one in _mappings(answers.get("relations"))),
    )


def emptied(known: PersonAsGiven, said: PersonAsGiven) -> frozenset[str]:
    """The traits that were known and shown, and that the author of the form emptied.

    A local identifier is never taken away: documents already received stand under it.
    """
    return frozenset(
        name
        for name, one in PersonAsGiven.__dataclass_fields__.items()
        if name not in NEVER_EMPTIED and getattr(said, name) == one.default and getattr(known, name) != one.default
    )


def local_ids_left_out(known: Answers, said: Answers) -> bool:
    """Whether the author of the form removed a local identifier, which stays all the same."""
    return not set(_local_ids(known.get("local_ids"))) <= set(_local_ids(said.get("local_ids")))


def consent_answers(consent: ConsentAsGiven) -> dict[str, object]:
    """What stands of the person's will, as the answers of the consent form."""
    answers: dict[str, object] = {}
    if consent.reuse_opposed is not None:
        answers["reuse_opposition"] = consent.reuse_opposed
    if consent.ern_registries:
        answers["ern_registries"] = list(consent.ern_registries)
    return answers


def consent_of(answers: Answers) -> ConsentAsGiven:
    """What the consent form says."""
    opposed = answers.get("reuse_opposition")
    registries = answers.get("ern_registries")
    return ConsentAsGiven(
        reuse_opposed=opposed if isinstance(opposed, bool) else None,
        ern_registries=tuple(str(one) for one in registries) if isinstance(registries, list) else (),
    )


def _plain(value: object) -> dict[str, object]:
    """Tuples as lists, as JSON has them."""

    def convert(part: object) -> object:
        if isinstance(part, Mapping):
            return {key: convert(one) for key, one in part.items()}
        if isinstance(part, list | tuple):
            return [convert(one) for one in part]
        return part

    return cast("dict[str, object]", convert(value))


def _text(answers: Answers, key: str) -> str:
    value = answers.get(key)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _mappings(value: object) -> list[Answers]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []


def _local_id(value: object) -> LocalId | None:
    if not isinstance(value, Mapping) or not _text(value, "value"):
        return None
    return LocalId(root=_text(value, "root"), value=_text(value, "value"))


def _local_ids(value: object) -> tuple[LocalId, ...]:
    return tuple(found for one in _mappings(value) if (found := _local_id(one)) is not None and found.root)


def _address(value: object) -> Address | None:
    if not isinstance(value, Mapping) or not is_answered(value):
        return None
    return Address(**{key: _text(value, key) for key in Address.__dataclass_fields__})


def _telecoms(value: object) -> tuple[Telecom, ...]:
    return tuple(Telecom(_text(one, "value"), _text(one, "use")) for one in _mappings(value) if _text(one, "value"))


def _relation(value: Answers) -> RelationAsGiven:
    texts = ["relationship", "birth_name", "family_name", "used_name", "given_names", "first_given_name"]
    texts += ["used_given_name", "sex", "birth_date"]
    return RelationAsGiven(
        role=_text(value, "role"),
        local_ids=_local_ids(value.get("local_ids")),
        address=_address(value.get("address")),
        telecoms=_telecoms(value.get("telecoms")),
        **{key: _text(value, key) for key in texts},
    )
