"""XLSForms (XLSX) into a definition, through pyxform: it reads the form and finds its errors, each with its row.

A group of the first level without a condition is a page, a repeat a repeating group. XPath becomes structured
conditions, bounds and computations when it can be said so, and is listed when it cannot.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from orphee.datasets.interchange.building import Building, as_key, key_of
from orphee.datasets.interchange.folding import Tree
from orphee.datasets.interchange.results import Imported, UnableToImport
from orphee.datasets.interchange.translating import Known, Translator
from orphee.datasets.interchange.wording import lost, say
from orphee.datasets.interchange.workbooks import check_workbook

Json = dict[str, Any]
LARGEST_FILE = 8_000_000  # bytes
MOST_ROWS = 20_000  # of any sheet, codes included
_ROW = re.compile(r"\[row : (\d+)\]\s*")
_RELATIVE = re.compile(r"\.\./([A-Za-z_][A-Za-z0-9_.-]*)")
_LANGUAGE = re.compile(r"\(([a-z]{2})[^)]*\)\s*$", re.IGNORECASE)
_NAMES = {"français": "fr", "francais": "fr", "french": "fr", "english": "en", "anglais": "en"}

_TYPES = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "dateTime": "datetime", "select one": "code", "select all that apply": "code", "rank": "code", "note": "markdown",
    "photo": "attachment", "audio": "attachment", "video": "attachment", "file": "attachment", "image": "attachment",
    "trigger": "boolean", "acknowledge": "boolean", "range": "integer", "calculate": "decimal", "group": "group",
    "repeat": "group",
}  # fmt: skip
_AS_TEXT = ("time", "geopoint", "geotrace", "geoshape", "barcode")
_KINDS = {
    "integer": "number", "decimal": "number", "date": "date", "datetime": "date", "boolean": "boolean", "text": "text",
}  # fmt: skip
_UNSAID = ("default", "media", "choice_filter", "guidance_hint", "trigger", "query", "intent")


def read_xlsform(
    content: bytes, *, key: str = "", title: str = "", version: str = "", subject: str = "person"
) -> Imported:
    """A definition from an XLSForm. Raises `UnableToImport`, pyxform's own error with its row."""
    if len(content) > LARGEST_FILE:
        raise UnableToImport([lost("too-large", size=len(content), most=LARGEST_FILE)])
    check_workbook(content)
    lines = _lines(content)
    survey, warnings = _converted(content)
    building = Building()
    for warning in warnings:
        row = _ROW.search(warning)
        building.lose("warning", "survey", int(row.group(1)) if row else 0, why=_ROW.sub("", warning))
    return _Form(building, survey, lines).definition(key=key, title=title, version=version, subject=subject)


def _lines(content: bytes) -> dict[str, int]:
    """The row of each name in the sheet “survey”; a workbook with too many rows is refused before pyxform reads it."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as problem:  # whatever a broken part makes the library raise
        raise UnableToImport([lost("not-xlsx", why=type(problem).__name__)]) from None
    found: dict[str, int] = {}
    try:
        for sheet in book.worksheets:
            is_survey = sheet.title.lower() == "survey" or len(book.worksheets) == 1
            column = -1
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                if number > MOST_ROWS:
                    raise UnableToImport([lost("too-many-rows", sheet.title, number, most=MOST_ROWS)])
                if number == 1:
                    column = next((at for at, name in enumerate(row) if str(name).strip().lower() == "name"), -1)
                elif is_survey and 0 <= column < len(row) and row[column] is not None:
                    found.setdefault(str(row[column]).strip(), number)
    except UnableToImport:
        raise
    except Exception as problem:
        raise UnableToImport([lost("not-xlsx", why=type(problem).__name__)]) from None
    finally:
        book.close()
    return found


def _converted(content: bytes) -> tuple[Json, list[str]]:
    from pyxform import xls2xform
    from pyxform.errors import PyXFormError

    warnings: list[str] = []
    try:
        result = xls2xform.convert(content, warnings, file_type=".xlsx")
    except PyXFormError as problem:
        row = _ROW.search(str(problem))
        line = int(row.group(1)) if row else 0
        raise UnableToImport([lost("xlsform-error", "survey", line, why=_ROW.sub("", str(problem)))]) from None
    except Exception as problem:  # a form that pyxform did not foresee
        raise UnableToImport([lost("xlsform-error", "survey", why=type(problem).__name__)]) from None
    survey: Json = result._pyxform
    return survey, warnings


class _Form:
    def __init__(self, building: Building, survey: Json, lines: dict[str, int]) -> None:
        self.building = building
        self.survey = survey
        self.lines = lines
        self.instrument = key_of(str(survey.get("id_string") or survey.get("name") or "form"), set(), start="form")
        self.value_sets: dict[str, Tree] = {}
        self.known: dict[str, Known] = {}
        self.dropped: set[str] = set()
        self.keys: dict[int, str] = {}  # by the question's own identity
        self.paged = any(self._is_page(child) for child in self._children(survey))

    def definition(self, *, key: str, title: str, version: str, subject: str) -> Imported:
        """The whole data set, of one instrument."""
        self._value_sets()
        self._name(self._children(self.survey), (), set(), top=True)
        said = self._text(title or self.survey.get("title") or self.instrument, "", 0)
        instrument: Tree = {"key": self.instrument, "title": said, "subject": subject}
        if self.paged:
            instrument["sections"], instrument["items"] = self._pages(said)
        else:
            instrument["items"] = list(self._items(self._children(self.survey), ()))
        if not instrument["items"]:
            raise UnableToImport([lost("no-items", "survey", 1)])
        tree: Tree = {
            "key": key or self.instrument,
            "version": version or str(self.survey.get("version") or "1")[:20],
            "kind": "specialty",
            "title": said,
            "status": "draft",
            "instruments": [instrument],
        }
        used = set(_values(instrument["items"]))
        if used:
            tree["value_sets"] = {name: values for name, values in self.value_sets.items() if name in used}
        return self.building.finish(tree)

    def _children(self, parent: Json) -> list[Json]:
        found = parent.get("children") or []
        return [one for one in found if isinstance(one, dict) and one.get("name") != "meta"]

    def _is_page(self, child: Json) -> bool:
        return child.get("type") == "group" and not (child.get("bind") or {}).get("relevant")

    def _line(self, child: Json) -> int:
        return self.lines.get(str(child.get("name")), 0)

    def _value_sets(self) -> None:
        for name, choices in (self.survey.get("choices") or {}).items():
            key = as_key(name, set(self.value_sets), start="values")
            codes: dict[str, Tree] = {}
            for choice in choices:
                code = str(choice.get("name", ""))
                if not code or code in codes:
                    self.building.lose("choice", name, 0, text=code, why=say("code-twice-word"))
                    continue
                codes[code] = {"code": code, "label": self._text(choice.get("label") or code, name, 0)}
                if choice.get("media"):
                    self.building.lose("media", f"{name}.{code}", 0, name=", ".join(map(str, choice["media"].values())))
            self.value_sets[key] = {"title": {"fr": name, "en": name}, "codes": list(codes.values())}
            self.keys[id(choices)] = key

    def _name(self, children: list[Json], above: tuple[str, ...], used: set[str], *, top: bool) -> None:
        """A key and a place for each question, before any condition is read."""
        for child in children:
            kind, name = str(child.get("type")), str(child.get("name", ""))
            if top and self.paged and self._is_page(child):
                self._name(self._children(child), above, used, top=False)
                continue
            if not self._is_kept(child):
                self.dropped.add(name)
                continue
            key = self.keys[id(child)] = as_key(name, used)
            if key != name:
                self.building.lose("renamed", name, self._line(child), name=name, key=key)
            path = (*above, key)
            self.building.lines[".".join(("instruments", self.instrument, *path))] = self._line(child)
            self.known[name] = Known(self.instrument, path, self._kind(child), self._codes(child))
            if kind in ("group", "repeat"):
                self._name(self._children(child), path, set(), top=False)

    def _is_kept(self, child: Json) -> bool:
        return str(child.get("type")) in _TYPES or str(child.get("type")) in _AS_TEXT

    def _kind(self, child: Json) -> str:
        kind = str(child.get("type"))
        if kind in ("select all that apply", "rank"):
            return "codes"
        if kind == "repeat":
            return "repeat"
        return "code" if kind == "select one" else _KINDS.get(self._type(child), "other")

    def _codes(self, child: Json) -> tuple[str, ...]:
        values = self.value_sets.get(self._set_of(child), {})
        return tuple(code["code"] for code in values.get("codes", ()))

    def _set_of(self, child: Json) -> str:
        choices = (self.survey.get("choices") or {}).get(str(child.get("list_name") or child.get("itemset") or ""))
        return self.keys.get(id(choices), "") if choices else ""

    def _type(self, child: Json) -> str:
        kind = str(child.get("type"))
        if kind == "range":
            numbers = [str(value) for value in (child.get("parameters") or {}).values()]
            return "decimal" if any("." in number for number in numbers) else "integer"
        if _TYPES.get(kind) == "code" and not self._set_of(child):
            return "text"
        return _TYPES.get(kind, "text")

    def _pages(self, title: Tree) -> tuple[list[Tree], list[Tree]]:
        """Pages for the groups of the first level; the questions between them are on pages of the form's name."""
        sections: list[Tree] = []
        items: list[Tree] = []
        used: set[str] = set()
        is_loose = False
        for child in self._children(self.survey):
            is_page = self._is_page(child)
            inside = list(self._items(self._children(child) if is_page else [child], ()))
            if is_page:
                self._presentation(child)
            if not inside:
                continue
            if is_page or not is_loose:
                name = str(child.get("name")) if is_page else "start"
                said = self._text(child.get("label") or name, name, self._line(child)) if is_page else title
                sections.append({"key": as_key(name, used, start="section"), "title": said})
            is_loose = not is_page
            items += [{**item, "section": sections[-1]["key"]} for item in inside]
        return sections, items

    def _items(self, children: list[Json], above: tuple[str, ...]) -> Iterator[Tree]:
        for child in children:
            name = str(child.get("name", ""))
            if id(child) not in self.keys:
                self.building.lose("dropped", name, self._line(child), name=name, why=str(child.get("type")))
                continue
            item = self._item(child, above)
            if item is not None:
                yield item

    def _item(self, child: Json, above: tuple[str, ...]) -> Tree | None:
        name, kind, line = str(child["name"]), str(child.get("type")), self._line(child)
        item: Tree = {"key": self.keys[id(child)], "type": self._type(child)}
        item["label"] = self._text(child.get("label") or name, name, line)
        if kind in _AS_TEXT or (_TYPES.get(kind) == "code" and item["type"] == "text"):
            self.building.lose("field-type", name, line, name=kind, becomes=say("text-word"))
        if kind == "rank":
            self.building.lose("field-type", name, line, name=kind, becomes=say("choices-word"))
        if item["type"] == "code":
            item["values"] = self._set_of(child)
        if kind in ("select all that apply", "rank", "repeat"):
            item["repeats"] = True
        if item["type"] == "markdown":
            item["text"] = item["label"]
            item["label"] = {language: words[:200] for language, words in item["label"].items()}
        if child.get("hint"):
            item["help"] = self._text(child["hint"], name, line)
        if kind == "range":
            self._range(child, item, line)
        self._bind(child, item, line)
        if kind == "calculate" and "compute" not in item:
            return None  # nothing to ask: what it calculated is listed
        if item["type"] == "group":
            item["items"] = list(self._items(self._children(child), (*above, item["key"])))
            if not item["items"]:
                return None
        self._presentation(child)
        return item

    def _text(self, said: object, name: str, line: int) -> Tree:
        if not isinstance(said, dict):
            return self.building.text(str(said), name, line)
        found: dict[str, str] = {}
        for language, words in said.items():
            if isinstance(words, str) and words.strip():
                found.setdefault(_language(str(language)), self.building.words(words, name, line))
        return self.building.both(found, name, line) if found else self.building.text(name, name, line)

    def _range(self, child: Json, item: Tree, line: int) -> None:
        parameters = child.get("parameters") or {}
        for word, bound in (("start", "min"), ("end", "max")):
            try:
                number = float(parameters.get(word, ""))
            except ValueError:
                continue
            item[bound] = int(number) if number.is_integer() else number
        if str(parameters.get("step", "1")) not in ("1", "1.0"):
            self.building.lose("layout", str(child["name"]), line, text=f"step={parameters['step']}")

    def _bind(self, child: Json, item: Tree, line: int) -> None:
        bind = child.get("bind") or {}
        name = str(child["name"])
        translator = Translator(self.known, self.known[name], frozenset(self.dropped))
        if item["type"] in ("date", "datetime"):
            item["future"] = True
        required = str(bind.get("required", "")).lower()
        if required in ("yes", "true", "true()"):
            if item["type"] not in ("markdown", "group"):
                item["asked"] = "always"
        elif required and required not in ("no", "false", "false()"):
            self.building.lose("dropped", name, line, name=f"required: {bind['required']}", why="required")
        if bind.get("relevant"):
            when = self.building.condition(_absolute(bind["relevant"]), translator, line)
            if when is not None:
                item["when"] = when
        if bind.get("constraint"):
            self._constraint(bind, item, translator, line)
        if bind.get("calculate"):
            compute = self.building.computation(_absolute(bind["calculate"]), translator, line)
            if compute is not None and item["type"] not in ("group", "markdown", "attachment"):
                item["compute"] = compute
                item.pop("asked", None)
        if str(bind.get("readonly", "")).lower() in ("yes", "true", "true()") and "compute" not in item:
            self.building.lose("dropped", name, line, name="read_only", why="bind")

    def _constraint(self, bind: Json, item: Tree, translator: Translator, line: int) -> None:
        """Bounds of a number become min and max; a date that may not be in the future is so already."""
        must = self.building.condition(_absolute(bind["constraint"]), translator, line, code="constraint")
        if must is None:
            return
        parts = must["all"] if set(must) == {"all"} else [must]
        left = [part for part in parts if not _bound(part, item)]
        if not left:
            return
        message = bind.get("jr:constraintMsg")
        path = str(translator.here.path[-1])
        sentence = say("constraint-sentence")
        said = self._text(message, path, line) if message else {"fr": sentence.fr, "en": sentence.en}
        said = {language: words.replace("{", "(").replace("}", ")") for language, words in said.items()}
        whole = left[0] if len(left) == 1 else {"all": left}
        item.setdefault("check", []).append({"code": "constraint", "must": whole, "say": said})

    def _presentation(self, child: Json) -> None:
        name, line = str(child.get("name")), self._line(child)
        appearance = (child.get("control") or {}).get("appearance")
        if appearance:
            self.building.lose("layout", name, line, text=str(appearance))
        if (child.get("control") or {}).get("jr:count"):
            self.building.lose(
                "dropped", name, line, name=f"repeat_count: {child['control']['jr:count']}", why="repeat"
            )
        for word in _UNSAID:
            if child.get(word):
                self.building.lose("dropped", name, line, name=f"{word}: {child[word]}", why=word)


def _bound(part: Tree, item: Tree) -> bool:
    """Take a comparison of the item with a number as a bound; whether it was one."""
    if part.get("item") != item["key"]:
        return False
    if item["type"] in ("date", "datetime") and part.get("not_after") == {"fact": "today"}:
        item.pop("future", None)
        return True
    if item["type"] not in ("integer", "decimal"):
        return False
    for operator, word in (("at_least", "min"), ("at_most", "max")):
        if isinstance(part.get(operator), int | float):
            item[word] = part[operator]
            return True
    if item["type"] == "integer":
        for operator, word, step in (("above", "min", 1), ("below", "max", -1)):
            if isinstance(part.get(operator), int):
                item[word] = part[operator] + step
                return True
    return False


def _absolute(expression: object) -> str:
    """../name is a neighbour: ${name}."""
    return _RELATIVE.sub(r"${\1}", str(expression))


def _language(name: str) -> str:
    """ "Français (fr)" → fr; “default” is taken for French, as the first language of a French form."""
    code = _LANGUAGE.search(name)
    if code is not None:
        return code.group(1).lower()
    folded = name.strip().lower()
    return "fr" if folded == "default" else _NAMES.get(folded, folded[:20])


def _values(items: list[Tree]) -> Iterator[str]:
    for item in items:
        if item.get("values"):
            yield item["values"]
        yield from _values(item.get("items") or [])
