"""Answers as a FHIR R4 QuestionnaireResponse, both ways. Every answer comes back as it was, or is listed.

A page of the Questionnaire is a group of the response; answers are found by their linkId, wherever they stand.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from orphee.datasets.conditions import is_answered
from orphee.datasets.definition import Instrument, Item, ItemType
from orphee.datasets.interchange.fhir_names import (
    EXTENSIONS,
    OURS,
    UCUM,
    Json,
    coding_of,
    curie_of,
    extension,
    extensions,
    system_uri,
)
from orphee.datasets.interchange.results import Loss
from orphee.datasets.interchange.wording import lost, say

_SIMPLE = {
    ItemType.BOOLEAN: ("valueBoolean", (bool,)),
    ItemType.INTEGER: ("valueInteger", (int,)),
    ItemType.DECIMAL: ("valueDecimal", (int, float)),
    ItemType.TEXT: ("valueString", (str,)),
    ItemType.DURATION: ("valueString", (str,)),
}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
DEEPEST = 12  # levels of items read


def write_response(
    instrument: Instrument,
    payload: Mapping[str, object],
    *,
    authored: dt.datetime,
    complete: bool = True,
    subject: Json | None = None,
    identifier: str = "",
) -> tuple[Json, tuple[Loss, ...]]:
    """The answers as a resource, and those that FHIR could not hold. `subject` is a Reference, `identifier` a key."""
    writing = _Writing(instrument)
    found: Json = {"resourceType": "QuestionnaireResponse"}
    if identifier:
        found["identifier"] = {"system": f"{OURS}/entry", "value": identifier}
    found["questionnaire"] = f"{OURS}/Questionnaire/{instrument.dataset}/{instrument.key}|{instrument.version}"
    found["status"] = "completed" if complete else "in-progress"
    if subject:
        found["subject"] = subject
    found["authored"] = authored.isoformat()
    items = writing.pages(payload)
    if items:
        found["item"] = items
    return found, tuple(writing.losses)


def questionnaire_of(resource: Json) -> tuple[str, str, str]:
    """Data set, instrument and version that a response names; empty texts when it is none of ours."""
    address, _, version = str(resource.get("questionnaire", "")).partition("|")
    parts = address.removeprefix(f"{OURS}/Questionnaire/").split("/")
    if not address.startswith(f"{OURS}/Questionnaire/") or len(parts) != 2:
        return "", "", ""
    return parts[0], parts[1], version


def read_response(instrument: Instrument, resource: Json) -> tuple[dict[str, object], tuple[Loss, ...]]:
    """The answers of a response; what has no place in the instrument is listed, never dropped.

    A value of the wrong type is taken as it is: validation says so beside the question.
    """
    reading = _Reading(instrument)
    payload = reading.group(resource.get("item"), (), depth=1)
    return payload, tuple(reading.losses)


class _Writing:
    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.losses: list[Loss] = []

    def pages(self, payload: Mapping[str, object]) -> list[Json]:
        for key in payload.keys() - self.instrument.by_key.keys():
            self._lose(key, "unknown-answer")
        if not self.instrument.sections:
            return list(self._items(self.instrument.items, payload, ()))
        found = []
        for section in self.instrument.sections:
            items = tuple(item for item in self.instrument.items if item.section == section.key)
            answered = list(self._items(items, payload, ()))
            if answered:
                found.append({"linkId": f"section:{section.key}", "item": answered})
        return found

    def _items(self, items: tuple[Item, ...], payload: Mapping[str, object], above: tuple[str, ...]) -> Iterator[Json]:
        for item in items:
            value = payload.get(item.key)
            if is_answered(value) or isinstance(value, bool):
                yield from self._item(item, value, (*above, item.key))

    def _item(self, item: Item, value: object, path: tuple[str, ...]) -> Iterator[Json]:
        link = ".".join(path)
        values = list(value) if item.repeats and isinstance(value, list | tuple) else [value]
        if item.type in (ItemType.GROUP, ItemType.AGE):
            for one in values:
                if not isinstance(one, Mapping):
                    self._lose(link, "wrong-answer")
                elif item.type is ItemType.GROUP:
                    self._check_keys(item, one, link)
                    yield {"linkId": link, "item": list(self._items(item.items, one, path))}
                else:
                    yield {"linkId": link, "item": self._age(item, one, link)}
            return
        answers = [answer for one in values if (answer := self._answer(item, one, link)) is not None]
        if answers:
            yield {"linkId": link, "answer": answers}

    def _check_keys(self, item: Item, group: Mapping[str, object], link: str) -> None:
        for key in group.keys() - item.by_key.keys():
            self._lose(f"{link}.{key}", "unknown-answer")

    def _age(self, item: Item, age: Mapping[str, object], link: str) -> list[Json]:
        found: list[Json] = []
        period, months = age.get("period"), age.get("months")
        if isinstance(period, str) and period:
            value = {"valueCoding": self._coding(item, period)} if item.value_set else {"valueString": period}
            found.append({"linkId": f"{link}.period", "answer": [value]})
        if isinstance(months, int | float) and float(months).is_integer():
            found.append({"linkId": f"{link}.months", "answer": [{"valueInteger": int(months)}]})
        elif months is not None:
            self._lose(f"{link}.months", "wrong-answer")
        return found

    def _answer(self, item: Item, value: Any, link: str) -> Json | None:
        kind = item.type
        if kind in _SIMPLE:
            name, types = _SIMPLE[kind]
            if isinstance(value, types) and (kind is ItemType.BOOLEAN or not isinstance(value, bool)) and value != "":
                return {name: value}
        elif kind in (ItemType.DATE, ItemType.PARTIAL_DATE) and isinstance(value, str) and _DATE.fullmatch(value):
            return {"valueDate": value}
        elif kind is ItemType.DATETIME and isinstance(value, str):
            if _DATE.fullmatch(value) or _MOMENT.fullmatch(value):
                return {"valueDateTime": value}
            return {"valueString": value}  # an hour without its zone: FHIR has no such moment
        elif kind is ItemType.CODE and isinstance(value, str):
            return {"valueCoding": self._coding(item, value)}
        elif kind is ItemType.QUANTITY and isinstance(value, Mapping) and set(value) == {"value", "unit"}:
            unit = str(value["unit"])
            return {"valueQuantity": {"value": value["value"], "unit": unit, "system": UCUM, "code": unit}}
        elif kind is ItemType.REFERENCE and isinstance(value, str):
            return {"valueReference": {"identifier": {"system": f"{OURS}/entry", "value": value}}}
        elif kind is ItemType.ATTACHMENT and isinstance(value, Mapping):
            return {"valueAttachment": _attachment(value)}
        elif kind is ItemType.KEPT:
            return {"valueString": json.dumps(value, ensure_ascii=False, sort_keys=True)}
        self._lose(link, "wrong-answer")
        return None

    def _coding(self, item: Item, code: str) -> Json:
        if item.value_set is None:
            return coding_of(code)
        known = item.value_set.by_code.get(code)
        if known is None:
            return {"system": system_uri("", item.value_set.key), "code": code}
        return {
            "system": system_uri(known.system, item.value_set.key),
            "code": code,
            "display": known.label.fr,
        }

    def _lose(self, path: str, why: str) -> None:
        self.losses.append(lost("answer", path, name=path, why=say(why)))


class _Reading:
    def __init__(self, instrument: Instrument) -> None:
        self.by_path = instrument.by_path
        self.losses: list[Loss] = []

    def group(self, items: object, above: tuple[str, ...], *, depth: int) -> dict[str, object]:
        """The answers of some items; a group that is no item of ours (a page) is looked into."""
        found: dict[str, object] = {}
        if depth > DEEPEST:
            self._lose(".".join(above), "too-deep-answer")
            return found
        for one in items if isinstance(items, list) else []:
            if isinstance(one, dict):
                self._item(one, above, found, depth)
        return found

    def _item(self, source: Json, above: tuple[str, ...], found: dict[str, object], depth: int) -> None:
        link = str(source.get("linkId", ""))
        path = tuple(link.split("."))
        item = self.by_path.get(path)
        if item is None:
            if source.get("answer"):
                self._lose(link, "unknown-answer")
            inner = self.group(source.get("item"), above, depth=depth + 1)
            for key, value in inner.items():
                found.setdefault(key, value)
            return
        if item.type is ItemType.GROUP:
            self._put(found, item, self.group(source.get("item"), path, depth=depth + 1))
            return
        if item.type is ItemType.AGE:
            self._put(found, item, self._age(source))
            return
        for answer in _several(source.get("answer")):
            value = _value(item, answer) if isinstance(answer, dict) else None
            if value is None:
                self._lose(link, "wrong-answer")
            else:
                self._put(found, item, value)
            nested = answer.get("item") if isinstance(answer, dict) else None
            if nested:
                self._lose(link, "nested-answer")

    def _put(self, found: dict[str, object], item: Item, value: object) -> None:
        if item.repeats:
            held = found.get(item.key)
            if isinstance(held, list):
                held.append(value)
            else:
                found[item.key] = [value]
        elif item.key in found:
            self._lose(item.key, "second-answer")
        else:
            found[item.key] = value

    def _age(self, source: Json) -> dict[str, object]:
        age: dict[str, object] = {}
        for one in _several(source.get("item")):
            part = str(one.get("linkId", "")).rpartition(".")[2] if isinstance(one, dict) else ""
            answer = next(iter(_several(one.get("answer"))), None) if part in ("period", "months") else None
            if not isinstance(answer, dict):
                continue
            code = _part(answer, "valueCoding").get("code")
            value = next((said for said in (code, answer.get("valueString")) if said), answer.get("valueInteger"))
            if value is not None:
                age[part] = value
        return age

    def _lose(self, path: str, why: str) -> None:
        self.losses.append(lost("answer", path, name=path, why=say(why)))


def _several(said: object) -> list[Any]:
    """The elements of a list; what is none has no element."""
    return said if isinstance(said, list) else []


def _part(value: Json, name: str) -> Json:
    """An object within another; empty when there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _value(item: Item, answer: Json) -> Any:
    name = next((key for key in answer if key.startswith("value")), "")
    value = answer.get(name)
    if isinstance(value, dict):
        return _whole(item, name, value)
    if item.type is ItemType.KEPT and isinstance(value, str):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    if item.type is ItemType.QUANTITY and isinstance(value, int | float) and item.units:
        return {"value": value, "unit": item.units[0]}
    return value


def _whole(item: Item, name: str, value: Json) -> Any:
    if name == "valueCoding":
        code = value.get("code")
        if not isinstance(code, str):
            return None
        return code if item.value_set is not None else curie_of(str(value.get("system", "")), code)
    if name == "valueQuantity":
        number = value.get("value")
        if item.type is ItemType.QUANTITY:
            return {"value": number, "unit": value.get("code") or value.get("unit")}
        return number
    if name == "valueReference":
        return _part(value, "identifier").get("value") or value.get("reference")
    if name == "valueAttachment":
        return _attachment_read(value)
    return None


def _attachment(value: Mapping[str, object]) -> Json:
    own = [extension(f"{EXTENSIONS}/attachment-digest", "String", str(value.get("digest", "")))]
    found: Json = {"extension": own} if value.get("digest") else {}
    found["contentType"] = value.get("media_type")
    found["url"] = f"urn:uuid:{value.get('key')}"
    found["size"] = value.get("size")
    found["title"] = value.get("name")
    return {key: one for key, one in found.items() if one is not None}


def _attachment_read(value: Json) -> Json:
    digest = [one.get("valueString") for one in extensions(value) if str(one.get("url")).endswith("attachment-digest")]
    found = {
        "key": str(value.get("url", "")).removeprefix("urn:uuid:"),
        "name": value.get("title"),
        "media_type": value.get("contentType"),
        "size": value.get("size"),
        "digest": digest[0] if digest else None,
    }
    return {key: one for key, one in found.items() if one is not None}
