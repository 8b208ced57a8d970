"""The compiled knowledge: everything a ranking needs, in arrays, with the releases it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from orphee.insight.ranking.annotations import Annotations
from orphee.insight.ranking.kinship import Kin
from orphee.insight.ranking.ontology import Flags, Integers, Numbers, Ontology
from orphee.insight.ranking.profiles import Profile, Profiles, all_profiles


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
    memory: dict[int, tuple[Numbers, ...]] = field(default_factory=dict, compare=False, repr=False)
    lengths: list[Numbers] = field(default_factory=list, compare=False, repr=False)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The disease by any of its codes."""
        return {code: number for number, disease in enumerate(self.diseases) for code in disease.codes}

    @cached_property
    def annotated(self) -> Flags:
        """Which diseases have published features."""
        return np.array([disease.annotated for disease in self.diseases], np.bool_)

    @cached_property
    def profiles(self) -> Mapping[int, Profile]:
        """Own profiles by disease, for leaving publications out."""
        return all_profiles(self.annotations, range(len(self.diseases)))

    @cached_property
    def lends_to(self) -> Mapping[int, frozenset[int]]:
        """Which diseases borrow from a disease."""
        found: dict[int, set[int]] = {}
        for disease, relatives in self.kin.items():
            for relative in relatives:
                found.setdefault(relative, set()).add(disease)
        return {relative: frozenset(borrowers) for relative, borrowers in found.items()}

    def rows_of(self, disease: int) -> Integers:
        """The numbers of the annotation rows of a disease."""
        return np.array(self.annotations.of(disease), np.int32)
