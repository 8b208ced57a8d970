"""The compiled knowledge: everything a ranking needs, in arrays, with the releases it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orphee.insight.ranking.annotations import Annotations
from orphee.insight.ranking.details import Courses
from orphee.insight.ranking.inheritance import MODES
from orphee.insight.ranking.kinship import Kin
from orphee.insight.ranking.ontology import Flags, Integers, Numbers, Ontology
from orphee.insight.ranking.profiles import Profiles, kin_matrix

# Orphanet's classes of prevalence as log10 of people in a million; nothing said counts as 0.
PREVALENCE = {
    ">1 / 1000": 3.0, "6-9 / 10 000": 2.8, "1-5 / 10 000": 2.3, "1-9 / 100 000": 1.5,
    "1-9 / 1 000 000": 0.5, "<1 / 1 000 000": -0.5,
}  # fmt: skip
CLASSES = {value: name for name, value in PREVALENCE.items()}


@dataclass(frozen=True, slots=True)
class Disease:
    """One disease with all its codes, Orphanet's first; `annotated`: features were published for it."""

    codes: tuple[str, ...]
    name_en: str = ""
    name_fr: str = ""
    annotated: bool = False
    genes: tuple[str, ...] = ()

    def name(self, language: str = "fr") -> str:
        """The name in a language, else in the other, else the first code."""
        first, second = (self.name_fr, self.name_en) if language == "fr" else (self.name_en, self.name_fr)
        return first or second or self.codes[0]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source as compiled: its release and the digest of its files."""

    key: str
    title: str
    version: str
    digest: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What the knowledge was made from. `digest` is over all sources and the form of the compiled file."""

    digest: str
    sources: tuple[SourceFile, ...]

    def version(self, key: str) -> str:
        """The release of one source; empty when it was not there."""
        return next((source.version for source in self.sources if source.key == key), "")

    def said(self) -> str:
        """In one line: "HPO 2025-01-16 · annotations 2025-01-16 · Orphanet 2025-12-09 (1a2b3c4d)"."""
        named = (("hpo", "HPO"), ("hpo-annotations", "annotations"), ("orphapacket", "Orphanet"), ("mondo", "MONDO"))
        parts = [f"{title} {self.version(key).split(' ')[0]}" for key, title in named if self.version(key)]
        return f"{' · '.join(parts)} ({self.digest[:8]})"


@dataclass(frozen=True)
class Knowledge:
    """`own` are profiles as published, `kindred` the same with what is borrowed from kin."""

    ontology: Ontology
    diseases: tuple[Disease, ...]
    annotations: Annotations
    kin: Kin
    own: Profiles
    kindred: Profiles
    onset_odds: Numbers
    x_linked: Flags
    rarity: Numbers
    background: Numbers
    kindred_background: Numbers
    content: Numbers
    release: Release
    modes: Flags
    courses: Courses
    gene_names: Mapping[str, str]
    other_codes: Mapping[str, tuple[str, ...]]
    remembered: dict[int, NDArray[np.int16]] = field(default_factory=dict, compare=False, repr=False)
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The disease by any of its codes."""
        return {code: number for number, disease in enumerate(self.diseases) for code in disease.codes}

    def named(self, code: str) -> frozenset[int]:
        """The diseases a code names: by one of their own codes, by MONDO's exact match, or by a code that moved.

        None for a code that is not ranked; several where MONDO says that one disease has several codes.
        """
        codes = (code,) if code in self.index else self.other_codes.get(code, ())
        return frozenset(self.index[one] for one in codes)

    @cached_property
    def annotated(self) -> Flags:
        """Which diseases have published features."""
        return np.array([disease.annotated for disease in self.diseases], np.bool_)

    @cached_property
    def kin_weights(self) -> sparse.csr_matrix:
        """`kin` as a matrix, a row a borrower."""
        return kin_matrix(self.kin, len(self.diseases))

    @cached_property
    def backgrounds(self) -> tuple[list[float], list[float]]:
        """`background` and `kindred_background` as plain numbers, for explaining one disease."""
        return self.background.tolist(), self.kindred_background.tolist()

    @cached_property
    def lends_to(self) -> Mapping[int, frozenset[int]]:
        """Which diseases borrow from a disease."""
        found: dict[int, set[int]] = {}
        for disease, relatives in self.kin.items():
            for relative in relatives:
                found.setdefault(relative, set()).add(disease)
        return {relative: frozenset(borrowers) for relative, borrowers in found.items()}

    @cached_property
    def by_gene(self) -> Mapping[str, tuple[int, ...]]:
        """The diseases of a gene, by symbol."""
        found: dict[str, list[int]] = {}
        for number, disease in enumerate(self.diseases):
            for symbol in disease.genes:
                found.setdefault(symbol, []).append(number)
        return {symbol: tuple(numbers) for symbol, numbers in found.items()}

    def symbol_of(self, gene: str) -> str:
        """The symbol of a gene given as a symbol, a former one or an id ("HGNC:3603"); empty when no disease has it."""
        given = gene.strip()
        upper = given.upper()
        return given if given in self.by_gene else self.gene_names.get(upper, "")

    def modes_of(self, disease: int) -> tuple[str, ...]:
        """How a disease is inherited: keys of `inheritance.NAMES`."""
        return tuple(mode for mode, has in zip(MODES, self.modes[disease].tolist(), strict=True) if has)

    def prevalence_of(self, disease: int) -> str:
        """Orphanet's class of prevalence, the highest that any source estimates; empty when unknown."""
        return CLASSES.get(round(float(self.rarity[disease]), 1), "")

    def rows_of(self, disease: int) -> Integers:
        """The numbers of the annotation rows of a disease."""
        return np.array(self.annotations.of(disease), np.int32)
