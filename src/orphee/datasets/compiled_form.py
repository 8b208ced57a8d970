"""A form made ready: conditions, checks and sentences of an instrument compiled once, used for every entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from orphee.datasets.check_sentences import Sentence, sentence_of
from orphee.datasets.conditions import Judge, Levels, compile_condition
from orphee.datasets.definition import Asked, Check, Instrument, Item
from orphee.datasets.value_checks import ValueCheck, value_check


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its conditions and its sentence made ready."""

    check: Check
    applies: Judge | None
    must: Judge
    sentence: Sentence
    item: Item | None


@dataclass(frozen=True, slots=True)
class Question:
    """An item with its condition, its value check, its rules and, for a group, the form inside."""

    item: Item
    when: Judge | None  # None when it cannot be judged
    shown: Judge | None  # what a form does: never None
    check: ValueCheck
    rules: tuple[Rule, ...]
    inside: Form | None
    required: bool
    expected: bool  # an answer is expected, if not required: what completeness asks


# What completeness looks at, in the order it asks: every question of every entry of an intake passes there, and
# taking a tuple apart is half the work of asking an object five times.
Counted = tuple[str, Judge | None, bool, "Form | None", Item]  # key, shown, expected, inside, item


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of one level, and the rules of the instrument at the outermost.

    `counted` are those that completeness looks at: expected themselves, or a group of some that are.
    """

    questions: tuple[Question, ...]
    counted: tuple[Counted, ...]
    by_key: Mapping[str, Question]
    rules: tuple[Rule, ...]


_FORMS: WeakKeyDictionary[Instrument, Form] = WeakKeyDictionary()  # gone with the definition: previews make many


def form_of(instrument: Instrument) -> Form:
    """The form of an instrument, made at the first call."""
    made = _FORMS.get(instrument)
    if made is None:
        levels: Levels = (frozenset(instrument.by_key),)
        items = (instrument.by_key,)
        rules = tuple(_rule(check, None, levels, items) for check in instrument.checks)
        made = _FORMS[instrument] = _form(instrument.items, levels, items, rules)
    return made


def _form(
    items: tuple[Item, ...], levels: Levels, known: tuple[Mapping[str, Item], ...], rules: tuple[Rule, ...] = ()
) -> Form:
    questions = tuple(_question(item, levels, known) for item in items)
    counted = tuple(
        (one.item.key, one.shown, one.expected, one.inside, one.item) for one in questions if _is_counted(one)
    )
    return Form(questions, counted, {question.item.key: question for question in questions}, rules)


def _is_counted(question: Question) -> bool:
    if question.item.legacy or question.item.compute is not None:
        return False
    return question.expected or bool(question.inside and question.inside.counted)


def _question(item: Item, levels: Levels, known: tuple[Mapping[str, Item], ...]) -> Question:
    return Question(
        item=item,
        when=compile_condition(item.when, levels) if item.when is not None else None,
        shown=compile_condition(item.when, levels, closed=True) if item.when is not None else None,
        check=value_check(item),
        rules=tuple(_rule(check, item, levels, known) for check in item.checks),
        inside=_form(item.items, (*levels, frozenset(item.by_key)), (*known, item.by_key)) if item.items else None,
        required=item.asked is Asked.ALWAYS and not item.legacy and item.compute is None,
        expected=item.asked is not Asked.OPTIONAL,
    )


def _rule(check: Check, item: Item | None, levels: Levels, known: tuple[Mapping[str, Item], ...]) -> Rule:
    return Rule(
        check=check,
        applies=compile_condition(check.applies, levels) if check.applies is not None else None,
        must=compile_condition(check.must, levels),
        sentence=sentence_of(check.say, known),
        item=item,
    )
