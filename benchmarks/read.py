"""How well French clinical text is read: precision, recall and F1, beside a plain dictionary and FastHPOCR.

    python benchmarks/read.py [--gold FILE …] [--json] [--sealed] [--errors] [--no-peers]

By default the developing half (`benchmarks/gold/dev.jsonl`); `--sealed` reads the sealed half, of which only figures
are printed, never errors. A found term counts when the gold has it at an overlapping place of the same text, each
once ("mentions"); "distinct" counts each term once a text, wherever it stands, and is what published figures count.
Intervals: 95 %, by resampling the texts 1,000 times. Peers in the same run, on the same names (HPO French labels and
synonyms as published, not our own words): a plain dictionary (longest exact match of the folded name; statuses by
edsnlp's negation, hypothesis, family and history when it is installed), and FastHPOCR with a French ontology when it is
installed (`pip install fasthpocr pronto`; its index takes minutes, `--cache` keeps it). Time is processor time on texts
of 2,000 characters made of the gold's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from _timing import peak_megabytes

from orphee.foundation.places import reference_directory
from orphee.insight.reading.cleaning import clean, fold_in_place
from orphee.insight.reading.lexicon import compiled
from orphee.insight.reading.names import UnableToCompile, hpo_concepts
from orphee.insight.reading.reader import Reader

GOLD = Path(__file__).parent / "gold"
RESAMPLES = 1_000
GOAL_TERM, GOAL_STATUS, GOAL_DOCUMENTS_A_SECOND = 0.90, 0.87, 50


class Found(NamedTuple):
    """A term at a place, with its status."""

    start: int
    end: int
    term: str
    status: str


class Counts(NamedTuple):
    """What was right, what was found and what was to be found, in one text."""

    right: int
    found: int
    wanted: int


Finder = Callable[[str], list[Found]]


def read_gold(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The texts of gold files."""
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def wanted_of(text: dict[str, Any], prefix: str) -> list[Found]:
    """What the gold says of a text."""
    return [
        Found(one["start"], one["end"], one["term"], one["status"])
        for one in text["features"]
        if one["term"].startswith(prefix)
    ]


def mentions(found: Sequence[Found], wanted: Sequence[Found], *, status: bool, exact: bool = False) -> Counts:
    """Count mentions: same term, overlapping (or equal) place, each of the gold matched once."""
    left = list(wanted)
    right = 0
    for one in sorted(found):
        for other in left:
            place = (one.start, one.end) == (other.start, other.end) if exact else (
                one.start < other.end and other.start < one.end
            )  # fmt: skip
            if one.term == other.term and place and (not status or one.status == other.status):
                left.remove(other)
                right += 1
                break
    return Counts(right, len(found), len(wanted))


def distinct(found: Sequence[Found], wanted: Sequence[Found], *, status: bool) -> Counts:
    """Count each term (or term and status) once a text."""
    mine = {(one.term, one.status if status else "") for one in found}
    theirs = {(one.term, one.status if status else "") for one in wanted}
    return Counts(len(mine & theirs), len(mine), len(theirs))


def figures(counts: Sequence[Counts], seed: int = 4) -> dict[str, Any]:
    """Precision, recall, F1 over texts, with the 95 % interval of F1."""

    def scores(chosen: Sequence[Counts]) -> tuple[float, float, float]:
        right, found, wanted = (sum(column) for column in zip(*chosen, strict=True))
        precision, recall = right / found if found else 0.0, right / wanted if wanted else 0.0
        return precision, recall, 2 * right / (found + wanted) if found + wanted else 0.0

    draw = random.Random(seed)
    sampled = sorted(scores(draw.choices(counts, k=len(counts)))[2] for _ in range(RESAMPLES))
    precision, recall, f1 = scores(counts)
    low, high = sampled[int(0.025 * RESAMPLES)], sampled[int(0.975 * RESAMPLES)]
    return {
        "precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3),
        "f1_95": [round(low, 3), round(high, 3)], "right": sum(one.right for one in counts),
        "found": sum(one.found for one in counts), "wanted": sum(one.wanted for one in counts),
    }  # fmt: skip


def measure(finder: Finder, texts: Sequence[dict[str, Any]], prefix: str = "HP:") -> dict[str, Any]:
    """All figures of one method."""
    pairs = [(finder(text["text"]), wanted_of(text, prefix)) for text in texts]
    return {
        "term": figures([mentions(f, w, status=False) for f, w in pairs]),
        "term_and_status": figures([mentions(f, w, status=True) for f, w in pairs]),
        "term_exact_span": figures([mentions(f, w, status=False, exact=True) for f, w in pairs]),
        "distinct_term": figures([distinct(f, w, status=False) for f, w in pairs]),
        "distinct_term_and_status": figures([distinct(f, w, status=True) for f, w in pairs]),
    }


def ours(reader: Reader) -> Finder:
    """Orphée's reader."""

    def find(text: str) -> list[Found]:
        return [Found(f.span.start, f.span.end, f.hpo, f.status.value) for f in reader.read(text).features]

    return find


def ours_diseases(reader: Reader) -> Finder:
    """Orphée's reader, rare diseases only."""

    def find(text: str) -> list[Found]:
        read = reader.read(text)
        signs = {(one.span.start, one.span.end) for one in read.features}  # also a sign: the gold annotates the sign
        return [
            Found(one.span.start, one.span.end, one.orpha, one.status.value)
            for one in read.diagnoses
            if (one.span.start, one.span.end) not in signs
        ]

    return find


def plain_dictionary(reference: Path) -> Finder:
    """Longest exact match of the folded French names as published, without our words; statuses by edsnlp."""
    known: dict[tuple[str, ...], str] = {}
    for concept in hpo_concepts(reference, own_words=False).values():
        for name, _ in sorted(concept.names.items(), key=lambda pair: pair[1]):
            words = tuple(re.findall(r"\w+", fold_in_place(name.replace("œ", "oe"))))
            if words and len("".join(words)) > 3:
                known.setdefault(words, concept.code)
    longest = max(map(len, known))
    status_of = edsnlp_statuses()

    def find(text: str) -> list[Found]:
        page = clean(text)
        words = list(re.finditer(r"\w+", page.folded))
        found, at = [], 0
        while at < len(words):
            for size in range(min(longest, len(words) - at), 0, -1):
                code = known.get(tuple(word.group() for word in words[at : at + size]))
                if code:
                    start, end = page.original(words[at].start(), words[at + size - 1].end())
                    found.append(Found(start, end, code, "observed"))
                    at += size - 1
                    break
            at += 1
        return status_of(text, found)

    return find


def edsnlp_statuses() -> Callable[[str, list[Found]], list[Found]]:
    """Statuses by edsnlp's qualifiers with their defaults (without the family cues that name the patient)."""
    try:
        import edsnlp
        import edsnlp.pipes as eds
    except ImportError:
        return lambda text, found: found
    nlp = edsnlp.blank("eds")
    for pipe in (eds.normalizer(), eds.sentences(), eds.negation(), eds.hypothesis(), eds.family(), eds.history()):
        nlp.add_pipe(pipe)
    order = (("negation", "negated"), ("family", "relative"), ("hypothesis", "hypothetical"), ("history", "historical"))

    def qualify(text: str, found: list[Found]) -> list[Found]:
        doc = nlp.make_doc(text)
        spans = [doc.char_span(one.start, one.end, label="sign", alignment_mode="expand") for one in found]
        from spacy.util import filter_spans

        doc.ents = filter_spans([span for span in spans if span is not None])
        for _, pipe in nlp.pipeline:
            doc = pipe(doc)
        said = {}
        for span in doc.ents:
            status = next((mine for theirs, mine in order if getattr(span._, theirs, False)), "observed")
            said[span.start_char] = status
        return [one._replace(status=said.get(one.start, "observed")) for one in found]

    return qualify


def fast_hpo_cr(reference: Path, cache: Path) -> Finder | None:
    """FastHPOCR on a French ontology made of the published French names; None when it is not installed."""
    try:
        from FastHPOCR.HPOAnnotator import HPOAnnotator
        from FastHPOCR.IndexHPO import IndexHPO
    except ImportError:
        return None
    folder = cache / "fasthpocr"
    if not (folder / "hp.index").exists():  # minutes of work
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "hp.obo").write_text(_french_obo(hpo_concepts(reference, own_words=False)), "utf-8")
        with contextlib.redirect_stdout(sys.stderr), _clusters_inverted_once():
            IndexHPO(str(folder / "hp.obo"), str(folder), indexConfig={"rootConcepts": ["HP:0000118"]}).index()
    annotator = HPOAnnotator(str(folder / "hp.index"))
    status_of = edsnlp_statuses()

    def find(text: str) -> list[Found]:
        found = [Found(one.startOffset, one.endOffset, one.hpoUri, "observed") for one in annotator.annotate(text)]
        return status_of(text, found)

    return find


@contextlib.contextmanager
def _clusters_inverted_once() -> Iterator[None]:
    """The same index in minutes: FastHPOCR 0.1.4 looks through all base clusters for each cluster (an hour)."""
    from FastHPOCR.cr.CRIndexKB import CRIndexKB

    def compiled_list(self: Any, cluster: str, base: dict[str, str]) -> list[str]:
        if getattr(self, "_inverted_of", None) is not base:
            self._inverted_of, self._inverted = base, {}
            for token, its in base.items():
                self._inverted.setdefault(its, []).append(token)
        return list(self._inverted.get(cluster, ()))

    before, CRIndexKB.compileClusterList = CRIndexKB.compileClusterList, compiled_list
    try:
        yield
    finally:
        CRIndexKB.compileClusterList = before


def _french_obo(concepts: dict[str, Any]) -> str:
    blocks = ["format-version: 1.2", "", "[Term]", "id: HP:0000118", "name: Phenotypic abnormality", ""]
    for code, concept in concepts.items():
        blocks += ["[Term]", f"id: {code}", f"name: {concept.label}"]
        blocks += [f'synonym: "{name}" EXACT []' for name in concept.names if '"' not in name]
        blocks += ["is_a: HP:0000118 ! Phenotypic abnormality", ""]
    return "\n".join(blocks)


def speed(finder: Finder, texts: Sequence[dict[str, Any]], seconds: float = 3.0) -> float:
    """Texts of 2,000 characters read in a second of processor time."""
    joined = "\n\n".join(text["text"] for text in texts)
    pages = [joined[at : at + 2_000] for at in range(0, len(joined) - 2_000, 2_000)] or [joined]
    finder(pages[0])
    started, done = time.process_time(), 0
    while time.process_time() - started < seconds:
        finder(pages[done % len(pages)])
        done += 1
    return round(done / (time.process_time() - started), 1)


def show_errors(finder: Finder, texts: Sequence[dict[str, Any]]) -> None:
    """Each text's missed and wrong terms, to develop on."""
    for text in texts:
        found, wanted = finder(text["text"]), wanted_of(text, "HP:")
        here = {(f.term, f.status) for f in found}
        there = {(w.term, w.status) for w in wanted}
        missed = [(w.term, w.status, text["text"][w.start : w.end]) for w in wanted if (w.term, w.status) not in here]
        wrong = [(f.term, f.status, text["text"][f.start : f.end]) for f in found if (f.term, f.status) not in there]
        if missed or wrong:
            print(text["id"], text["text"][:160].replace("\n", " / "))
            print("   missed", missed)
            print("   wrong ", wrong)


def main() -> int:
    """Run, print a table or JSON; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, nargs="*")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sealed", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--cache", type=Path)
    asked = parser.parse_args()
    reference = reference_directory()
    if reference is None:
        raise UnableToCompile("Set ORPHEE_REFERENCE_DIR to the folder of HPO and Orphanet.")
    texts = read_gold(asked.gold or [GOLD / ("sealed.jsonl" if asked.sealed else "dev.jsonl")])
    cache = asked.cache or Path(tempfile.mkdtemp(prefix="reading-"))
    compiled(reference, cache)
    started = time.process_time()
    reader = Reader(compiled(reference, cache))
    answer: dict[str, Any] = {"texts": len(texts), "load_seconds": round(time.process_time() - started, 2)}
    finder = ours(reader)
    answer["orphee"] = measure(finder, texts) | {"documents_a_second": speed(finder, texts)}
    answer["memory_mb"] = peak_megabytes()
    answer["orphee_diseases"] = measure(ours_diseases(reader), texts, "ORPHA:")
    if asked.errors and not asked.sealed:
        show_errors(finder, texts)
    if not asked.no_peers:
        for name, peer in (
            ("plain_dictionary", plain_dictionary(reference)),
            ("fasthpocr", fast_hpo_cr(reference, cache)),
        ):
            answer[name] = "not installed" if peer is None else (
                measure(peer, texts) | {"documents_a_second": speed(peer, texts)}
            )  # fmt: skip
    answer["goals"] = {"term": GOAL_TERM, "term_and_status": GOAL_STATUS, "documents_a_second": GOAL_DOCUMENTS_A_SECOND}
    print(json.dumps(answer) if asked.json else table(answer))
    reached = answer["orphee"]["term"]["f1"] >= GOAL_TERM and answer["orphee"]["term_and_status"]["f1"] >= GOAL_STATUS
    return 0 if reached else 1


def table(answer: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{answer['texts']} texts, loaded in {answer['load_seconds']} s, {answer['memory_mb']} MB"]
    for method in ("orphee", "plain_dictionary", "fasthpocr", "orphee_diseases"):
        found = answer.get(method)
        if not isinstance(found, dict):
            continue
        for what, figure in found.items():
            said = (
                f"P {figure['precision']:.3f}  R {figure['recall']:.3f}  F1 {figure['f1']:.3f} "
                f"{figure['f1_95']}  ({figure['right']}/{figure['found']}/{figure['wanted']})"
                if isinstance(figure, dict)
                else str(figure)
            )
            lines.append(f"{method:17} {what:26} {said}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
