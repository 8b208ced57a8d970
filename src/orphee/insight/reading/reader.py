"""Read one text: every name of the lexicon at its place, and how it is said there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

from orphee.insight.reading import circumstances, genetics, moments, relatives
from orphee.insight.reading.carriers import Carriers
from orphee.insight.reading.cleaning import Clean, clean
from orphee.insight.reading.context import Passage, Said
from orphee.insight.reading.findings import (
    Age,
    Certainty,
    Diagnosis,
    Drug,
    Feature,
    Gene,
    Kinship,
    Moment,
    Problem,
    Reading,
    Span,
    Status,
    TestResult,
    Variant,
)  # fmt: skip
from orphee.insight.reading.lexicon import Lexicon
from orphee.insight.reading.matching import Match, Matcher
from orphee.insight.reading.measures import Measured, is_judged, measured
from orphee.insight.reading.names import words
from orphee.insight.reading.sentences import Sentence, sentences
from orphee.insight.reading.tokens import Tokens, tokens

LONGEST_TEXT = 500_000  # letters read of one document; what follows is said to be unread
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_][\w/-]{1,7}(?!\w)")
_BARRIERS = frozenset({".", ";", "|", "?", "!"})


class Reader:
    """Reads texts with one lexicon; keep it, loading is what takes time."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._matcher = Matcher(lexicon)
        self._labels = dict(lexicon.concepts)
        self._unambiguous = {name: numbers[0] for name, numbers in lexicon.abbreviations.items()}

    def read(self, text: str) -> Reading:
        """All that is read in a text; never fails, whatever the text."""
        problems: list[Problem] = []
        if len(text) > LONGEST_TEXT:
            problems.append(_too_long(len(text)))
        page = clean(text[:LONGEST_TEXT])
        spoken = circumstances.language(page.folded)
        if spoken != "fr":
            problems.append(_not_french(spoken))
        return _Session(self, text, page).reading(problems, spoken)


def _too_long(length: int) -> Problem:
    return Problem(
        "too-long",
        f"Le texte fait {length:,} caractères : seuls les {LONGEST_TEXT:,} premiers ont été lus. Découpez le document.",
        f"The text has {length:,} characters: only the first {LONGEST_TEXT:,} were read. Split the document.",
    )


def _not_french(spoken: str) -> Problem:
    return Problem(
        "language",
        f"Ce texte ne semble pas être en français ({spoken}) : ce qui est proposé est peu sûr. Donnez un texte français.",
        f"This text does not seem to be French ({spoken}): what is proposed is unreliable. Give a French text.",
    )


@lru_cache(maxsize=1)
def _traps() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in words("traps")["traps"]))


class _Session:
    """The reading of one text."""

    def __init__(self, reader: Reader, text: str, page: Clean) -> None:
        self.reader, self.text, self.page = reader, text, page
        self.tokens: Tokens = tokens(page.folded)
        self.features: list[Feature] = []
        self.diagnoses: list[Diagnosis] = []
        self.family: list[Kinship] = []
        self.results: list[TestResult] = []
        self.ages: list[moments.Aged] = sorted(moments.ages(page.folded), key=lambda one: one.start)

    def reading(self, problems: list[Problem], spoken: str) -> Reading:
        listed = list(sentences(self.page.text, self.page.folded))
        for sentence in listed:
            self._read(sentence)
        folded, text = self.page.folded, self.page.text
        genes, variants = self._genetics(listed)
        return Reading(
            features=tuple(self._once(self.features)),
            diagnoses=tuple(sorted(self.diagnoses, key=lambda one: one.span.start)),
            genes=genes,
            variants=variants,
            dates=tuple(Moment(self._span(one.start, one.end), one.iso) for one in moments.dates(folded)),
            ages=tuple(self._age(one) for one in self.ages if one.iso),
            drugs=tuple(
                Drug(self._span(one.start, one.end), one.name, one.atc, one.dose, one.rhythm)
                for one in circumstances.drugs(text, folded, self.reader.lexicon.drugs)
            ),
            family=tuple(sorted(self.family, key=lambda one: one.span.start)),
            results=tuple(self.results),
            problems=tuple(problems),
            language=spoken,
            knowledge=self.reader.lexicon.version,
            length=len(self.text),
        )

    def _genetics(self, listed: list[Sentence]) -> tuple[tuple[Gene, ...], tuple[Variant, ...]]:
        """Genes and variants, as said; a gene that was sought is there when a variant of it was found."""
        folded, text = self.page.folded, self.page.text
        named = genetics.genes(text, folded, self.reader.lexicon.genes)
        carriers = Carriers(folded, listed)
        variants = []
        for one in genetics.variants(text, folded, named):
            said = carriers.said(one.start, one.end)
            variants.append(
                Variant(
                    self._span(one.start, one.end), one.level, one.hgvs, one.gene, one.zygosity, one.problem,
                    said.status, said.relative,
                )
            )  # fmt: skip
        seen = {one.gene for one in variants if one.status is Status.OBSERVED}
        genes = []
        for gene in named:
            said = carriers.said(gene.start, gene.end)
            is_there = said.status is Status.HYPOTHETICAL and gene.symbol in seen
            status = Status.OBSERVED if is_there else said.status
            genes.append(Gene(gene.hgnc, gene.symbol, self._span(gene.start, gene.end), status, said.relative))
        return tuple(genes), tuple(variants)

    def _span(self, start: int, end: int) -> Span:
        first, last = self.page.original(start, end)
        return Span(first, last, self.text[first:last])

    def _age(self, one: moments.Aged) -> Age:
        return Age(self._span(one.start, one.end), one.iso, one.period, one.hpo)

    def _read(self, sentence: Sentence) -> None:
        folded = self.page.folded[sentence.start : sentence.end]
        passage = Passage(folded, sentence.section)
        found = list(self._found(sentence, folded))
        spans = [(start, end) for start, end, _, _ in found]
        nearby = [one for one in self.ages if sentence.start <= one.start < sentence.end]
        for start, end, number, how in found:
            code, label = self.reader.lexicon.concepts[number]
            inside = (start - sentence.start, end - sentence.start)
            said = passage.said(*inside)
            if code.startswith("HP:"):
                onset = moments.onset_of(nearby, spans, start, end, self.page.folded)
                self._keep(code, label, start, end, said, how, onset)
            else:
                certainty = _certainty(said, folded[inside[1] : inside[1] + 40], folded[: inside[0]])
                self.diagnoses.append(
                    Diagnosis(code, label, self._span(start, end), said.status, certainty, said.relative)
                )
        self._measures(sentence, folded, passage)
        self._circumstances(sentence, folded)

    def _keep(
        self, code: str, label: str, start: int, end: int, said: Said, how: str, onset: moments.Aged | None
    ) -> None:
        self.features.append(
            Feature(
                code,
                label,
                self._span(start, end),
                said.status,
                said.relative,
                said.absent,
                self._age(onset) if onset else None,
                how,
            )
        )

    def _found(self, sentence: Sentence, folded: str) -> Iterator[tuple[int, int, int, str]]:
        """Names and abbreviations of a sentence: start, end, number of the concept, how it was found."""
        first = bisect_left(self.tokens.starts, sentence.start)
        last = bisect_left(self.tokens.starts, sentence.end)
        masked = self._masked(sentence, folded)
        begin, used = first, set(masked)
        for at in [*(at for at in range(first, last) if self.tokens.forms[at] in _BARRIERS), last]:
            for match in self.reader._matcher.matches(self.tokens, begin, at, masked):
                used.update(match.at)
                yield (*self._place(match), match.concept, "spelling" if match.misspelt else "name")
            begin = at + 1
        yield from self._abbreviations(sentence, used)

    def _place(self, match: Match) -> tuple[int, int]:
        return self.tokens.starts[match.at[0]], self.tokens.ends[match.at[-1]]

    def _masked(self, sentence: Sentence, folded: str) -> set[int]:
        covered = [
            (match.start() + sentence.start, match.end() + sentence.start) for match in _traps().finditer(folded)
        ]
        masked: set[int] = set()
        for start, end in covered:
            masked.update(range(bisect_left(self.tokens.starts, start), bisect_left(self.tokens.starts, end)))
        return masked

    def _abbreviations(self, sentence: Sentence, used: set[int]) -> Iterator[tuple[int, int, int, str]]:
        for match in _CAPITALS.finditer(self.page.text, sentence.start, sentence.end):
            number = self.reader._unambiguous.get(match.group())
            if number is None or is_judged(self.page.folded, match.start(), match.end()):
                continue
            if bisect_left(self.tokens.starts, match.start()) not in used:
                yield match.start(), match.end(), number, "abbreviation"

    def _measures(self, sentence: Sentence, folded: str, passage: Passage) -> None:
        for one in measured(folded):
            if one.hpo in self.reader._labels:
                self._keep_measure(one, sentence, passage)

    def _keep_measure(self, one: Measured, sentence: Sentence, passage: Passage) -> None:
        relative = relatives.owner(passage.folded, one.start, one.end)
        said = Said(Status.RELATIVE, relative) if relative else Said(Status.OBSERVED)
        label = self.reader._labels[one.hpo]
        self._keep(one.hpo, label, sentence.start + one.start, sentence.start + one.end, said, one.how, None)

    def _circumstances(self, sentence: Sentence, folded: str) -> None:
        for related in circumstances.consanguinity(folded):
            span = self._span(sentence.start + related.start, sentence.start + related.end)
            self.family.append(Kinship(span, "consanguinity", related.value))
        for mention in relatives.mentions(folded):
            span = self._span(sentence.start + mention.start, sentence.start + mention.end)
            self.family.append(Kinship(span, "relative", mention.kind))
        for result in genetics.results(folded):
            span = self._span(sentence.start + result.start, sentence.start + result.end)
            self.results.append(TestResult(span, result.test, result.outcome))

    @staticmethod
    def _once(features: Iterable[Feature]) -> Iterator[Feature]:
        """In the order of the text; the same term is kept once where two ways of finding it overlap."""
        last_end: dict[str, int] = {}
        for one in sorted(features, key=lambda one: (one.span.start, -one.span.end, one.hpo)):
            if one.span.start >= last_end.get(one.hpo, -1):
                last_end[one.hpo] = one.span.end
                yield one


def _certainty(said: Said, after: str, before: str) -> Certainty:
    if said.status is Status.RELATIVE:
        return Certainty.RELATIVE
    if said.status is Status.NEGATED:
        return Certainty.EXCLUDED
    if said.status is Status.HYPOTHETICAL:
        likely = re.search(r"\bprobabl\w*\b", before[-40:] + " " + after)
        return Certainty.PROBABLE if likely else Certainty.POSSIBLE
    if re.search(r"\b(?:confirme\w*|certain\w*|prouve\w*|atteste\w*)\b", before[-40:] + " " + after):
        return Certainty.CONFIRMED
    return Certainty.STATED
