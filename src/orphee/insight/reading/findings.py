"""What a document says, as data: every finding keeps its exact place in the text that was given.

`start` and `end` are positions in that text, half open: `text[start:end] == finding.text`, always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """How a feature or a disease is said."""

    OBSERVED = "observed"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"  # suspected, looked for, to be excluded, feared
    RELATIVE = "relative"  # of somebody else than the person
    HISTORICAL = "historical"  # said as a past: antécédent, ATCD, résolu


class Certainty(StrEnum):
    """How sure the author is of a disease."""

    CONFIRMED = "confirmed"
    STATED = "stated"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text that was given."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Age:
    """An age or a moment of life: ISO 8601 duration when it can be counted, else a word (antenatal, birth…)."""

    span: Span
    iso: str = ""
    period: str = ""
    hpo: str = ""  # the HPO onset term of the period, when there is one


@dataclass(frozen=True, slots=True)
class Feature:
    """A phenotypic feature: HPO term, place, status; `absent` also says a relative's feature is denied."""

    hpo: str
    label: str
    span: Span
    status: Status
    relative: str = ""
    absent: bool = False
    onset: Age | None = None
    how: str = "name"  # name, abbreviation, measure, milestone, spelling


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A rare disease by its ORPHA code."""

    orpha: str
    label: str
    span: Span
    status: Status
    certainty: Certainty
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene by its approved symbol."""

    hgnc: str
    symbol: str
    span: Span
    status: Status = Status.OBSERVED
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant as written; `problem` says what its HGVS syntax lacks, and is empty when it is well formed."""

    span: Span
    level: str  # c, g, m, n, p or r
    hgvs: str
    gene: str = ""
    zygosity: str = ""
    problem: str = ""
    status: Status = Status.OBSERVED
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A calendar date: ISO 8601, as precise as it was said (2021, 2021-03, 2021-03-12)."""

    span: Span
    iso: str


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug, its ATC code when known, its dose as said."""

    span: Span
    name: str
    atc: str = ""
    dose: str = ""
    rhythm: str = ""


@dataclass(frozen=True, slots=True)
class Kinship:
    """What is said of the family: consanguinity (yes, no) or a relative who is named in the text."""

    span: Span
    what: str  # consanguinity or relative
    value: str  # yes, no; or mother, father, brother…


@dataclass(frozen=True, slots=True)
class TestResult:
    """An examination and its outcome: normal, abnormal, negative, positive, pending."""

    __test__ = False  # not a pytest class

    span: Span
    test: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What kept the reader from reading well, and what to do."""

    code: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one document, in the order of the text, with the version of the words it was read by."""

    features: tuple[Feature, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    genes: tuple[Gene, ...] = ()
    variants: tuple[Variant, ...] = ()
    dates: tuple[Moment, ...] = ()
    ages: tuple[Age, ...] = ()
    drugs: tuple[Drug, ...] = ()
    family: tuple[Kinship, ...] = ()
    results: tuple[TestResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    language: str = "fr"
    knowledge: str = ""
    length: int = field(default=0)
