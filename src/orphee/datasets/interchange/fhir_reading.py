"""A FHIR R4 Questionnaire read by its standard elements alone: what every program may write into one.

`Standard` gives each item as the definition language would hold it; `fhir_questionnaire` then adds what our own
extensions say. What has no counterpart is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from orphee.datasets.interchange.building import Building, as_key, key_of
from orphee.datasets.interchange.fhir_conditions import UnableToSay, read_condition
from orphee.datasets.interchange.fhir_names import (
    CONTROL_SYSTEM,
    EXTENSIONS,
    ITEM_CONTROL,
    MAPS,
    MAX_VALUE,
    MIN_VALUE,
    TERMINOLOGY,
    UCUM,
    UNIT,
    UNIT_OPTION,
    Json,
    extensions,
    merged,
    said_by_us,
)
from orphee.datasets.interchange.fhir_texts import text_of
from orphee.datasets.interchange.fhir_value_sets import read_value_set
from orphee.datasets.interchange.results import UnableToImport
from orphee.datasets.interchange.wording import lost, say

DEEPEST = 8  # levels of items; the definition language takes fewer and says so itself
_TYPES = {
    "boolean": "boolean",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "dateTime": "datetime",
    "string": "text",
    "text": "text",
    "choice": "code",
    "open-choice": "code",
    "quantity": "quantity",
    "attachment": "attachment",
    "group": "group",
    "display": "markdown",
}
_UNSAID = ("prefix", "definition", "maxLength", "initial")
_HANDLED = (UNIT, UNIT_OPTION, MIN_VALUE, MAX_VALUE, ITEM_CONTROL)


@dataclass
class Place:
    """One item of the questionnaire: where it stands in both worlds."""

    link: str
    path: tuple[str, ...]
    source: Json
    tree: Json = field(default_factory=dict)
    said: Json = field(default_factory=dict)
    children: list[Place] = field(default_factory=list)


class Standard:
    """The items of one questionnaire. `with_ours`: believe our extensions beside the standard elements."""

    def __init__(self, building: Building, resource: Json, *, with_ours: bool) -> None:
        self.building = building
        self.language = str(resource.get("language") or "fr")
        self.with_ours = with_ours
        self.links: dict[str, Place] = {}
        self.value_sets: dict[str, Json] = {}
        self.set_of_id: dict[str, str] = {}
        for one in resource.get("contained") or []:
            self._contained(one)
        self.sections: list[Json] = []
        tops = [one for one in resource.get("item") or [] if isinstance(one, dict)]
        self.places = self._paged(tops) if self._is_paged(tops) else self._places(tops, (), "", set(), 1)
        for place in _walk(self.places):
            self._fill(place)

    def trees(self) -> list[Json]:
        """The items, each with its own."""
        return [self._tree(place) for place in self.places]

    def _tree(self, place: Place) -> Json:
        tree = merged(place.tree, place.said)
        if tree["type"] == "group":
            tree["items"] = [self._tree(child) for child in place.children]
        return tree

    def _contained(self, one: object) -> None:
        if not isinstance(one, dict) or one.get("resourceType") != "ValueSet":
            self.building.lose(
                "dropped", "contained", name=one.get("resourceType") if isinstance(one, dict) else "?", why="contained"
            )
            return
        key, tree = read_value_set(self.building, one)
        if not self.with_ours or not said_by_us("value-set", one).get("key"):
            key = as_key(key, set(self.value_sets), start="values")
        if tree["codes"]:
            self.value_sets[key] = tree
            self.set_of_id[str(one.get("id"))] = key

    def _is_paged(self, tops: list[Json]) -> bool:
        """Groups marked as pages; or nothing but plain groups at the top, as most forms have."""
        if not tops or any(one.get("type") != "group" or one.get("repeats") for one in tops):
            return False
        if all(_control(one) == "page" for one in tops):
            return True
        is_ours = any(str(one.get("url", "")).startswith(EXTENSIONS) for top in tops for one in extensions(top))
        return not is_ours and self.with_ours and not any(one.get("enableWhen") for one in tops) and len(tops) > 1

    def _paged(self, tops: list[Json]) -> list[Place]:
        found: list[Place] = []
        used: set[str] = set()
        keys: set[str] = set()
        for top in tops:
            link = str(top.get("linkId", ""))
            said = said_by_us("item", top) if self.with_ours else {}
            key = str(said.get("key") or "") or as_key(link.removeprefix("section:"), used, start="section")
            section: Json = {
                "key": key,
                "title": text_of(self.building, top, "text", self.language, link) or {"fr": key, "en": key},
            }
            children = [one for one in top.get("item") or [] if isinstance(one, dict)]
            help_ = self._help(children, link)
            if help_ is not None:
                section["help"] = help_
            self.sections.append(section)
            for place in self._places([one for one in children if not _is_help(one)], (), link, keys, 2):
                place.tree["section"] = key
                found.append(place)
        return found

    def _places(
        self, items: list[Json], above: tuple[str, ...], parent: str, used: set[str], depth: int
    ) -> list[Place]:
        if depth > DEEPEST:
            raise UnableToImport([lost("too-deep", parent, most=DEEPEST)])
        found: list[Place] = []
        for one in items:
            if _is_help(one):
                continue
            link = str(one.get("linkId", ""))
            tail = link.removeprefix(f"{'.'.join(above)}.") if above else link
            if parent and not above:
                tail = link.removeprefix(f"{parent}.")
            key = as_key(tail, used)
            place = Place(link, (*above, key), one)
            if key != tail:
                self.building.lose("renamed", link, name=tail, key=key)
            if link in self.links:
                raise UnableToImport([lost("twice", link, name=link, first="?")])
            self.links[link] = place
            if self.with_ours:
                place.said = said_by_us("item", one)
            children = [child for child in one.get("item") or [] if isinstance(child, dict)]
            place.children = self._places(children, place.path, link, set(), depth + 1)
            found.append(place)
        return found

    def _fill(self, place: Place) -> None:
        """What the standard elements say of one item."""
        source, link = place.source, place.link
        section = place.tree.get("section")
        kind = str(source.get("type", ""))
        tree: Json = {"key": place.path[-1], "type": _TYPES.get(kind, "text")}
        if section:
            tree["section"] = section
        tree["label"] = text_of(self.building, source, "text", self.language, link) or {"fr": link, "en": link}
        place.tree = tree
        self._type(place, kind)
        if tree["type"] == "markdown":
            tree["text"] = dict(tree["label"])
            tree["label"] = {language: words[:200] for language, words in tree["label"].items()}
        if source.get("required") and tree["type"] not in ("markdown", "group"):
            tree["asked"] = "always"
        if source.get("repeats"):
            tree["repeats"] = True
        help_ = self._help([one for one in source.get("item") or [] if isinstance(one, dict)], link)
        if help_ is not None:
            tree["help"] = help_
        if place.children and tree["type"] != "group" and place.said.get("type") is None:
            self.building.lose("dropped", link, name=", ".join(one.link for one in place.children), why="item.item")
        self._maps(place)
        self._bounds(place)
        self._condition(place)
        self._unsaid(place)

    def _type(self, place: Place, kind: str) -> None:
        tree, source = place.tree, place.source
        believed = "type" in place.said
        if kind not in _TYPES and not believed:
            self.building.lose("field-type", place.link, name=kind, becomes=say("text-word"))
        if kind in ("choice", "open-choice"):
            self._choice(place)
            if kind == "open-choice" and not believed:
                self.building.lose("field-type", place.link, name=kind, becomes=say("choice-word"))
        if kind == "quantity":
            units = [
                one["valueCoding"].get("code")
                for one in extensions(source)
                if one.get("url") == UNIT_OPTION and isinstance(one.get("valueCoding"), dict)
            ]
            units = units or [
                one["valueCoding"].get("code")
                for one in extensions(source)
                if one.get("url") == UNIT and isinstance(one.get("valueCoding"), dict)
            ]
            tree["units"] = [str(unit) for unit in units if unit] or ["1"]
        elif kind in ("integer", "decimal"):
            for one in extensions(source):
                if one.get("url") == UNIT and isinstance(one.get("valueCoding"), dict):
                    tree["unit"] = str(one["valueCoding"].get("code") or one["valueCoding"].get("display", ""))
        if kind in ("date", "dateTime"):
            tree["future"] = True

    def _choice(self, place: Place) -> None:
        source, tree = place.source, place.tree
        named = str(source.get("answerValueSet", ""))
        if named.startswith(TERMINOLOGY):
            tree["terminology"] = {"system": named.removeprefix(TERMINOLOGY).split(",")}
        elif named.startswith("#") and named[1:] in self.set_of_id:
            tree["values"] = self.set_of_id[named[1:]]
        elif source.get("answerOption"):
            tree["values"] = self._options(place)
        else:
            tree["type"] = "text"
            if "type" not in place.said:
                self.building.lose("dropped", place.link, name=named or "answerValueSet", why="answerValueSet")
        if not tree.get("values", "x"):
            del tree["values"]
            tree["type"] = "text"
            self.building.lose("choices-empty", place.link)

    def _options(self, place: Place) -> str:
        codes: dict[str, Json] = {}
        for option in place.source["answerOption"]:
            name = next((key for key in option if key.startswith("value")), "") if isinstance(option, dict) else ""
            value = option.get(name) if name else None
            if isinstance(option, dict) and option.get("initialSelected"):
                self.building.lose("dropped", place.link, name="initialSelected", why="answerOption")
            code = self._option(place, value)
            if code is None or code["code"] in codes:
                self.building.lose("choice", place.link, text=str(value)[:80], why=say("code-twice-word"))
            else:
                codes[code["code"]] = code
        if not codes:
            return ""
        key = key_of("-".join(place.path), set(self.value_sets), start="values")
        self.value_sets[key] = {"title": dict(place.tree["label"]), "codes": list(codes.values())}
        return key

    def _option(self, place: Place, value: Any) -> Json | None:
        if isinstance(value, str | int) and not isinstance(value, bool):
            said = str(value)
            self.building.in_one_language += 1
            return {"code": said, "label": {"fr": said, "en": said}}
        if not isinstance(value, dict) or not value.get("code"):
            return None
        code = {
            "code": str(value["code"]),
            "label": text_of(self.building, value, "display", self.language, place.link),
        }
        code["label"] = code["label"] or {"fr": code["code"], "en": code["code"]}
        if value.get("system"):
            code["system"] = str(value["system"])
        return code

    def _help(self, children: list[Json], link: str) -> Json | None:
        for one in children:
            if _is_help(one):
                return text_of(self.building, one, "text", self.language, link)
        return None

    def _maps(self, place: Place) -> None:
        names = {uri: name for name, uri in MAPS.items()}
        maps: dict[str, list[str]] = {}
        for one in place.source.get("code") or []:
            if isinstance(one, dict) and one.get("code"):
                maps.setdefault(names.get(str(one.get("system")), str(one.get("system") or "code")), []).append(
                    str(one["code"])
                )
        if maps:
            place.tree["maps"] = {name: codes[0] if len(codes) == 1 else codes for name, codes in maps.items()}

    def _bounds(self, place: Place) -> None:
        tree = place.tree
        for url, word, operator in ((MIN_VALUE, "min", "not_before"), (MAX_VALUE, "max", "not_after")):
            for one in extensions(place.source):
                if one.get("url") != url:
                    continue
                value = next((one[key] for key in one if key.startswith("value")), None)
                if tree["type"] in ("integer", "decimal", "quantity") and isinstance(value, int | float):
                    tree[word] = value
                elif tree["type"] in ("date", "datetime") and isinstance(value, str):
                    sentence = say(f"date-{word}-sentence")
                    check = {
                        "code": f"date-{word}",
                        "must": {"item": tree["key"], operator: value[:10]},
                        "say": {"fr": sentence.fr, "en": sentence.en},
                    }
                    tree.setdefault("check", []).append(check)
                else:
                    self.building.lose("bound", place.link, text=str(value))

    def _condition(self, place: Place) -> None:
        try:
            when = read_condition(place.source, lambda link: self._seen_from(place, link), self._code_of)
        except UnableToSay:
            when = None
            if "when" not in place.said:
                self.building.lose(
                    "condition", place.link, text=str(place.source.get("enableWhen"))[:200], why="enableWhen"
                )
        if when is not None:
            place.tree["when"] = when

    def _seen_from(self, place: Place, link: str) -> str | None:
        other = self.links.get(link)
        if other is None:
            return None
        shared = 0
        for ours_, theirs in zip(place.path[:-1], other.path[:-1], strict=False):
            if ours_ != theirs:
                break
            shared += 1
        return ".".join(other.path[shared:])

    def _code_of(self, link: str, coding: Json) -> str | None:
        other = self.links.get(link)
        tree = merged(other.tree, other.said) if other else {}
        codes = self.value_sets.get(str(tree.get("values")), {}).get("codes", [])
        code = str(coding.get("code"))
        return code if not codes or any(one["code"] == code for one in codes) else None

    def _unsaid(self, place: Place) -> None:
        source = place.source
        for name in _UNSAID:
            if name in source:
                self.building.lose("dropped", place.link, name=f"{name}: {source[name]}", why=f"item.{name}")
        if source.get("readOnly") and "compute" not in place.said:
            self.building.lose("dropped", place.link, name="readOnly", why="item.readOnly")
        for one in extensions(source):
            url = str(one.get("url", ""))
            control = _control(source) if url == ITEM_CONTROL else ""
            if control and control not in ("page", "help"):
                self.building.lose("layout", place.link, text=control)
            elif "calculatedExpression" in url or "enableWhenExpression" in url:
                expression = (one.get("valueExpression") or {}).get("expression", "")
                code = "calculation" if "calculated" in url else "condition"
                self.building.lose(code, place.link, text=expression, why="FHIRPath")
            elif url not in _HANDLED and not url.startswith(EXTENSIONS):
                self.building.lose("dropped", place.link, name=url, why="extension")


def _walk(places: list[Place]) -> Iterator[Place]:
    """Every item; computed before conditions need the type of what they name."""
    for place in places:
        yield place
        yield from _walk(place.children)


def _control(source: Json) -> str:
    for one in extensions(source):
        if one.get("url") == ITEM_CONTROL:
            concept = one.get("valueCodeableConcept") or {}
            for coding in concept.get("coding") or []:
                if coding.get("system") in (CONTROL_SYSTEM, None):
                    return str(coding.get("code", ""))
    return ""


def _is_help(source: Json) -> bool:
    return source.get("type") == "display" and _control(source) in ("help", "flyover")


__all__ = ["UCUM", "Place", "Standard"]
