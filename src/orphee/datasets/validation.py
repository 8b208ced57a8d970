"""Validating an entry against its definition.

    validate(instrument, payload, context, terminology=...) -> tuple[Problem, ...]

What can be prepared is prepared once an instrument (`form_of`), so that an entry costs microseconds.
Nothing here refuses: a draft with problems can always be saved; who stores decides what an error means.
"""

from __future__ import annotations

from collections.abc import Mapping

from orphee.datasets.compiled_form import Form, Question, Rule, form_of
from orphee.datasets.conditions import (
    Context,
    Scopes,
    is_answered,
)
from orphee.datasets.definition import Instrument, Item, ItemType, Text
from orphee.datasets.findings import Findings
from orphee.datasets.problems import Path, Problem
from orphee.datasets.sentences import EXPECTED
from orphee.datasets.terminology_port import NOT_LOADED, Terminology

MOST_REPEATS = 1_000  # answers of one repeating item

__all__ = ["Context", "Problem", "Terminology", "is_complete", "validate", "visible"]


def validate(
    instrument: Instrument,
    payload: Mapping[str, object],
    context: Context,
    *,
    terminology: Terminology = NOT_LOADED,
) -> tuple[Problem, ...]:
    """Every problem of one entry, in the order of the form. An empty tuple: nothing to say."""
    findings = Findings(context, terminology)
    if not isinstance(payload, Mapping):
        findings.note("wrong-type", (), None, expected=EXPECTED["group"])
        return tuple(findings.problems)
    _walk(form_of(instrument), payload, (), (payload,), findings)
    return tuple(findings.problems)


def is_complete(problems: tuple[Problem, ...]) -> bool:
    """Whether an entry with these problems can be complete: no error; queries stay visible."""
    return not any(problem.is_error for problem in problems)


def visible(instrument: Instrument, path: Path, payload: Mapping[str, object], context: Context) -> bool:
    """Whether the question at a path ("foetuses", 0, "sex") is asked, given the other answers."""
    form: Form | None = form_of(instrument)
    scopes: Scopes = (payload,)
    inside: object = payload
    for part in path:
        if isinstance(part, int):
            inside = inside[part] if isinstance(inside, list | tuple) and part < len(inside) else None
        else:
            question = form.by_key.get(part) if form else None
            if question is None or (question.shown is not None and not question.shown(scopes, context)):
                return False
            form, inside = question.inside, scopes[-1].get(part)
        if isinstance(inside, Mapping):
            scopes = (*scopes, inside)
    return True


def _walk(form: Form, payload: Mapping[str, object], path: Path, scopes: Scopes, findings: Findings) -> None:
    context = findings.context
    if not payload.keys() <= form.by_key.keys():
        for key in sorted(str(key) for key in payload.keys() - form.by_key.keys()):
            name = key if key.isidentifier() and len(key) <= 64 else "?"
            findings.note("unknown-item", (*path, name), None, item=name)
    for question in form.questions:
        item = question.item
        value, before = payload.get(item.key), len(findings.problems)
        applies = question.when is None or question.when(scopes, context) is not False
        if is_answered(value):
            here = (*path, item.key)
            if not applies:
                findings.note("not-applicable", here, item)
            if item.repeats:
                _check_list(question, value, here, scopes, findings)
            else:
                _check_one(question, value, here, scopes, findings)
        elif question.required and (question.shown is None or question.shown(scopes, context)):
            findings.note("missing-answer", (*path, item.key), item)
        if question.rules and applies and not _is_wrong(item, findings.problems[before:]):
            _apply(question.rules, (*path, item.key), scopes, findings)
    if form.rules:
        _apply(form.rules, path, scopes, findings)


def _is_wrong(item: Item, found: list[Problem]) -> bool:
    """Whether the answer itself was said to be wrong: what does not hold with it then says nothing more."""
    return item.type is not ItemType.GROUP and any(one.is_error for one in found)


def _check_list(question: Question, value: object, path: Path, scopes: Scopes, findings: Findings) -> None:
    item = question.item
    if not isinstance(value, list | tuple):
        findings.note("not-a-list", path, item)
        return
    if len(value) > MOST_REPEATS:
        findings.note("too-many", path, item, count=len(value), most=MOST_REPEATS)
        return
    for index, element in enumerate(value):
        _check_one(question, element, (*path, index), scopes, findings)
    if item.type is ItemType.CODE and len(value) > 1:
        codes = [code for code in value if isinstance(code, str)]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            findings.note("code-twice", path, item, code=_label(item, code), count=codes.count(code))


def _label(item: Item, code: str) -> Text | str:
    known = item.value_set.by_code.get(code) if item.value_set else None
    return known.label if known else code[:40]


def _check_one(question: Question, value: object, path: Path, scopes: Scopes, findings: Findings) -> None:
    question.check(value, path, findings)
    if question.inside is not None and isinstance(value, Mapping):
        _walk(question.inside, value, path, (*scopes, value), findings)


def _apply(rules: tuple[Rule, ...], path: Path, scopes: Scopes, findings: Findings) -> None:
    context = findings.context
    for rule in rules:
        applies = rule.applies
        if applies is not None and applies(scopes, context) is not True:
            continue
        if rule.must(scopes, context) is False:
            text, params = rule.sentence(scopes, context)
            label = rule.item.label if rule.item else Text("", "")
            findings.add(Problem(path, rule.check.code, rule.check.severity, label, text, params))
