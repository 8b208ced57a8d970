"""Conditions and computations in words, for people who read a dictionary: “Sexe = Homme et Poids > 3”."""

from __future__ import annotations

from orphee.datasets.computations import Calculation, Case, Computation, Operand, Value
from orphee.datasets.conditions import AllOf, AnyOf, Comparison, Condition, Fact, ItemAnswer, Not, RecordAnswer, Subject
from orphee.datasets.definition import Instrument, Item, Text
from orphee.datasets.speech import spoken

_AND, _OR = Text(" et ", " and "), Text(" ou ", " or ")
_NOT = Text("sauf si {}", "unless {}")
_ANSWERED = Text("{} renseigné", "{} answered")
_UNANSWERED = Text("{} non renseigné", "{} not answered")
_COUNT = Text("nombre de {}", "number of {}")
_IN = Text("{} parmi {}", "{} among {}")
_NOT_IN = Text("{} hors de {}", "{} not among {}")
_MONTHS = Text("{} {:+d} mois", "{} {:+d} months")
_SIGNS = {
    "is": "=", "at_least": "≥", "at_most": "≤", "above": ">", "below": "<",
    "before": "<", "after": ">", "not_before": "≥", "not_after": "≤",
}  # fmt: skip
_FACTS = {
    "today": Text("aujourd’hui", "today"),
    "birth_date": Text("la date de naissance", "the birth date"),
    "age_months": Text("l’âge en mois", "the age in months"),
    "antenatal": Text("suivi anténatal", "antenatal follow-up"),
    "sex": Text("le sexe", "the sex"),
}
_OPERATIONS = {
    "sum": Text("somme de {}", "sum of {}"),
    "mean": Text("moyenne de {}", "mean of {}"),
    "product": Text("produit de {}", "product of {}"),
    "ratio": Text("rapport de {}", "ratio of {}"),
    "difference": Text("différence de {}", "difference of {}"),
    "months_between": Text("mois révolus entre {}", "completed months between {}"),
    "count": Text("nombre de {}", "number of {}"),
    "score": Text("score de {}", "score of {}"),
    "first": Text("première réponse parmi {}", "first answer among {}"),
}


def spoken_condition(condition: Condition, instrument: Instrument, language: str) -> str:
    """A condition in words; items are named by their labels."""
    if isinstance(condition, Comparison):
        return _comparison(condition, instrument, language)
    if isinstance(condition, Not):
        return _NOT.in_(language).format(spoken_condition(condition.condition, instrument, language))
    glue = (_AND if isinstance(condition, AllOf) else _OR).in_(language)
    parts = [spoken_condition(part, instrument, language) for part in condition.conditions]
    nested = [
        f"({part})" if isinstance(one, AllOf | AnyOf) else part
        for one, part in zip(condition.conditions, parts, strict=True)
    ]
    return glue.join(nested)


def spoken_computation(computation: Computation, instrument: Instrument, language: str) -> str:
    """A computation in words."""
    if isinstance(computation, Calculation):
        parts = ", ".join(_operand(one, instrument, language) for one in computation.operands)
        return _OPERATIONS[computation.operation].in_(language).format(parts)
    return _case(computation, instrument, language)


def _case(case: Case, instrument: Instrument, language: str) -> str:
    parts = [
        f"{_operand(branch.value, instrument, language)} : {spoken_condition(branch.condition, instrument, language)}"
        for branch in case.branches
    ]
    if case.otherwise is not None:
        parts.append(Text("sinon {}", "else {}").in_(language).format(_operand(case.otherwise, instrument, language)))
    return " ; ".join(parts)


def _operand(value: Operand | Value, instrument: Instrument, language: str) -> str:
    if isinstance(value, Calculation):
        return f"({spoken_computation(value, instrument, language)})"
    if isinstance(value, ItemAnswer | Fact):
        return _subject(value, instrument, language)
    return str(value)


def _comparison(comparison: Comparison, instrument: Instrument, language: str) -> str:
    said = _subject(comparison.subject, instrument, language)
    operator, operand = comparison.operator, comparison.operand
    item = _item(comparison.subject, instrument)
    if operator == "answered":
        return (_ANSWERED if operand is not False else _UNANSWERED).in_(language).format(said)
    if isinstance(operand, tuple):
        values = ", ".join(_value(item, one, language) for one in operand)
        return (_IN if operator == "in" else _NOT_IN).in_(language).format(said, values)
    if isinstance(operand, ItemAnswer | RecordAnswer | Fact):
        return f"{said} {_SIGNS[operator]} {_subject(operand, instrument, language)}"
    return f"{said} {_SIGNS.get(operator, operator)} {_value(item, operand, language)}"


def _value(item: Item | None, value: object, language: str) -> str:
    return spoken(item, value, language) if item is not None else str(value)


def _subject(subject: Subject, instrument: Instrument, language: str) -> str:
    if isinstance(subject, Fact):
        said = _FACTS[subject.name].in_(language)
    elif isinstance(subject, RecordAnswer):
        said = f"{subject.instrument}.{'.'.join(subject.path)}"
    else:
        item = _item(subject, instrument)
        said = f"« {item.label.in_(language)} »" if item is not None else ".".join(subject.path)
        if subject.counted:
            said = _COUNT.in_(language).format(said)
    return _MONTHS.in_(language).format(said, subject.months) if subject.months else said


def _item(subject: Subject, instrument: Instrument) -> Item | None:
    """The item that is meant: by its path from the top, or the only one that ends so."""
    if not isinstance(subject, ItemAnswer):
        return None
    if subject.path in instrument.by_path:
        return instrument.by_path[subject.path]
    found = [item for path, item in instrument.by_path.items() if path[-len(subject.path) :] == subject.path]
    return found[0] if len(found) == 1 else None
