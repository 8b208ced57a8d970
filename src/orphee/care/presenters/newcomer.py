"""A new person: the few questions asked first, and the people who may already be them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import gettext as _

from orphee.care.desk_sets import MAIN, latest
from orphee.care.presenters.form import ShownProblem, field_name
from orphee.care.presenters.words import sex_word
from orphee.care.rules.drawing import Drawing, draw, walk_fields
from orphee.care.rules.fields import Field
from orphee.care.rules.telling import codes_in
from orphee.care.rules.typed import show_date
from orphee.care.rules.unchosen import judged
from orphee.care.terms import Labels, has_communes
from orphee.care.traits import problems_of_length
from orphee.datasets.conditions import Context
from orphee.datasets.definition import Asked, Instrument, Severity, Text
from orphee.datasets.problems import Problem
from orphee.datasets.validation import validate
from orphee.identity.queries import Candidate
from orphee.identity.rules.ins import is_well_formed
from orphee.terminology.lookup import lookup

FIRST_QUESTIONS = (
    "birth_name", "first_given_name", "sex", "birth_date", "birth_place_code", "birth_place_city", "used_name",
    "ins", "ins_system", "local_ids", "foetus_local_id",
)  # fmt: skip
WANTED = ("birth_name", "first_given_name", "sex", "birth_date")
ALMOST_CERTAIN = 0.85


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Someone who may be the person being entered."""

    name: str
    birth_date: str
    sex: str
    reasons: tuple[str, ...]
    percent: int
    record_key: str
    is_ours: bool
    is_almost_certain: bool


@dataclass(frozen=True, slots=True)
class WhatStops:
    """What keeps the record from being opened, and what to look at twice, for the list above the form."""

    problems: tuple[ShownProblem, ...]
    elsewhere: tuple[ShownProblem, ...] = ()
    missing: tuple[ShownProblem, ...] = ()

    @property
    def errors(self) -> int:
        """How many must be settled."""
        return sum(one.is_error for one in self.problems)

    @property
    def queries(self) -> int:
        """How many are only worth a second look."""
        return len(self.problems) - self.errors

    @property
    def here(self) -> tuple[ShownProblem, ...]:
        """All of them: the form has one page."""
        return self.problems


@lru_cache(maxsize=1)
def first_questions() -> Instrument:
    """The part of the identity form that is asked before a record exists."""
    identity = latest(MAIN).instrument("identity")
    items = tuple(
        replace(identity.by_key[key], asked=Asked.ALWAYS if key in WANTED else Asked.OPTIONAL)
        for key in FIRST_QUESTIONS
    )
    return replace(identity, items=items)


def problems_of(answers: Mapping[str, object], today: dt.date) -> tuple[Problem, ...]:
    """What is wrong with the answers. A foetus has no birth date or given name yet."""
    form = first_questions()
    found = validate(form, answers, Context(today=today), terminology=lookup())
    found = (*problems_of_length(answers), *judged(form, answers, found))
    if answers.get("foetus_local_id"):
        excused = {("birth_date",), ("first_given_name",)}
        found = tuple(one for one in found if not (one.code == "missing-answer" and one.path in excused))
    return found


def ins_problem(answers: Mapping[str, object]) -> str:
    """What is wrong with the INS number, or an empty text."""
    ins, system = str(answers.get("ins") or "").replace(" ", ""), str(answers.get("ins_system") or "")
    if not ins or is_well_formed(ins, system):
        return ""
    return _("The key of this number is wrong, or it has not 15 characters. Copy it again, or leave it empty.")


def newcomer_fields(
    answers: Mapping[str, object],
    problems: Sequence[Problem],
    *,
    today: dt.date,
    language: str,
    ins_error: str = "",
) -> tuple[Field, ...]:
    """The fields of the first questions."""
    label_of = Labels(codes_in(first_questions(), answers), language)
    base = Drawing(context=Context(today=today), language=language, label_of=label_of, has_communes=has_communes())
    names = {one.name for one in walk_fields(draw(first_questions(), answers, base))}
    sentences: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        text = problem.text.in_(language)
        name = field_name(problem, names, {})
        sentences[name] = (*sentences.get(name, ()), text[:1].upper() + text[1:])
    if ins_error:
        sentences["ins"] = (*sentences.get("ins", ()), ins_error)
    drawn = draw(first_questions(), answers, replace(base, problems=sentences))
    return tuple(replace(one, may_be_unsaid=not one.is_asked) for one in drawn)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to do besides the answers."""

    ins_error: str = ""
    must_look: bool = False
    must_choose_site: bool = False


def what_stops(problems: Sequence[Problem], fields: tuple[Field, ...], language: str, left: Left) -> WhatStops:
    """Everything to settle, or to look at, before the record opens, each with the field to go to."""
    ids = {one.name: one.id for one in walk_fields(fields)}
    said = list(problems)
    if left.ins_error:
        label = first_questions().by_key["ins"].label
        said.append(Problem(("ins",), "ins-key", Severity.ERROR, label, Text(left.ins_error, left.ins_error), {}))
    found = [
        ShownProblem(one.sentence(language), f"#{ids.get(field_name(one, set(ids), {}), 'form')}", one.is_error)
        for one in sorted(said, key=lambda one: not one.is_error)
    ]
    if left.must_look:
        words = _("Someone very much alike has a record: look, then tick “I looked: open the record all the same”.")
        found.insert(0, ShownProblem(words, "#looked", is_error=True))
    if left.must_choose_site:
        found.insert(0, ShownProblem(_("Choose the site where this person is followed."), "#site", is_error=True))
    return WhatStops(tuple(found))


def mark_of(problems: Sequence[Problem]) -> str:
    """A mark of what is worth a second look, so that the page knows whether it was shown; empty when nothing is."""
    queries = sorted(f"{one.path} {one.code} {sorted(one.params.items())}" for one in problems if not one.is_error)
    return hashlib.sha256("\n".join(queries).encode()).hexdigest()[:16] if queries else ""


def lookalikes(candidates: Sequence[Candidate]) -> tuple[Lookalike, ...]:
    """Likely duplicates in words: why they match, and where to go."""
    return tuple(
        Lookalike(
            name=one.display_name,
            birth_date=show_date(one.birth_date),
            sex=sex_word(one.sex),
            reasons=tuple(_reasons().get(reason, reason) for reason in one.reasons),
            percent=round(one.score * 100),
            record_key=one.record_key,
            is_ours=one.is_ours,
            is_almost_certain=one.score >= ALMOST_CERTAIN,
        )
        for one in candidates
    )


def _reasons() -> dict[str, str]:
    return {
        "ins": _("same INS number"),
        "birth_name": _("same or similar name"),
        "first_given_name": _("same or similar given name"),
        "birth_date": _("same date of birth"),
        "birth_date_near": _("close date of birth (one figure, or day and month swapped)"),
        "sex": _("same sex"),
        "birth_place": _("same place of birth"),
    }
