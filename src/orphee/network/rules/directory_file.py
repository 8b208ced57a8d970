"""The directory file: one line a site, a hospital, a laboratory or a platform.

Columns (French names accepted): code, kind, name, coordinator, filiere, erns, finess, hospital, city,
department. `erns` may hold several acronyms, separated by a comma, a pipe or a slash. The importer's manual
is the room's README.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from orphee.network.rules.geography import DEPARTMENTS
from orphee.network.rules.line_problems import LineProblem, problem
from orphee.network.rules.rare_disease_networks import ERNS, FILIERES
from orphee.network.rules.table_reading import Line, Table, cell_problem

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("code", "code_site"),
    "kind": ("kind", "type", "label"),
    "name": ("name", "nom", "intitule"),
    "coordinator": ("coordinator", "coordinator_code", "coordonnateur", "code_coordonnateur"),
    "filiere": ("filiere", "fsmr"),
    "erns": ("erns", "ern", "reseaux_europeens"),
    "finess": ("finess", "finess_et"),
    "hospital": ("hospital", "hopital", "etablissement"),
    "city": ("city", "ville", "commune"),
    "department": ("department", "departement"),
}
REQUIRED_COLUMNS = ("code", "kind", "name", "department")

SITE_KINDS: dict[str, tuple[str, ...]] = {
    "crmr-coordinator": (
        "crmr coordonnateur",
        "coordonnateur",
        "crmr coordinator",
        "centre de reference coordonnateur",
    ),
    "crmr-constitutive": ("crmr constitutif", "constitutif", "crmr constitutive", "centre de reference constitutif"),
    "crc": ("crc", "centre de ressources et de competences"),
    "ccmr": ("ccmr", "centre de competence", "centre de competences"),
}
ORGANISATION_KINDS: dict[str, tuple[str, ...]] = {
    "hospital": ("hospital", "hopital", "etablissement"),
    "laboratory": ("laboratory", "laboratoire"),
    "pemr": ("pemr",),
    "pcom": ("pcom",),
}
LONGEST = {"code": 40, "name": 200, "hospital": 200, "city": 80, "coordinator": 40}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_FINESS = re.compile(r"(?:\d{2}|2[AB])\d{7}")


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """A hospital, a laboratory or a platform as the file gives it."""

    line: int
    code: str
    kind: str
    name: str
    finess: str
    city: str
    department: str


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A rare-disease site as the file gives it; `hospital` is the code of its organisation."""

    line: int
    code: str
    kind: str
    name: str
    coordinator: str
    filiere: str
    erns: tuple[str, ...]
    hospital: OrganisationLine


@dataclass(frozen=True, slots=True)
class DirectoryLines:
    """What the file holds, in its order, and what is wrong with single lines."""

    sites: tuple[SiteLine, ...]
    organisations: tuple[OrganisationLine, ...]
    problems: tuple[LineProblem, ...]


def folded(text: str) -> str:
    """Lower case, no accents, words joined by one space: how names are compared."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


_NAMES_OF_COLUMNS = {folded(name): key for key, names in COLUMNS.items() for name in names}
_KINDS = {
    folded(name): key
    for kinds in (SITE_KINDS, ORGANISATION_KINDS)
    for key, names in kinds.items()
    for name in (key, *names)
}
_FILIERES = {folded(name): facts.code for facts in FILIERES for name in (facts.code, facts.acronym)}
_ERNS = {
    folded(name): facts.code
    for facts in ERNS
    for name in (facts.code, facts.acronym, facts.acronym.removeprefix("ERN ").removeprefix("ERN-"))
}


def columns_of(table: Table) -> tuple[dict[str, str], list[LineProblem]]:
    """Which column of the file is which of ours, and what is wrong with the header."""
    found: dict[str, str] = {}
    problems: list[LineProblem] = []
    for column in table.columns:
        key = _NAMES_OF_COLUMNS.get(folded(column))
        if key is None:
            problems.append(problem("column-unknown", line=1, column=column[:80]))
        elif key in found:
            problems.append(problem("column-twice", line=1, column=column))
        else:
            found[key] = column
    problems += [problem("column-missing", line=1, column=key) for key in REQUIRED_COLUMNS if key not in found]
    return found, problems


def read_directory(table: Table) -> DirectoryLines:
    """The sites and organisations of a table, with every problem a single line can show."""
    columns, problems = columns_of(table)
    sites: list[SiteLine] = []
    organisations: list[OrganisationLine] = []
    if all(key in columns for key in REQUIRED_COLUMNS):
        for line in table.lines:
            read = _LineReader(line, columns)
            entry = read.entry()
            problems += read.problems
            if line.beyond:
                problems.append(problem("cells-beyond", line=line.number, count=line.beyond))
            if isinstance(entry, SiteLine):
                sites.append(entry)
            elif entry is not None:
                organisations.append(entry)
    return DirectoryLines(tuple(sites), tuple(organisations), tuple(problems))


class _LineReader:
    """One line, with the problems found on the way."""

    def __init__(self, line: Line, columns: dict[str, str]) -> None:
        self.line, self.columns = line, columns
        self.problems: list[LineProblem] = []

    def entry(self) -> SiteLine | OrganisationLine | None:
        """The site or organisation; None when the line cannot be one."""
        for column in self.columns.values():
            if found := cell_problem(self.line, column):
                self.problems.append(found)
        if self.problems:
            return None
        kind = self.known("kind", _KINDS, "kind-unknown", known=", ".join([*SITE_KINDS, *ORGANISATION_KINDS]))
        if not kind:
            return None
        return self.organisation(kind) if kind in ORGANISATION_KINDS else self.site(kind)

    def organisation(self, kind: str) -> OrganisationLine | None:
        """The line as a hospital, a laboratory or a platform."""
        line = OrganisationLine(
            self.line.number,
            self.code(),
            kind,
            self.text("name", required=True),
            self.finess(),
            self.text("city"),
            self.department(),
        )
        return None if self.problems else line

    def site(self, kind: str) -> SiteLine | None:
        """The line as a site, with the hospital it stands in."""
        code, name = self.code(), self.text("name", required=True)
        line = SiteLine(
            self.line.number,
            code,
            kind,
            name,
            self.text("coordinator"),
            self.known("filiere", _FILIERES, "filiere-unknown", required=False),
            self.erns(),
            self.hospital(),
        )
        if kind == "crmr-coordinator" and line.coordinator:
            self.add("coordinator-unexpected", "coordinator")
        if kind != "crmr-coordinator" and not line.coordinator:
            self.add("coordinator-missing", "coordinator")
        return None if self.problems else line

    def hospital(self) -> OrganisationLine:
        """The hospital of a site: known by its FINESS, else by its name and city."""
        name, finess, city = self.text("hospital", required=True), self.finess(), self.text("city")
        department = self.department()
        code = finess.lower() or folded(f"{name} {city}").replace(" ", "-")[:40].strip("-")
        return OrganisationLine(self.line.number, code, "hospital", name, finess, city, department)

    def cell(self, key: str) -> str:
        return self.line.cells.get(self.columns.get(key, ""), "")

    def add(self, code: str, key: str, **numbers: object) -> None:
        column = self.columns.get(key, key)
        self.problems.append(problem(code, line=self.line.number, column=column, **numbers))

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.cell(key)
        if required and not value:
            self.add("value-missing", key)
        if len(value) > LONGEST[key]:
            self.add("value-too-long", key, length=len(value), limit=LONGEST[key])
        return value

    def code(self) -> str:
        code = self.text("code", required=True)
        if code and not _CODE.fullmatch(code):
            self.add("code-malformed", "code")
        return code

    def finess(self) -> str:
        value = self.cell("finess").replace(" ", "").upper()
        if value and not _FINESS.fullmatch(value):
            self.add("finess-malformed", "finess")
        return value

    def department(self) -> str:
        value = self.cell("department").upper()
        value = value.zfill(2) if value.isdigit() else value  # spreadsheets write 1 for 01
        if not value:
            self.add("value-missing", "department")
        elif value not in DEPARTMENTS:
            self.add("department-unknown", "department")
        return value

    def erns(self) -> tuple[str, ...]:
        found: list[str] = []
        for name in filter(str.strip, re.split(r"[,|/+]", self.cell("erns"))):
            if code := _ERNS.get(folded(name)):
                found.append(code)
            else:
                self.add("ern-unknown", "erns", value=name.strip()[:60])
        return tuple(sorted(set(found)))

    def known(self, key: str, names: dict[str, str], code: str, *, required: bool = True, **numbers: object) -> str:
        value = self.cell(key)
        if not value:
            if required:
                self.add("value-missing", key)
            return ""
        found = names.get(folded(value), "")
        if not found:
            self.add(code, key, **numbers)
        return found
