"""How fast CDA documents enter the record.

    python benchmarks/cda.py [--json] [--bare] [--sizes 50,200,800]

Intake is the whole way: sealed and committed, parsed, read, checked against the official rules, person identified,
entries validated, stored, summarised, audited, answered. It is measured in batches (files, folders) and one document
at a time (the web service), in one process, on an embedded PostgreSQL of its own that keeps its promises (fsync on),
with the terminologies that the machine has, so that codes are looked up; `--bare` leaves them out.
The floor, in the same run, is what lxml needs to parse the same documents and do nothing with them.
Goal: 40 documents a second in one process on two cores.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time

from _throwaway import installation, terminologies
from lxml import etree

from orphee.foundation.places import samples_directory

GOAL = 40
SIZES = (50, 200, 800)
BATCH = 50  # as `orphee import cda` does
NOW = dt.datetime.now(dt.UTC)


def documents(count: int, start: int) -> tuple[list[bytes], str]:
    """As many documents, each about another person: the official samples where they are, else an invented one."""
    samples = samples_directory()
    if samples is None:
        from orphee.exchange.tests.conftest import small_document

        return [small_document(start + number) for number in range(count)], "one short invented document"
    originals = [path.read_bytes() for path in sorted((samples / "cda").glob("*.xml"))]
    found = [_about(originals[number % len(originals)], start + number) for number in range(count)]
    return found, "the official samples"


def _about(document: bytes, person: int) -> bytes:
    """The sample about another person: other identifiers, names, birth date and document identity."""
    letters = "".join(chr(ord("A") + int(digit)) for digit in f"{person:07d}").encode()
    for old, new in (
        (b"277076322082910", f"2770763{person:08d}".encode()),
        (b"224027511583555", f"2240275{person:08d}".encode()),
        (b'"1234567890121"', f'"12345{person:08d}"'.encode()),
        (b"9ec5518caaab7096", f"{person:016d}".encode()),
        (b"8ec5518caaab7096", f"{person + 10**9:016d}".encode()),
        (b"NESSI", b"NESSI" + letters),
        (b"DECOURCY", b"DECOURCY" + letters),
        (b"1.1.1.30.2024.", f"1.1.1.30.2024.{person}.".encode()),
        (b"19770714", f"19{60 + person % 40}07{1 + person % 28:02d}".encode()),
    ):
        document = document.replace(old, new)
    return document


def parsed_per_second(contents: list[bytes]) -> float:
    """The floor."""
    start = time.perf_counter()
    for content in contents:
        etree.fromstring(content)
    return len(contents) / (time.perf_counter() - start)


def intake(sizes: tuple[int, ...]) -> list[dict[str, object]]:
    """Documents a second at each size, in batches, one by one, and sent again."""
    from orphee.exchange.actions import deliver, deliver_many

    deliver_many(documents(4, 10**6)[0], sender="warm", way="command", now=NOW)
    lines: list[dict[str, object]] = []
    person = 1
    for size in sizes:
        contents, origin = documents(size, person)
        alone, _ = documents(max(10, size // 10), person + size)
        person += 2 * size + 10
        floor = parsed_per_second(contents)
        cpu, start = time.process_time(), time.perf_counter()
        stored = 0
        for first in range(0, size, BATCH):
            some = deliver_many(contents[first : first + BATCH], sender="benchmark", way="command", now=NOW)
            stored += sum(one.answer["outcome"] == "stored" for one in some)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        start = time.perf_counter()
        deliver_many(contents[:BATCH], sender="benchmark", way="command", now=NOW)
        again, start = time.perf_counter() - start, time.perf_counter()
        for one in alone:
            deliver(one, sender="benchmark", way="http", now=NOW)
        single = time.perf_counter() - start
        lines.append(
            {
                "documents": size,
                "stored": stored,
                "per_second": round(size / seconds, 1),
                "one_by_one_per_second": round(len(alone) / single, 1),
                "unchanged_per_second": round(min(BATCH, size) / again, 1),
                "cpu_ms_each": round(1000 * cpu / size, 1),
                "floor_per_second": round(floor, 1),
                "times_the_floor": round(floor * seconds / size, 1),
                "of": origin,
            }
        )
    return lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    parser.add_argument("--bare", action="store_true", help="without terminologies: no code is looked up")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="how many documents (50,200,800)")
    wanted = parser.parse_args()
    with installation():
        loaded = terminologies(bare=wanted.bare)
        sizes = intake(tuple(int(size) for size in wanted.sizes.split(",")))
    told = {"benchmark": "cda", "goal_per_second": GOAL, "terminologies": loaded, "sizes": sizes}
    print(json.dumps(told) if wanted.json else json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
