"""How fast an entry of a specialty dossier is validated, and its definition read.

    python benchmarks/definitions.py [--json]

Entries of 100, 300 and 600 items, all answered, with conditions, checks, computations and value sets as dossiers have
them. The floor of the same run does less: jsonschema's validator on the same answers, which knows shapes only.
Processor time, best of some rounds. Goal: 300 items validated in under 5 ms.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable

from jsonschema import Draft202012Validator

from orphee.datasets.computing import computed
from orphee.datasets.conditions import Context
from orphee.datasets.definition import Instrument, Item, ItemType
from orphee.datasets.reading import read
from orphee.datasets.validation import validate
from orphee.datasets.writing import write
from orphee.foundation.partial_date import PartialDate

GOAL_MS = 5.0  # for 300 items
SIZES = (100, 300, 600)
CONTEXT = Context(today=dt.date(2026, 6, 15), birth_date=PartialDate.parse("2010-03"))
ITEMS = 10  # of one round of the questions below

ROUND = """\
      - {key: day_N, section: sS, type: date, asked: usually, label: {fr: Jour, en: Day}}
      - {key: sign_N, section: sS, type: code, values: often, asked: always, label: {fr: Signe, en: Sign}}
      - {key: since_N, section: sS, type: age, label: {fr: Depuis, en: Since}, when: {item: sign_N, in: ["1", "2"]}}
      - key: weight_N
        section: sS
        type: quantity
        units: [kg, g]
        min: 0.2
        max: 400
        label: {fr: Poids, en: Weight}
        check:
          - {code: light-N, severity: query, must: {item: weight_N.value, at_least: 1}, say: {fr: Léger, en: Light}}
      - {key: height_N, section: sS, type: decimal, unit: m, min: 0.2, max: 3, label: {fr: Taille, en: Height}}
      - key: ended_N
        section: sS
        type: partial_date
        label: {fr: Fin, en: End}
        check:
          - {code: end-N, must: {item: ended_N, not_before: {item: day_N}}, say: {fr: Avant, en: Before}}
      - {key: free_N, section: sS, type: text, label: {fr: Texte, en: Text}}
      - {key: gene_N, section: sS, type: code, terminology: {system: hgnc}, repeats: true, label: {fr: Gène, en: Gene}}
      - {key: yes_N, section: sS, type: boolean, label: {fr: Oui, en: Yes}}
      - key: bmi_N
        section: sS
        type: decimal
        label: {fr: IMC, en: BMI}
        compute: {ratio: [weight_N, {product: [height_N, height_N]}], round: 1}
"""
ANSWERS: dict[str, object] = {
    "day": "2026-05-01",
    "sign": "1",
    "since": {"period": "767023003", "months": 30},
    "weight": {"value": 30.5, "unit": "kg"},
    "height": 1.35,
    "ended": "2026-06",
    "free": "Rien de particulier depuis la dernière visite.",
    "gene": ["HGNC:1100", "HGNC:1101"],
    "yes": True,
}


def definition(items: int) -> str:
    """A dossier of so many items, twenty a section."""
    rounds = items // ITEMS
    sections = "".join(
        f"      - {{key: s{number}, title: {{fr: Page {number}, en: Page {number}}}}}\n"
        for number in range((rounds + 1) // 2)
    )
    body = "".join(
        ROUND.replace("_N", f"_{number}").replace("-N", f"-{number}").replace("sS", f"s{number // 2}")
        for number in range(rounds)
    )
    return (
        'key: dossier\nversion: "1"\ntitle: {fr: Dossier, en: Dossier}\ninstruments:\n  - key: visit\n'
        "    title: {fr: Visite, en: Visit}\n    subject: person\n    sections:\n"
        f"{sections}    items:\n{body}"
        "value_sets:\n  often:\n    title: {fr: Fréquence, en: Frequency}\n    codes:\n"
        + "".join(f'      - {{code: "{code}", label: {{fr: Code {code}, en: Code {code}}}}}\n' for code in range(5))
    )


def answers(items: int) -> dict[str, object]:
    """Every question answered, computed ones too."""
    said = {f"{name}_{number}": value for number in range(items // ITEMS) for name, value in ANSWERS.items()}
    return said | {f"bmi_{number}": 16.7 for number in range(items // ITEMS)}


def shapes(instrument: Instrument) -> Draft202012Validator:
    """The floor: the types of the answers as a JSON Schema."""
    return Draft202012Validator(
        {"type": "object", "additionalProperties": False,
         "properties": {item.key: _shape(item) for item in instrument.items}}
    )  # fmt: skip


def _shape(item: Item) -> dict[str, object]:
    if item.value_set is not None:
        return {"enum": [code.code for code in item.value_set.choices]}
    kinds: dict[ItemType, dict[str, object]] = {
        ItemType.BOOLEAN: {"type": "boolean"},
        ItemType.DECIMAL: {"type": "number", "minimum": item.minimum or 0},
        ItemType.AGE: {"type": "object", "properties": {"period": {"type": "string"}, "months": {"type": "integer"}}},
        ItemType.QUANTITY: {
            "type": "object",
            "properties": {"value": {"type": "number"}, "unit": {"enum": ["kg", "g"]}},
        },
    }
    plain: dict[str, object] = {"type": "array", "items": {"type": "string"}} if item.repeats else {"type": "string"}
    return kinds.get(item.type, plain)


def milliseconds(work: Callable[[], object], rounds: int = 30) -> float:
    """The best of some rounds, in processor time: other work on the machine is not its."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return round(best * 1000, 3)


def measured(items: int) -> dict[str, object]:
    """One size: reading the definition, then judging and computing one entry."""
    text = definition(items)
    instrument = read(text).instrument("visit")
    payload = answers(items)
    problems = validate(instrument, payload, CONTEXT)
    assert not problems, problems[0].sentence("en")
    floor = shapes(instrument)
    assert floor.is_valid(payload)
    validating = milliseconds(lambda: validate(instrument, payload, CONTEXT))
    floor_ms = milliseconds(lambda: list(floor.iter_errors(payload)), 10)
    return {
        "items": len(instrument.items),
        "validate_ms": validating,
        "compute_ms": milliseconds(lambda: computed(instrument, payload, CONTEXT)),
        "floor_ms": floor_ms,
        "times_the_floor": round(floor_ms / validating, 1),
        "read_definition_ms": milliseconds(lambda: read(text), 3),
        "write_definition_ms": milliseconds(lambda: write(read(text)), 3),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    wanted = parser.parse_args()
    told = {"benchmark": "definitions", "goal_ms_for_300_items": GOAL_MS, "sizes": [measured(size) for size in SIZES]}
    print(json.dumps(told) if wanted.json else json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
