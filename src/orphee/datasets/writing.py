"""`Dataset` to canonical YAML: what is read back is the same, field for field.

    write(dataset) -> str             read(write(dataset)) == dataset
    as_plain(dataset) -> dict         the same as plain values: JSON, and what the published schema describes

Keys come in the order of `vocabulary`; what a definition leaves out by default is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from orphee.datasets.computations import Calculation, Case, Computation, Value
from orphee.datasets.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Fact,
    ItemAnswer,
    Not,
    RecordAnswer,
    Subject,
)
from orphee.datasets.definition import (
    AnsweredBy,
    Asked,
    Check,
    Code,
    Confidential,
    Dataset,
    DatasetKind,
    Instrument,
    Item,
    Prefill,
    Severity,
    Status,
    StoredIn,
    TerminologyBinding,
    Text,
    ValueSet,
)
from orphee.datasets.vocabulary import CODE_KEYS, DATASET_KEYS, INSTRUMENT_KEYS, ITEM_KEYS, VALUE_SET_KEYS
from orphee.datasets.yaml_text import text_of

Plain = dict[str, object]
_DEFAULTS = {
    "asked": Asked.OPTIONAL,
    "stored_in": StoredIn.RECORD,
    "answered_by": AnsweredBy.CLINICIAN,
    "kind": DatasetKind.NATIONAL,
    "status": Status.PUBLISHED,
    "confidential": Confidential.NONE,
    "severity": Severity.ERROR,
}


def write(dataset: Dataset) -> str:
    """The definition as canonical YAML, its value sets included."""
    return text_of(as_plain(dataset))


def as_plain(dataset: Dataset) -> Plain:
    """The definition as plain dictionaries, lists, texts and numbers."""
    inclusion = dataset.inclusion
    said: Plain = {
        "key": dataset.key,
        "version": dataset.version,
        "kind": dataset.kind,
        "title": _label(dataset.title),
        "source": dataset.source,
        "sources": list(dataset.sources),
        "licence": dataset.licence,
        "description": _label(dataset.description),
        "status": dataset.status,
        "instruments": [instrument_as_plain(one) for one in dataset.instruments],
        "value_sets": {key: _value_set(one) for key, one in dataset.value_sets.items()},
    }
    if inclusion is not None:
        said["inclusion"] = {"diseases": list(inclusion.diseases), "sites": list(inclusion.sites)}
    return _tidy(said, DATASET_KEYS)


def instrument_as_plain(instrument: Instrument) -> Plain:
    """One form as it stands in a definition."""
    said: Plain = {
        "key": instrument.key,
        "title": _label(instrument.title),
        "subject": instrument.subject,
        "repeats": instrument.repeats,
        "stored_in": instrument.stored_in,
        "asked": instrument.asked,
        "answered_by": instrument.answered_by,
        "help": _label(instrument.help),
        "source": instrument.source,
        "maps": _maps(instrument.maps),
        "legacy": instrument.legacy,
        "sections": [
            _plain({"key": one.key, "title": _label(one.title), "help": _label(one.help)})
            for one in instrument.sections
        ],
        "items": [item_as_plain(one) for one in instrument.items],
        "check": [_check(one) for one in instrument.checks],
    }
    return _tidy(said, INSTRUMENT_KEYS)


def item_as_plain(item: Item) -> Plain:
    """One item as it stands in a definition."""
    said: Plain = {
        "key": item.key,
        "type": item.type.value,
        "section": item.section,
        "label": _label(item.label),
        "asked": item.asked,
        "repeats": item.repeats,
        "unit": item.unit,
        "units": list(item.units),
        "values": item.value_set.key if item.value_set else "",
        "terminology": _terminology(item.terminology),
        "target": ".".join(item.target) if item.target else "",
        "format": item.format,
        "future": item.may_be_future,
        "text": _label(item.text),
        "legacy": item.legacy,
        "confidential": item.confidential,
        "help": _label(item.help),
        "source": item.source,
        "when": condition_as_plain(item.when) if item.when is not None else None,
        "compute": computation_as_plain(item.compute) if item.compute is not None else None,
        "check": [_check(one) for one in item.checks],
        "prefill": [_prefill(one) for one in item.prefill],
        "maps": _maps(item.maps),
        "items": [item_as_plain(one) for one in item.items],
    }
    return _tidy(said, ITEM_KEYS, numbers={"min": item.minimum, "max": item.maximum})


def condition_as_plain(condition: Condition) -> Plain:
    """A condition as it is written."""
    match condition:
        case Not():
            return {"not": condition_as_plain(condition.condition)}
        case AllOf():
            return {"all": [condition_as_plain(one) for one in condition.conditions]}
        case AnyOf():
            return {"any": [condition_as_plain(one) for one in condition.conditions]}
        case Comparison():
            return _subject(condition.subject) | {condition.operator: _operand(condition)}


def computation_as_plain(computation: Computation) -> Plain:
    """A computation as it is written."""
    if isinstance(computation, Case):
        said: Plain = {"case": [_branch(one.condition, one.value) for one in computation.branches]}
        if computation.otherwise is not None:
            said["else"] = _value(computation.otherwise)
    else:
        said = {computation.operation: [_calculation_operand(one) for one in computation.operands]}
        if computation.at_least is not None:
            said["at_least"] = computation.at_least
    if computation.decimals is not None:
        said["round"] = computation.decimals
    return said


def _branch(condition: Condition, value: Value) -> Plain:
    return {"if": condition_as_plain(condition), "then": _value(value)}


def _calculation_operand(operand: object) -> object:
    return ".".join(operand.path) if isinstance(operand, ItemAnswer) else _value(operand)


def _value(value: object) -> object:
    if isinstance(value, ItemAnswer | Fact):
        return _subject(value)
    return computation_as_plain(value) if isinstance(value, Calculation) else value


def _operand(comparison: Comparison) -> object:
    operand = comparison.operand
    if isinstance(operand, ItemAnswer | RecordAnswer | Fact):
        return _subject(operand)
    return list(operand) if isinstance(operand, tuple) else operand


def _subject(subject: Subject) -> Plain:
    if isinstance(subject, ItemAnswer):
        said: Plain = {"count" if subject.counted else "item": ".".join(subject.path)}
    elif isinstance(subject, RecordAnswer):
        said = {"record": ".".join((subject.instrument, *subject.path))}
    else:
        said = {"fact": subject.name}
    return said | {"months": subject.months} if subject.months else said


def _check(check: Check) -> Plain:
    return _plain(
        {
            "code": check.code,
            "if": condition_as_plain(check.applies) if check.applies is not None else None,
            "must": condition_as_plain(check.must),
            "say": _label(check.say),
            "severity": check.severity,
            "source": check.source,
        }
    )


def _terminology(binding: TerminologyBinding | None) -> Plain | None:
    if binding is None:
        return None
    return _plain(
        {
            "system": _one_or_more(binding.systems),
            "levels": list(binding.levels),
            "under": list(binding.under),
        }
    ) | ({"status": binding.status} if binding.status != "active" else {})


def _prefill(prefill: Prefill) -> object:
    if not prefill.recode and not prefill.precision:
        return prefill.path
    return _plain({"from": prefill.path, "recode": dict(prefill.recode), "precision": prefill.precision})


def _value_set(values: ValueSet) -> Plain:
    systems = {code.system for code in values.codes}
    system = systems.pop() if len(systems) == 1 else ""
    said: Plain = {
        "title": _label(values.title),
        "oid": values.oid,
        "name": values.name,
        "revision": values.revision,
        "source": values.source,
        "system": system,
        "codes": [code_as_plain(code, "" if system else code.system) for code in values.codes],
    }
    return _tidy(said, VALUE_SET_KEYS)


def code_as_plain(code: Code, system: str = "") -> Plain:
    """One code as it stands in a value set whose codes are not all of one system."""
    said: Plain = {
        "code": code.code,
        "label": _label(code.label),
        "system": system,
        "official": code.official,
        "former": list(code.former),
        "retired": code.retired,
        "becomes": _label(code.becomes),
        "maps": _maps(code.maps),
    }
    return _tidy(said, CODE_KEYS, numbers={"score": code.score})


def _label(text: Text | None) -> Plain | None:
    return {"fr": text.fr, "en": text.en} if text is not None else None


def _maps(maps: Mapping[str, tuple[str, ...]]) -> Plain:
    return {standard: _one_or_more(names) for standard, names in maps.items()}


def _one_or_more(names: tuple[str, ...]) -> object:
    return names[0] if len(names) == 1 else list(names)


def _plain(said: Plain) -> Plain:
    """Without what is left out by default; words of an enumeration as plain texts."""
    kept = {key: value for key, value in said.items() if value and _DEFAULTS.get(key) != value}
    return {key: str(value) if isinstance(value, str) else value for key, value in kept.items()}


def _tidy(said: Plain, order: Mapping[str, str], numbers: Mapping[str, float | None] | None = None) -> Plain:
    present = _plain(said) | {key: number for key, number in (numbers or {}).items() if number is not None}
    return {key: present[key] for key in order if key in present}
