"""What a form is made of on screen: plain data that the templates lay out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

BLANK_ROW = "__n__"  # stands for the number of a row that is not there yet
FEW_CHOICES = 6  # up to here all choices are laid open; beyond, they are a list to open


class Kind(StrEnum):
    """How a question is put."""

    YES_NO = "yes_no"
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    DURATION = "duration"
    AGE = "age"
    RADIOS = "radios"
    SELECT = "select"
    CHECKBOXES = "checkboxes"
    PICKER = "picker"
    GROUP = "group"
    ROWS = "rows"
    KEPT = "kept"
    HIDDEN = "hidden"
    DAY = "day"
    QUANTITY = "quantity"
    ATTACHMENT = "attachment"
    MARKDOWN = "markdown"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen. A retired one shows only where an older document said it."""

    code: str
    label: str
    chosen: bool = False
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that the record already holds elsewhere: what, where it comes from, who said it and when."""

    text: str
    source: str
    said_by: str = ""
    said_on: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as its field shows it."""

    key: str
    name: str
    media_type: str
    kilobytes: int


@dataclass(frozen=True, slots=True)
class AgeAnswer:
    """An age as its three boxes show it."""

    periods: tuple[Choice, ...]
    years: str
    months: str
    at_age: str  # the period that asks for years and months
    is_at_age: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One element of a repeating question. `was` is where it stood in the stored answer ("" when new)."""

    number: str
    was: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question on screen. `name` is its path with positions ("foetuses.0.sex")."""

    name: str
    kind: Kind
    label: str
    is_asked: bool = False  # an entry is not complete without it
    is_expected: bool = False  # counted in completeness
    help: str = ""
    unit: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()
    systems: str = ""
    levels: str = ""
    under: str = ""
    pattern: str = ""  # of a code that may be typed in a picker without being chosen
    fills: str = ""  # the name of the box that the label of what is chosen fills
    html: str = ""  # of a text that is only shown; made by `rules.markdown`, which lets nothing else through
    files: tuple[File, ...] = ()
    is_multiple: bool = False
    age: AgeAnswer | None = None
    fields: tuple[Field, ...] = ()
    rows: tuple[Row, ...] = ()
    blank: Row | None = None
    is_shown: bool = True
    problems: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    known: Known | None = None
    is_conditional: bool = field(default=False)
    may_be_unsaid: bool = True  # whether “Not said” is an answer: not where the form is refused with it

    @property
    def id(self) -> str:
        """The name as an HTML identifier, as `datasets.problems.field_id` writes it: a problem links here."""
        return "item-" + self.name.replace(".", "-")

    @property
    def template(self) -> str:
        """The template that lays it out."""
        return f"care/fields/{self.kind}.html"

    @property
    def has_many_parts(self) -> bool:
        """Whether its label heads several controls (a fieldset with its legend)."""
        return self.kind in _SEVERAL_CONTROLS

    @property
    def is_answered(self) -> bool:
        """Whether one of its choices is taken."""
        return any(choice.chosen for choice in self.choices)

    @property
    def is_filled(self) -> bool:
        """Whether anything is answered in it, at any depth."""
        inside = (*self.fields, *(one for row in self.rows for one in row.fields))
        has_age = self.age is not None and any(choice.chosen for choice in self.age.periods)
        return (
            bool(self.value) or bool(self.files) or has_age or self.is_answered or any(one.is_filled for one in inside)
        )

    @property
    def is_folded(self) -> bool:
        """Whether a group starts folded: nothing is expected in it, nothing is said, nothing is wrong."""
        wanted = self.is_asked or self.is_expected or bool(self.problems)
        return self.kind is Kind.GROUP and not wanted and not self.is_filled

    @property
    def described_by(self) -> str:
        """The identifiers of what explains the field to a screen reader."""
        parts = [f"{self.id}-hint"] if self.help or self.kind in _WITH_FORMAT_HINT else []
        parts += [f"{self.id}-problems"] if self.problems or self.queries else []
        return " ".join(parts)


_SEVERAL_CONTROLS = (
    Kind.YES_NO, Kind.RADIOS, Kind.CHECKBOXES, Kind.AGE, Kind.GROUP, Kind.ROWS, Kind.QUANTITY, Kind.ATTACHMENT,
)  # fmt: skip
_WITH_FORMAT_HINT = (Kind.DATE, Kind.DAY, Kind.DATETIME, Kind.DURATION)
