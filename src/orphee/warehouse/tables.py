"""The tables of the warehouse: what each holds, in words, types and constraints. The description is the manual.

No table holds a name, an identifier of a hospital, an INS or a day: a diagnosis made at birth would give the day
of birth away, so every date is cut to its month. `person` is a pseudonym that exists in the warehouse only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a column is stored."""

    TEXT = "text"
    TEXTS = "texts"  # several, in one cell
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MONTH = "month"  # "2024-01", or "2024" when the month is not known


MONTH_FORM = re.compile(r"\d{4}(-\d{2})?")
PSEUDONYM_FORM = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `item` names the question of a data set it comes from ("sdm-mr/diagnosis/status").

    `french`: the description in French, where there is one; `codes`: what may stand in it, with French and English.
    """

    name: str
    kind: Kind
    description: str
    item: str = ""
    required: bool = False
    form: re.Pattern[str] | None = None
    french: str = ""
    codes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a line for each of what `grain` says."""

    name: str
    grain: str
    columns: tuple[Column, ...]
    french: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)


class UnfitRow(ValueError):
    """A row breaks a constraint of its table: the build stops rather than publish it."""


def check(table: Table, columns: Mapping[str, Sequence[object]]) -> None:
    """Raise `UnfitRow` unless these columns of rows keep the table's constraints. The error repeats no value."""
    for column in table.columns:
        values = columns[column.name]
        if column.required and any(value is None for value in values):
            raise UnfitRow(f"{table.name}.{column.name} is empty in a row")
        form = MONTH_FORM if column.kind is Kind.MONTH else column.form
        if form is not None and not all(form.fullmatch(str(value)) for value in set(values) if value is not None):
            raise UnfitRow(f"{table.name}.{column.name} does not have its form in a row")


PERSON_KEY = Column(
    "person", Kind.TEXT, "Pseudonym of the person, made for this warehouse.", required=True, form=PSEUDONYM_FORM
)
SYNTHETIC = Column("synthetic", Kind.BOOLEAN, "Whether the person is fabricated.", required=True)

PERSON = Table(
    "person",
    "one line a person who has not opposed the reuse of their data",
    (
        PERSON_KEY,
        Column("sex", Kind.TEXT, "M, F or UN (undetermined).", item="sdm-mr/identity/sex", required=True),
        Column("birth_month", Kind.MONTH, "Month of birth, or year.", item="sdm-mr/identity/birth_date"),
        Column("age_years", Kind.INTEGER, "Completed years on the day of the build, or at death."),
        Column("deceased", Kind.BOOLEAN, "Whether a death is recorded.", item="sdm-mr/vital_status/status"),
        Column("department", Kind.TEXT, "INSEE code of the department of residence."),
        Column("region", Kind.TEXT, "INSEE code of the region of residence."),
        Column("filiere", Kind.TEXT, "Filière of the site of the main diagnosis, else of the first follow-up."),
        Column("included_month", Kind.MONTH, "First inclusion in a labelled site, else creation of the record."),
        Column("completeness", Kind.INTEGER, "Answered share of what the minimum data set asks, in percent."),
        Column("missing", Kind.TEXTS, "Questions asked and not answered, as instrument.item.", required=True),
        SYNTHETIC,
    ),
)
FOLLOW_UP = Table(
    "follow_up",
    "one line a person and a site that follows them",
    (
        PERSON_KEY,
        Column("site", Kind.TEXT, "Code of the site in the national directory.", required=True),
        Column("filiere", Kind.TEXT, "Filière of the site."),
        Column("included_month", Kind.MONTH, "Inclusion at this site.", item="sdm-mr/follow_up/included_on"),
        SYNTHETIC,
    ),
)
DIAGNOSIS = Table(
    "diagnosis",
    "one line a diagnosis",
    (
        PERSON_KEY,
        Column(
            "is_main", Kind.BOOLEAN, "The person's main diagnosis: the most advanced, then the latest.", required=True
        ),
        Column("status", Kind.TEXT, "Current status.", item="sdm-mr/diagnosis/status"),
        Column("disease", Kind.TEXT, "Rare disease, as a CURIE.", item="sdm-mr/diagnosis/disease"),
        Column(
            "first_signs_period", Kind.TEXT, "Period of life of the first signs.", item="sdm-mr/diagnosis/first_signs"
        ),
        Column("first_signs_months", Kind.NUMBER, "Age at the first signs in months; 0 at birth, -1 before."),
        Column(
            "clinical_months", Kind.NUMBER, "Age at the clinical diagnosis.", item="sdm-mr/diagnosis/clinical_diagnosis"
        ),
        Column(
            "genetic_months", Kind.NUMBER, "Age at the genetic diagnosis.", item="sdm-mr/diagnosis/genetic_diagnosis"
        ),
        Column("diagnosed_year", Kind.INTEGER, "Year of the diagnosis, from the birth and the age, else as given."),
        Column("origin", Kind.TEXT, "Sporadic or familial.", item="sdm-mr/diagnosis/sporadic_or_familial"),
        Column("site", Kind.TEXT, "Site that says so."),
        SYNTHETIC,
    ),
)
ACTIVITY = Table(
    "activity",
    "one line an activity (consultation, hospital stay, meeting…)",
    (
        PERSON_KEY,
        Column("context", Kind.TEXT, "Context of the activity.", item="sdm-mr/activity/context"),
        Column("month", Kind.MONTH, "Month of the activity.", item="sdm-mr/activity/performed_on"),
        Column("site", Kind.TEXT, "Site where it took place."),
        SYNTHETIC,
    ),
)
FEATURE = Table(
    "feature",
    "one line a phenotypic feature, present or looked for and absent",
    (
        PERSON_KEY,
        Column("term", Kind.TEXT, "HPO term.", item="phenotype/feature/term", required=True),
        Column("excluded", Kind.BOOLEAN, "Looked for and absent.", item="phenotype/feature/excluded", required=True),
        Column("onset", Kind.TEXT, "Onset, as an HPO term."),
        SYNTHETIC,
    ),
)
TABLES: Mapping[str, Table] = {table.name: table for table in (PERSON, FOLLOW_UP, DIAGNOSIS, ACTIVITY, FEATURE)}
