"""What a data set is made of. Frozen; read from YAML by `reading`, found through `catalogue`.

A `Dataset` is a bundle of `Instrument`s (forms), an instrument a list of `Item`s (questions).
Stored values are the standards' codes, never labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from orphee.datasets.computations import Computation
from orphee.datasets.conditions import Condition
from orphee.foundation.typography import spaced

LANGUAGES = ("fr", "en")
NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
NO_RECODING: Mapping[str, str] = MappingProxyType({})


class UnknownName(KeyError):
    """A key that the definition does not have."""


class ItemType(StrEnum):
    """How an answer is written.

    `partial_date`: ISO date of any precision. `datetime`: the same, or with a time of day.
    `date`: a whole day. `age`: {"period", "months"} (see `ages`). `duration`: ISO 8601 ("P3Y2M").
    `quantity`: {"value", "unit"} (UCUM). `attachment`: {"key", "name", "media_type", "size", "digest"}.
    `reference`: the source key of another entry. `markdown`: a text shown, never an answer. `kept`: JSON kept as
    the source gave it, shown and exported but not asked.
    """

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    DATETIME = "datetime"
    AGE = "age"
    DURATION = "duration"
    QUANTITY = "quantity"
    CODE = "code"
    REFERENCE = "reference"
    ATTACHMENT = "attachment"
    GROUP = "group"
    MARKDOWN = "markdown"
    KEPT = "kept"


class Asked(StrEnum):
    """How much an answer is expected."""

    ALWAYS = "always"  # an entry is not complete without it
    USUALLY = "usually"  # counted in completeness
    OPTIONAL = "optional"


class StoredIn(StrEnum):
    """Which room keeps the answers of an instrument."""

    RECORD = "record"
    IDENTITY = "identity"
    CONSENT = "consent"
    DOCUMENT = "document"


class Confidential(StrEnum):
    """Whom an answer can betray: nobody, the professional, the person."""

    NONE = "none"
    PROFESSIONAL = "professional"
    IDENTITY = "identity"


class Severity(StrEnum):
    """An error keeps an entry from being complete; a query stays visible and asks for a look."""

    ERROR = "error"
    QUERY = "query"


class AnsweredBy(StrEnum):
    """Who fills an instrument."""

    CLINICIAN = "clinician"
    PATIENT = "patient"
    LABORATORY = "laboratory"


class DatasetKind(StrEnum):
    """What a data set is for: every record, the people of some diseases, or one questionnaire."""

    NATIONAL = "national"
    SPECIALTY = "specialty"
    QUESTIONNAIRE = "questionnaire"


class Status(StrEnum):
    """Where a version stands. `proposed`: in use, until an official element list exists."""

    PUBLISHED = "published"
    PROPOSED = "proposed"
    DRAFT = "draft"
    REVIEW = "review"
    RETIRED = "retired"


IN_USE = frozenset((Status.PUBLISHED, Status.PROPOSED))


@dataclass(frozen=True, slots=True)
class Text:
    """A text in French (the default) and English."""

    fr: str
    en: str

    def in_(self, language: str) -> str:
        """The text in a language; anything but English is answered in French."""
        return self.en if language.startswith("en") else self.fr

    def said(self, language: str) -> str:
        """The text as a page shows it: in French, with the spaces that hold a sign to its word. Files take `in_`."""
        return self.en if language.startswith("en") else spaced(self.fr)


@dataclass(frozen=True, slots=True)
class Code:
    """One answer of a value set.

    `official`: the display name that the standard prints beside the code, when the label says it plainer.
    `former`: codes of older generations that mean the same. `retired`: no longer chosen, accepted from
    older documents; `becomes` says what to record instead. `score`: what the answer counts in a questionnaire.
    """

    code: str
    label: Text
    system: str
    official: str = ""
    former: tuple[str, ...] = ()
    retired: bool = False
    becomes: Text | None = None
    score: float | None = None
    maps: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class ValueSet:
    """A closed list of codes, with the identifier and the revision of its source."""

    key: str
    title: Text
    codes: tuple[Code, ...]
    oid: str = ""
    name: str = ""
    revision: str = ""
    source: str = ""

    @cached_property
    def by_code(self) -> Mapping[str, Code]:
        """Every current or retired code."""
        return MappingProxyType({code.code: code for code in self.codes})

    @cached_property
    def by_former(self) -> Mapping[str, Code]:
        """Codes of older generations and the code that took over."""
        return MappingProxyType({former: code for code in self.codes for former in code.former})

    @cached_property
    def choices(self) -> tuple[Code, ...]:
        """The codes one can still choose, in the order of the definition."""
        return tuple(code for code in self.codes if not code.retired)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def code(self, code: str) -> Code:
        """The code, also under a former name. Raises UnknownName."""
        found = self.by_code.get(code) or self.by_former.get(code)
        if found is None:
            raise UnknownName(f"the value set {self.key} has no such code")
        return found

    def label(self, code: str, language: str = "fr") -> str:
        """What people read for a code; the code itself when the set does not have it."""
        found = self.by_code.get(code) or self.by_former.get(code)
        return found.label.in_(language) if found else code

    def official(self, code: str) -> str:
        """The display name the standard gives (documents sent out carry this one). Raises UnknownName."""
        found = self.code(code)
        return found.official or found.label.fr


@dataclass(frozen=True, slots=True)
class TerminologyBinding:
    """A code drawn from terminologies, stored as a CURIE ("ORPHA:513").

    `systems` are keys (orpha, hpo, hgnc, icd10, omim, mondo, insee, site, any); `levels`, `under` (these codes and
    all that is below them) and `status` narrow the choice offered.
    """

    systems: tuple[str, ...]
    levels: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    status: str = "active"


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold when `applies` does; `say` may name items in braces: "{first_signs}"."""

    code: str
    must: Condition
    say: Text
    applies: Condition | None = None
    severity: Severity = Severity.ERROR
    source: str = ""


@dataclass(frozen=True, slots=True)
class Prefill:
    """Where an answer may already stand: `<data set>.<instrument>.<item>`, and how to turn it into one of this item.

    `recode`: their code, our code; an answer that is not in it is taken as it is. `precision`: a date is cut to its
    month or its year.
    """

    path: str
    recode: Mapping[str, str] = field(default_factory=lambda: NO_RECODING)
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a form. Answers know nothing of it."""

    key: str
    title: Text
    help: Text | None = None


@dataclass(frozen=True)
class Item:
    """One question. `items` are the questions of a group; `repeats` makes the answer a list.

    `units`: what a quantity may be measured in, the first by default. `target`: data set and instrument of the entry
    a reference names. `compute`: the server answers. `section`: first level only.
    """

    key: str
    type: ItemType
    label: Text
    asked: Asked = Asked.OPTIONAL
    repeats: bool = False
    unit: str = ""
    value_set: ValueSet | None = None
    terminology: TerminologyBinding | None = None
    minimum: float | None = None
    maximum: float | None = None
    format: str = ""
    may_be_future: bool = False
    legacy: bool = False
    confidential: Confidential = Confidential.NONE
    help: Text | None = None
    source: str = ""
    when: Condition | None = None
    checks: tuple[Check, ...] = ()
    prefill: tuple[Prefill, ...] = ()
    maps: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)
    items: tuple[Item, ...] = ()
    section: str = ""
    units: tuple[str, ...] = ()
    target: tuple[str, str] | None = None
    text: Text | None = None
    compute: Computation | None = None

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        """The questions of a group."""
        return MappingProxyType({item.key: item for item in self.items})


@dataclass(frozen=True, eq=False)
class Instrument:
    """One form: its subject (person, diagnosis, pregnancy…), whether it repeats, and where its answers live.

    `asked` says whether a record is expected to have it: always, usually, or only when there is something to say.
    """

    key: str
    title: Text
    subject: str
    items: tuple[Item, ...]
    repeats: bool = False
    stored_in: StoredIn = StoredIn.RECORD
    asked: Asked = Asked.OPTIONAL
    checks: tuple[Check, ...] = ()
    help: Text | None = None
    source: str = ""
    maps: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)
    legacy: bool = False
    sections: tuple[Section, ...] = ()
    answered_by: AnsweredBy = AnsweredBy.CLINICIAN
    dataset: str = ""
    version: str = ""

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        """The items of the first level."""
        return MappingProxyType({item.key: item for item in self.items})

    @cached_property
    def by_path(self) -> Mapping[tuple[str, ...], Item]:
        """Every item at any depth, by its path without positions."""
        return MappingProxyType(dict(walk_items(self.items)))

    def item(self, path: str) -> Item:
        """An item by its dotted path ("foetuses.sex"). Raises UnknownName."""
        try:
            return self.by_path[tuple(path.split("."))]
        except KeyError:
            raise UnknownName(f"the instrument {self.key} has no item {path}") from None


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Whom a data set concerns: people with one of the diseases (a group stands for all below) at one of the sites.

    ORPHA CURIEs and site codes; an empty list leaves nobody out.
    """

    diseases: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named, versioned bundle of instruments; a published version is frozen by its digest."""

    key: str
    version: str
    title: Text
    instruments: tuple[Instrument, ...]
    value_sets: Mapping[str, ValueSet]
    source: str = ""
    description: Text | None = None
    status: Status = Status.PUBLISHED
    digest: str = ""
    kind: DatasetKind = DatasetKind.NATIONAL
    licence: str = ""
    sources: tuple[str, ...] = ()
    inclusion: Inclusion | None = None

    @cached_property
    def by_key(self) -> Mapping[str, Instrument]:
        """The instruments by key."""
        return MappingProxyType({instrument.key: instrument for instrument in self.instruments})

    def instrument(self, key: str) -> Instrument:
        """An instrument by its key. Raises UnknownName."""
        try:
            return self.by_key[key]
        except KeyError:
            raise UnknownName(f"the data set {self.key} has no instrument {key}") from None

    def value_set(self, key: str) -> ValueSet:
        """A value set by its key. Raises UnknownName."""
        try:
            return self.value_sets[key]
        except KeyError:
            raise UnknownName(f"the data set {self.key} has no value set {key}") from None


def walk_items(items: tuple[Item, ...], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Item]]:
    """Every item with its path, a group before its questions."""
    for item in items:
        path = (*above, item.key)
        yield path, item
        yield from walk_items(item.items, path)
