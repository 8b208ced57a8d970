"""A REDCap data dictionary into a definition: forms are instruments, section headers sections, fields items.

Branching logic and calculations become structured conditions and computations when they can be said so, and are
listed when they cannot. The first field of a dictionary numbers the records: Orphée has its own number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from orphee.datasets.interchange.building import Building, key_of
from orphee.datasets.interchange.folding import Tree
from orphee.datasets.interchange.redcap_columns import (
    CHOICES,
    DAYS,
    DECIMALS,
    FIELD_NAME,
    INTEGERS,
    MOMENTS,
    NEEDED,
    columns_of,
)
from orphee.datasets.interchange.results import Imported, Loss, UnableToImport
from orphee.datasets.interchange.tables import coding_note, read_csv
from orphee.datasets.interchange.translating import Known, Translator
from orphee.datasets.interchange.wording import because, lost, say

LARGEST_FILE = 8_000_000  # bytes; a dictionary of 600 fields has about 150,000
MOST_ROWS = 5_000
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ACTION_TAG = re.compile(r"(?<!\S)(?=@[A-Z])", re.ASCII)  # where one begins
_NOW = ("today", "now")
_DATE_WORDS = {"min": ("not_before", "date-min"), "max": ("not_after", "date-max")}


@dataclass
class _Row:
    """One field of the dictionary."""

    line: int
    cells: Mapping[str, str]
    key: str = ""
    codes: dict[str, str] = field(default_factory=dict)  # code → label
    scored: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def form(self) -> str:
        return self["form"] or "form"

    @property
    def path(self) -> str:
        return f"{self['form']}.{self['name']}"


def read_redcap(
    content: bytes, *, key: str = "imported", title: str = "", version: str = "1", subject: str = "person"
) -> Imported:
    """A definition from a dictionary in CSV. Raises `UnableToImport`, every fault with its line."""
    table = read_csv(content, largest=LARGEST_FILE, most_rows=MOST_ROWS)
    rows = _fields(list(table.rows))
    building = Building()
    note = coding_note(table)
    if note is not None:
        building.losses.append(Loss("", 1, note))
    return _Dictionary(building, rows).definition(key=key, title=title, version=version, subject=subject)


def _fields(rows: list[tuple[int, list[str]]]) -> list[_Row]:
    columns = columns_of(rows[0][1]) if rows else {}
    missing = [word for word in NEEDED if word not in columns]
    if missing:
        raise UnableToImport([lost("no-columns", line=1, columns=", ".join(missing))])
    found = [
        _Row(line, {word: row[at].strip() for word, at in columns.items() if at < len(row)}) for line, row in rows[1:]
    ]
    faults: list[Loss] = []
    first: dict[str, int] = {}
    for row in found:
        name = row["name"]
        if not FIELD_NAME.fullmatch(name):
            faults.append(lost("bad-name", row["form"], row.line, name=name))
        elif name in first:
            faults.append(lost("twice", row.path, row.line, name=name, first=first[name]))
        first.setdefault(name, row.line)
    if not found:
        faults.append(lost("no-items", line=1))
    if faults:
        raise UnableToImport(faults)
    return found


class _Dictionary:
    """The definition of one dictionary."""

    def __init__(self, building: Building, rows: list[_Row]) -> None:
        self.building = building
        record_id, self.rows = rows[0], rows[1:]
        building.lose("record-id", record_id.path, record_id.line, name=record_id["name"])
        self.dropped = frozenset((record_id["name"],))
        self.forms: dict[str, str] = {}
        self.rows_of: dict[str, list[_Row]] = {}
        used: set[str] = set()
        for row in self.rows:
            if row.form not in self.forms:
                self.forms[row.form] = key_of(row.form, used, start="form")
            self.rows_of.setdefault(row.form, []).append(row)
        self.known = self._known()
        self.value_sets: dict[str, Tree] = {}
        self.sets_of: dict[str, str] = {}  # field → value set
        self.set_of_codes: dict[tuple[tuple[str, str], ...], str] = {}

    def definition(self, *, key: str, title: str, version: str, subject: str) -> Imported:
        """The whole data set."""
        if not self.rows:
            raise UnableToImport([lost("no-items", line=1)])
        items = {row["name"]: self._item(row) for row in self.rows}  # computations say which codes need a score
        instruments = [self._instrument(form, subject, items) for form in self.forms]
        self._score()
        tree: Tree = {
            "key": key,
            "version": version,
            "kind": "specialty",
            "title": self.building.text(title or key, "", 1),
            "status": "draft",
            "instruments": instruments,
        }
        if self.value_sets:
            tree["value_sets"] = self.value_sets
        return self.building.finish(tree)

    def _known(self) -> dict[str, Known]:
        found: dict[str, Known] = {}
        used: dict[str, set[str]] = {}
        for row in self.rows:
            form = self.forms[row.form]
            row.key = key_of(row["name"], used.setdefault(form, set()))
            self.building.lines[f"instruments.{form}.{row.key}"] = row.line
            if row.key != row["name"]:
                self.building.lose("renamed", row.path, row.line, name=row["name"], key=row.key)
            if row["type"] in CHOICES:
                row.codes = self._choices(row)
            found[row["name"]] = Known(form, (row.key,), _kind(row), tuple(row.codes))
        return found

    def _choices(self, row: _Row) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in row["choices"].split("|"):
            code, comma, label = (piece.strip() for piece in part.partition(","))
            if not part.strip():
                continue
            if not code or code in found:
                self.building.lose("choice", row.path, row.line, text=part.strip(), why=because("code-twice"))
                continue
            found[code] = label if comma and label else code
        return found

    def _instrument(self, form: str, subject: str, items: Mapping[str, Tree]) -> Tree:
        rows = self.rows_of[form]
        key = self.forms[form]
        first = rows[0].line
        self.building.lines[f"instruments.{key}"] = first
        instrument: Tree = {
            "key": key,
            "title": self.building.text(form.replace("_", " ").strip().capitalize() or key, form, first),
            "subject": subject,
        }
        if any(row["section"] for row in rows):
            instrument["sections"] = self._sections(rows, items, instrument["title"])
        instrument["items"] = [items[row["name"]] for row in rows]
        return instrument

    def _sections(self, rows: list[_Row], items: Mapping[str, Tree], title: Tree) -> list[Tree]:
        """A section header begins a page; what stands before the first one is on a page of the form's name."""
        used: set[str] = set()
        sections: list[Tree] = []
        for row in rows:
            if row["section"]:
                name = self.building.text(row["section"], row.path, row.line)
                if not name["fr"]:
                    name = title
                sections.append({"key": key_of(name["fr"][:50], used, start="section"), "title": name})
            elif not sections:
                sections.append({"key": key_of("start", used), "title": title})
            items[row["name"]]["section"] = sections[-1]["key"]
        return sections

    def _item(self, row: _Row) -> Tree:
        me = self.known[row["name"]]
        self.building.note_piping(row["label"], self.known, row.path, row.line)
        item: Tree = {"key": row.key, "type": self._type(row), "label": self._label(row)}
        if item["type"] == "markdown":
            item["text"] = item["label"]
            item["label"] = {language: words[:200] for language, words in item["label"].items()}
        if row["type"] in CHOICES and row.codes:
            item["values"] = self._value_set(row)
            if row["type"] == "checkbox":
                item["repeats"] = True
        if row["required"].lower() in ("y", "yes", "1") and item["type"] != "markdown":
            item["asked"] = "always"
        if row["identifier"].lower() in ("y", "yes", "1"):
            item["confidential"] = "identity"
        self._help(row, item)
        self._bounds(row, item, me)
        self._logic(row, item, me)
        self._presentation(row)
        return item

    def _label(self, row: _Row) -> Tree:
        label = self.building.text(row["label"], row.path, row.line)
        return label if label["fr"] else {"fr": row["name"], "en": row["name"]}

    def _type(self, row: _Row) -> str:
        kind, validation = row["type"].lower(), row["validation"].lower()
        if kind in CHOICES and not row.codes:
            self.building.lose("choices-empty", row.path, row.line)
            return "text"
        if kind == "text" and validation:
            return self._validated(row, validation)
        if kind == "file" and validation == "signature":
            self.building.lose("validation", row.path, row.line, name="signature")
        if kind in _TYPES:
            return _TYPES[kind]
        self.building.lose("field-type", row.path, row.line, name=row["type"], becomes=say("text-word"))
        return "text"

    def _validated(self, row: _Row, validation: str) -> str:
        if validation in INTEGERS:
            return "integer"
        if validation.startswith(DECIMALS):
            return "decimal"
        if validation in DAYS:
            return "date"
        if validation.startswith(MOMENTS):
            return "datetime"
        self.building.lose("validation", row.path, row.line, name=validation)
        return "text"

    def _value_set(self, row: _Row) -> str:
        """The value set of a field; fields with the same choices share one."""
        codes: list[Tree] = [
            {"code": code, "label": self.building.text(label, row.path, row.line)} for code, label in row.codes.items()
        ]
        for one in codes:
            if not one["label"]["fr"]:
                one["label"] = {"fr": one["code"], "en": one["code"]}
        same = tuple(row.codes.items())
        key = self.set_of_codes.get(same, "")
        if not key:
            key = self.set_of_codes[same] = key_of(row["name"], set(self.value_sets), start="values")
            self.value_sets[key] = {"title": self._title_of(row), "codes": codes}
        self.sets_of[row["name"]] = key
        return key

    def _title_of(self, row: _Row) -> Tree:
        words = self.building.words(row["label"], "", 0)[:200] if "<" not in row["label"] else ""
        return {"fr": words or row["name"], "en": words or row["name"]}

    def _help(self, row: _Row, item: Tree) -> None:
        parts = [row["note"]]
        if row["type"] == "slider" and row["choices"].strip(" |"):
            parts.append(" – ".join(part.strip() for part in row["choices"].split("|") if part.strip()))
        said = "\n".join(part for part in parts if part)
        if said:
            item["help"] = self.building.text(said, row.path, row.line)

    def _bounds(self, row: _Row, item: Tree, me: Known) -> None:
        if row["type"] == "slider":
            item |= {"min": 0, "max": 100}
        if item["type"] in ("date", "datetime") and row["max"] not in _NOW:
            item["future"] = True
        for word in ("min", "max"):
            bound = row[word]
            if not bound:
                continue
            if item["type"] in ("integer", "decimal") and _NUMBER.fullmatch(bound):
                item[word] = float(bound) if "." in bound else int(bound)
            elif item["type"] in ("date", "datetime"):
                self._date_bound(row, item, me, word)
            else:
                self.building.lose("bound", row.path, row.line, text=bound)

    def _date_bound(self, row: _Row, item: Tree, me: Known, word: str) -> None:
        bound = row[word]
        operator, code = _DATE_WORDS[word]
        named = self.known.get(bound.strip("[]"))
        operand: object = None
        if bound in _NOW:
            operand = {"fact": "today"}
        elif _DATE.fullmatch(bound[:10]):
            operand = bound[:10]
        elif named is not None and named.kind == "date" and named.instrument == me.instrument:
            operand = {"item": named.path[-1]}
        if operand is None:
            self.building.lose("bound", row.path, row.line, text=bound)
            return
        if word == "max" and bound in _NOW:
            return  # no date of an item is in the future unless it says so
        sentence = say(f"{code}-sentence")
        must = {"item": row.key, operator: operand}
        check = {"code": code, "must": must, "say": {"fr": sentence.fr, "en": sentence.en}}
        item.setdefault("check", []).append(check)

    def _logic(self, row: _Row, item: Tree, me: Known) -> None:
        translator = Translator(self.known, me, self.dropped)
        if row["branching"]:
            when = self.building.condition(row["branching"], translator, row.line)
            if when is not None:
                item["when"] = when
        if row["type"] == "calc":
            compute = self.building.computation(row["choices"], translator, row.line)
            if compute is not None:
                item["compute"] = compute
                item.pop("asked", None)
            for name in translator.scored:
                self._row_of(name).scored = True

    def _row_of(self, name: str) -> _Row:
        return next(row for row in self.rows if row["name"] == name)

    def _score(self) -> None:
        """Give a score to the codes of the choices that are added up."""
        for row in self.rows:
            key = self.sets_of.get(row["name"])
            if row.scored and key:
                for code in self.value_sets[key]["codes"]:
                    code["score"] = float(code["code"]) if "." in code["code"] else int(code["code"])

    def _presentation(self, row: _Row) -> None:
        if row["matrix"]:
            self.building.lose("matrix", row.path, row.line, name=row["matrix"])
        for word in ("alignment", "question", "ranking"):
            if row[word]:
                self.building.lose("layout", row.path, row.line, text=row[word])
        for part in _ACTION_TAG.split(row["annotation"]):
            if part.strip():
                self.building.lose("annotation", row.path, row.line, text=part.strip())


_TYPES = {
    "text": "text",
    "notes": "text",
    "calc": "decimal",
    "dropdown": "code",
    "radio": "code",
    "checkbox": "code",
    "yesno": "boolean",
    "truefalse": "boolean",
    "file": "attachment",
    "slider": "integer",
    "descriptive": "markdown",
}


def _kind(row: _Row) -> str:
    kind, validation = row["type"].lower(), row["validation"].lower()
    if kind in CHOICES:
        return ("codes" if kind == "checkbox" else "code") if row.codes else "text"
    if kind in ("yesno", "truefalse"):
        return "boolean"
    if kind in ("calc", "slider") or (kind == "text" and validation.startswith((*INTEGERS, *DECIMALS))):
        return "number"
    if kind == "text" and (validation in DAYS or validation.startswith(MOMENTS)):
        return "date"
    return "text" if kind in ("text", "notes", "sql") else "other"
