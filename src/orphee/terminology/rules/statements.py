"""What a release says, in our words: every reader of files yields these, one writer stores them.

Codes are CURIEs. An empty text means: this source does not say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """Whether a code may be used."""

    ACTIVE = "active"
    OBSOLETE = "obsolete"
    DEPRECATED = "deprecated"
    NON_RARE = "non-rare"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Level(StrEnum):
    """Orphanet's levels of an entity, and the levels of a French place."""

    GROUP = "group"
    DISORDER = "disorder"
    SUBTYPE = "subtype"
    REGION = "region"
    DEPARTMENT = "department"
    COMMUNE = "commune"
    DISTRICT = "district"


class Relation(StrEnum):
    """How the subject of a mapping relates to its object."""

    EXACT = "exact"
    NARROWER = "narrower"
    BROADER = "broader"
    RELATED = "related"
    UNDECIDED = "undecided"
    WRONG = "wrong"
    MOVED_TO = "moved-to"
    REFERRED_TO = "referred-to"


class Concept(NamedTuple):
    """A concept; `kind` is the source's own word for its type ("Clinical subtype", "protein-coding gene")."""

    code: str
    label_en: str = ""
    label_fr: str = ""
    definition_en: str = ""
    definition_fr: str = ""
    level: str = ""
    kind: str = ""
    status: str = ""
    replaced_by: str = ""


class Name(NamedTuple):
    """A synonym. Labels are names too: the writer adds them."""

    code: str
    language: str
    text: str


class Edge(NamedTuple):
    """`child` is a kind of (or a part of) `parent`."""

    child: str
    parent: str


class Mapping(NamedTuple):
    """A correspondence between codes of two systems, or from an inactive code to another."""

    subject: str
    object: str
    relation: str


class Phenotype(NamedTuple):
    """A feature of a disease. `frequency` as given ("3/7", "HP:0040281"); `share` is the same from 0 to 1."""

    disease: str
    term: str
    excluded: bool
    frequency: str
    share: float | None
    onset: str
    sex: str
    modifier: str
    aspect: str
    reference: str
    evidence: str


class Gene(NamedTuple):
    """A gene of a disease; `gene` is "HGNC:…" or "NCBIGene:…", `association` Orphanet's wording."""

    disease: str
    gene: str
    symbol: str
    association: str
    is_assessed: bool
    reference: str


class Prevalence(NamedTuple):
    """One estimate of how many have a disease; `per_100_000` is Orphanet's mean value, None when unknown."""

    disease: str
    kind: str
    qualification: str
    band: str
    per_100_000: float | None
    geography: str
    reference: str


class Course(NamedTuple):
    """`kind` is "onset" or "inheritance"; `value` Orphanet's word ("Childhood", "Autosomal recessive")."""

    disease: str
    kind: str
    value: str


class Place(NamedTuple):
    """A French commune, district, department or region; `insee` without our prefix."""

    code: str
    insee: str
    department: str
    region: str
    population: int | None
    postcodes: list[str]


@dataclass
class Content:
    """Everything one source says. `version` is its own ("2025-01-16"); `notes` what a reader saw and put right."""

    version: str = ""
    concepts: list[Concept] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    mappings: list[Mapping] = field(default_factory=list)
    phenotypes: list[Phenotype] = field(default_factory=list)
    genes: list[Gene] = field(default_factory=list)
    prevalences: list[Prevalence] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    def note(self, what: str, count: int = 1) -> None:
        """Count something a person may want to know about the file."""
        self.notes[what] = self.notes.get(what, 0) + count

    def unite(self) -> None:
        """Make one of the statements on one concept (a French and an English file): the first to say a thing counts."""
        united: dict[str, Concept] = {}
        for concept in self.concepts:
            former = united.get(concept.code)
            united[concept.code] = (
                Concept(*(one or other for one, other in zip(former, concept, strict=True))) if former else concept
            )
        self.concepts = list(united.values())

    def counts(self) -> dict[str, int]:
        """How many statements of each kind, leaving out what there is none of."""
        kinds = (
            "concepts", "names", "edges", "mappings", "phenotypes", "genes", "prevalences", "courses", "places",
        )  # fmt: skip
        return {kind: len(getattr(self, kind)) for kind in kinds if getattr(self, kind)}


class UnableToRead(Exception):
    """A file is not what it claims to be. Nothing was changed."""
