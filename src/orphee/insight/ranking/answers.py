"""What a ranking answers: candidates with their reasons, the next questions, problems, and the knowledge used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from orphee.insight.ranking.query import Problem

NOT_FOR_SOLE_DECISION = (
    "Aide à la réflexion : ne fonde à elle seule aucune décision.",
    "An aid to thinking: not for sole decision.",
)


@dataclass(frozen=True, slots=True)
class Term:
    """A feature with its names."""

    code: str
    name_en: str
    name_fr: str

    def name(self, language: str = "fr") -> str:
        """The name in a language, else in the other, else the code."""
        first, second = (self.name_fr, self.name_en) if language == "fr" else (self.name_en, self.name_fr)
        return first or second or self.code


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one feature speaks for or against a disease.

    `weight`: natural logarithm of how many times more (less when negative) likely the feature is with the disease than
    over all diseases. `through` is the feature of the disease that explains it, when it is another one. `share` of
    people with the disease who have it, None when the disease is not said to have it. `references`: where that is said.
    """

    term: Term
    weight: float
    is_observed: bool
    through: Term | None = None
    share: float | None = None
    references: tuple[str, ...] = ()
    is_borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What something else than a feature adds: `kind` is gene, inheritance, feature-onset or severity.

    `weight` as in `Reason`, a judgement and no measurement. `code`: the gene's symbol, or the feature's term.
    """

    kind: str
    weight: float
    code: str
    fr: str
    en: str

    def said(self, language: str = "fr") -> str:
        """The line as it is shown."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Expected:
    """A feature usually present that nobody has looked for."""

    term: Term
    share: float
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One disease. `score`: of people asked about like this, the share who had it (calibrated on published cases).

    `is_annotated`: features were published for it; else it stands here by its name, definition and kin only.
    `onset_weight` and `sex_weight`: what onset and sex added, as weights of reasons; `evidence`: what genes, family and
    the onset or severity of single features added. `inheritance` (keys of `inheritance.NAMES`) and `prevalence`
    (Orphanet's class, empty when unknown) are shown and, by themselves, change no rank.
    """

    codes: tuple[str, ...]
    name_en: str
    name_fr: str
    rank: int
    score: float
    raw: float
    reasons_for: tuple[Reason, ...] = ()
    reasons_against: tuple[Reason, ...] = ()
    usually_present: tuple[Expected, ...] = ()
    onset_weight: float = 0.0
    sex_weight: float = 0.0
    is_annotated: bool = True
    genes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    inheritance: tuple[str, ...] = ()
    prevalence: str = ""

    def name(self, language: str = "fr") -> str:
        """The name in a language, else in the other, else the first code."""
        first, second = (self.name_fr, self.name_en) if language == "fr" else (self.name_en, self.name_fr)
        return first or second or self.codes[0]


@dataclass(frozen=True, slots=True)
class Question:
    """A feature to look for. `gain`: bits it is expected to tell about which of the leading candidates it is.

    `shares`: of the leading candidates by first code, how often each has it.
    """

    term: Term
    gain: float
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer. `release` names the knowledge; `considered` says how many diseases were ranked."""

    candidates: tuple[Candidate, ...]
    next_questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    release: str
    considered: int

    def as_json(self) -> dict[str, Any]:
        """For programs: everything, with the sentences of the problems in both languages."""
        found = asdict(self)
        found["problems"] = [{**asdict(one), "fr": one.said("fr"), "en": one.said("en")} for one in self.problems]
        found["notice"] = dict(zip(("fr", "en"), NOT_FOR_SOLE_DECISION, strict=True))
        return found
