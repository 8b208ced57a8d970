"""Onset and severity of single features: what the annotations say of them, and what a person's say for a disease.

Few rows say either (about 3,600 of 250,000), so it is soft, and shown as a line of evidence of its own. Judgement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from orphee.insight.ranking.courses import ONSET_TERMS, PERIODS, periods
from orphee.insight.ranking.ontology import Flags, Integers, Ontology
from orphee.terminology.rules.folding import fold
from orphee.terminology.rules.statements import Phenotype

MILD, MODERATE, SEVERE = 1, 2, 3
SEVERITY_TERMS = {
    "HP:0012827": MILD, "HP:0012825": MILD, "HP:0012826": MODERATE, "HP:0012828": SEVERE, "HP:0012829": SEVERE,
}  # fmt: skip
SEVERITY_WORDS = {
    "borderline": MILD, "limite": MILD, "mild": MILD, "leger": MILD, "legere": MILD, "moderate": MODERATE,
    "modere": MODERATE, "moderee": MODERATE, "severe": SEVERE, "grave": SEVERE, "profound": SEVERE, "profond": SEVERE,
    "profonde": SEVERE,
}  # fmt: skip
SAME, OTHER = 0.4, -0.4  # weight of the same and of another onset
AS_SEVERE, LESS_SEVERE = 0.3, -0.3
FEATURE = "P"


@dataclass(frozen=True, slots=True)
class Detail:
    """One observed feature of a person: its term, its onset in years (None: unknown) and its severity (0: unknown)."""

    term: int
    onset: tuple[float, float] | None = None
    severity: int = 0


@dataclass(frozen=True)
class Courses:
    """Rows that say when a feature of a disease begins (`onset`, a column a period of life) or how severe it is."""

    disease: Integers
    term: Integers
    onset: Flags
    severity: Integers


def read_severity(text: str) -> int:
    """The severity that an HPO term or a word names; 0 for another."""
    given = text.strip()
    return SEVERITY_TERMS.get(given.upper()) or SEVERITY_WORDS.get(fold(given), 0)


def gather(phenotypes: Iterable[Phenotype], ontology: Ontology, index: Mapping[str, int]) -> Courses:
    """The rows that say an onset or a severity of a feature, by disease."""
    rows = []
    for one in phenotypes:
        severity = max((SEVERITY_TERMS.get(part.strip(), 0) for part in one.modifier.split(";")), default=0)
        if one.aspect != FEATURE or one.excluded or not (one.onset in ONSET_TERMS or severity):
            continue
        term = ontology.index.get(ontology.current(one.term))
        if term is not None and one.disease in index:
            rows.append((index[one.disease], term, one.onset, severity))
    rows.sort()
    onset = np.zeros((len(rows), PERIODS), np.bool_)
    for number, row in enumerate(rows):
        onset[number, periods(*ONSET_TERMS[row[2]]) if row[2] in ONSET_TERMS else []] = True
    return Courses(
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int32),
        onset,
        np.array([row[3] for row in rows], np.int32),
    )


def weights(courses: Courses, ontology: Ontology, detail: Detail) -> Mapping[int, tuple[float, float]]:
    """What the onset and the severity of one feature say for each disease that has rows about it or a kind of it."""
    about = ontology.below(detail.term)[courses.term]
    here = periods(*detail.onset) if detail.onset else []
    found: dict[int, tuple[float, float]] = {}
    for row in np.flatnonzero(about).tolist():
        disease = int(courses.disease[row])
        onset, severity = found.get(disease, (0.0, 0.0))
        if here and courses.onset[row].any():
            said = SAME if courses.onset[row, here].any() else OTHER
            onset = max(onset, said) if onset else said
        if detail.severity and courses.severity[row]:
            said = AS_SEVERE if detail.severity == int(courses.severity[row]) else LESS_SEVERE
            severity = max(severity, said) if severity else said
        found[disease] = (onset, severity)
    return found


def earliest(details: Iterable[Detail]) -> tuple[float, float] | None:
    """The onset of the feature that began first: what a person's disease began with, as far as known."""
    known = [one.onset for one in details if one.onset is not None]
    return min(known, key=lambda onset: onset[1]) if known else None
