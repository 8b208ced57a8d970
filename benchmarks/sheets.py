"""How fast the rows of a sheet become entries, through the door, into an embedded PostgreSQL of its own.

    python benchmarks/sheets.py [--json] [--rows N] [--people N]

A dossier of 60 columns (numbers, dates, choices, texts, a computed item), as many people as rows unless said otherwise.
Each size is read, checked (through the door and taken back) and stored, as `orphee entries import` does. The processor
time is this process's own, without the database's. Goal: 10,000 rows of 60 columns
in under 60 seconds on two cores.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import itertools
import json
import random
import time
from typing import TYPE_CHECKING

from _throwaway import installation

if TYPE_CHECKING:
    from orphee.datasets.definition import Dataset

GOAL_SECONDS = 60
GOAL_ROWS = 10_000
SIZES = (100, 1_000, GOAL_ROWS)
COLUMNS = 60
NOW = dt.datetime.now(dt.UTC)
CHOICES = ("rare", "frequent", "constant")


def definition() -> str:
    """A data set of one form with 60 items that are asked, and one that is computed."""
    kinds = ("decimal", "date", "code", "text", "integer", "boolean")
    items = []
    for number in range(COLUMNS):
        kind = kinds[number % len(kinds)]
        more = (
            "values: often, " if kind == "code" else "min: 0, max: 100000, " if kind in ("decimal", "integer") else ""
        )
        items.append(
            f"- {{key: q{number}, type: {kind}, {more}label: {{fr: Question {number}, en: Question {number}}}}}"
        )
    codes = [f"- {{code: {code}, label: {{fr: {code}, en: {code}}}}}" for code in CHOICES]
    lines = "\n      ".join(items)
    return f"""key: bench-sheets
version: "1.0"
kind: specialty
title: {{fr: Mesure, en: Measure}}
instruments:
  - key: visit
    title: {{fr: Visite, en: Visit}}
    subject: person
    repeats: true
    items:
      {lines}
      - {{key: total, type: decimal, label: {{fr: Somme, en: Sum}}, compute: {{sum: [q0, q6], at_least: 1}}}}
value_sets:
  often:
    title: {{fr: Fréquence, en: Frequency}}
    codes:
      {chr(10).join("      " + code for code in codes).strip()}
"""


class Source:
    """The definition, as a source of the catalogue."""

    def __init__(self) -> None:
        from orphee.datasets.reading import read

        self.dataset = read(definition())

    def dataset_keys(self) -> list[str]:
        """One key."""
        return [self.dataset.key]

    def versions(self, key: str) -> list[str]:
        """One version."""
        return [self.dataset.version]

    def load(self, key: str, version: str) -> Dataset:
        """The definition."""
        return self.dataset


def workbook(numbers: list[str]) -> bytes:
    """One row a record, saved as spreadsheet programs do: its size said first, its texts kept once."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.create_sheet("visit", 0)
    del book[book.sheetnames[1]]
    sheet.append(["record", "entry", *(f"q{number}" for number in range(COLUMNS))])
    for row, number in enumerate(numbers):
        made = (row % 977 + 0.5, f"{1 + row % 28:02}/03/2021", CHOICES[row % 3], f"texte {row}", row % 500, "oui")
        sheet.append([number, f"v{len(numbers)}-{row}", *(made[column % len(made)] for column in range(COLUMNS))])
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()


def people(count: int) -> list[str]:
    """As many records; their numbers."""
    from orphee.record.intake import accept_many
    from orphee.record.rules.submission import Channel, LocalId, PersonAsGiven, Submission

    found: list[str] = []
    letters = random.Random(3)  # names that look alike would measure the search for duplicates
    for start in range(0, count, 1_000):
        some = [
            Submission(
                Channel.FORM,
                "bench",
                PersonAsGiven(
                    local_ids=(LocalId("1.2.3", f"B{number}"),),
                    birth_name="".join(letters.choices("ABCDEFGHIJKLMNOPRSTUV", k=9)),
                    first_given_name="Alix",
                    birth_date=f"{1950 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}",
                    sex="F",
                ),
                (),
                NOW,
                site_codes=("S001",),
            )
            for number in range(start, min(count, start + 1_000))
        ]
        found += [receipt.record_number for receipt in accept_many(some, now=NOW)]
    return found


def measure(numbers: list[str]) -> dict[str, float | int]:
    """Seconds to read, check and store a sheet of these records."""
    from orphee.access.rules.policy import Purpose, system_reader
    from orphee.datasets import catalogue
    from orphee.exchange.sheets.importing import Import, Mode
    from orphee.exchange.sheets.opening import open_file

    content = workbook(numbers)
    dataset = catalogue.dataset("bench-sheets")
    start, worked = time.perf_counter(), time.process_time()
    opened = open_file(content, dataset)
    read = time.perf_counter()
    coming = Import(system_reader("command", Purpose.EXCHANGE), dataset, opened, NOW)
    checked = coming.check()
    seen = time.perf_counter()
    done = coming.store(Mode.ALL, checked=checked)
    stored = time.perf_counter()
    return {
        "rows": done.rows, "new": done.new, "bad": done.bad, "columns": COLUMNS,
        "read_seconds": round(read - start, 2), "check_seconds": round(seen - read, 2),
        "store_seconds": round(stored - seen, 2), "seconds": round(stored - start, 2),
        "processor_seconds": round(time.process_time() - worked, 2),
    }  # fmt: skip


def main() -> int:
    """Measure each size in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, action="append")
    parser.add_argument("--people", type=int, help="fewer than rows: several rows a person")
    options = parser.parse_args()
    with installation():
        from orphee.datasets import catalogue

        catalogue.register_source(Source())
        sizes = options.rows or list(SIZES)
        numbers = people(options.people or sum(sizes))
        places, found = itertools.cycle(numbers), []
        for size in sizes:
            found.append(measure(list(itertools.islice(places, size))))
    last = found[-1]
    is_fast = last["seconds"] * GOAL_ROWS / max(1, last["rows"]) < GOAL_SECONDS
    answer = {
        "benchmark": "sheets",
        "goal_seconds": GOAL_SECONDS,
        "goal_rows": GOAL_ROWS,
        "sizes": found,
        "met": is_fast,
    }
    print(json.dumps(answer) if options.json else "\n".join(map(str, found)))
    return 0 if is_fast else 1


if __name__ == "__main__":
    raise SystemExit(main())
