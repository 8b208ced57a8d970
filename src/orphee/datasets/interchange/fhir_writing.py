"""An instrument as a FHIR R4 Questionnaire: standard elements first, then our extensions for what they cannot say."""

from __future__ import annotations

from orphee.datasets.interchange.building import Building, as_key
from orphee.datasets.interchange.fhir_conditions import UnableToSay, write_condition
from orphee.datasets.interchange.fhir_names import (
    CONTROL_SYSTEM,
    ITEM_CONTROL,
    MAPS,
    MAX_VALUE,
    MIN_VALUE,
    OURS,
    TERMINOLOGY,
    UCUM,
    UNIT,
    UNIT_OPTION,
    Json,
    difference,
    extension,
    fhir_id,
    ours,
)
from orphee.datasets.interchange.fhir_reading import Place, Standard
from orphee.datasets.interchange.fhir_texts import put_text, text_of
from orphee.datasets.interchange.fhir_value_sets import coding, write_value_set
from orphee.datasets.interchange.results import Loss
from orphee.datasets.interchange.wording import lost

STATUSES = {"published": "active", "proposed": "active", "draft": "draft", "review": "draft", "retired": "retired"}
_TYPES = {
    "boolean": "boolean", "integer": "integer", "decimal": "decimal", "text": "text", "date": "date",
    "partial_date": "date", "datetime": "dateTime", "age": "group", "duration": "string", "quantity": "quantity",
    "code": "choice", "reference": "reference", "attachment": "attachment", "group": "group", "markdown": "display",
    "kept": "text",
}  # fmt: skip
_SILENT = ("key",)  # said by our extension without being worth a line in the report


class Writing:
    """Writes one instrument of a data set (both as plain trees)."""

    def __init__(self, dataset: Json, instrument: Json) -> None:
        self.dataset = dataset
        self.instrument = instrument
        self.value_sets: Json = dataset.get("value_sets") or {}
        self.used: dict[str, None] = {}
        self.by_path: dict[tuple[str, ...], Json] = dict(_walk(instrument["items"], ()))
        self.losses: list[Loss] = []

    def questionnaire(self, *, with_unused: bool) -> Json:
        """The resource; `with_unused` also carries the value sets that no item names."""
        dataset, instrument = self.dataset, self.instrument
        found: Json = {
            "resourceType": "Questionnaire",
            "id": fhir_id(f"{dataset['key']}-{instrument['key']}"),
            "language": "fr",
            "url": f"{OURS}/Questionnaire/{dataset['key']}/{instrument['key']}",
            "version": dataset["version"],
            "name": instrument["key"].replace("-", "_"),
        }
        put_text(found, "title", instrument["title"])
        found["status"] = STATUSES[dataset.get("status", "published")]
        if instrument["subject"] == "person":
            found["subjectType"] = ["Patient"]
        if instrument.get("help"):
            put_text(found, "description", instrument["help"])
        if dataset.get("licence"):
            found["copyright"] = dataset["licence"]
        found["item"] = self._items()
        contained = [write_value_set(key, self.value_sets[key]) for key in self.used]
        found = _after(found, "language", {"contained": contained} if contained else {})
        self._add_ours(found)
        own = self._own(found, with_unused=with_unused)
        return _after(found, "contained" if contained else "language", {"extension": own} if own else {})

    def _items(self) -> list[Json]:
        instrument = self.instrument
        sections = instrument.get("sections") or []
        if not sections:
            return [self._item(item, ()) for item in instrument["items"]]
        pages = []
        for section in sections:
            page: Json = {"extension": [_control("page")], "linkId": f"section:{section['key']}", "type": "group"}
            put_text(page, "text", section["title"])
            items = [self._item(item, ()) for item in instrument["items"] if item.get("section") == section["key"]]
            if section.get("help"):
                items.insert(0, _help(page["linkId"], section["help"]))
            if items:
                page["item"] = items
            pages.append(page)
        return pages

    def _item(self, item: Json, above: tuple[str, ...]) -> Json:
        path = (*above, item["key"])
        found: Json = {"linkId": ".".join(path), "type": _TYPES[item["type"]]}
        put_text(found, "text", item["text"] if item["type"] == "markdown" else item["label"])
        codes = [
            {"system": MAPS[name], "code": code}
            for name, said in (item.get("maps") or {}).items()
            if name in MAPS
            for code in _list(said)
        ]
        if codes:
            found["code"] = codes
        if item.get("when"):
            self._condition(found, item["when"], above)
        if item.get("asked") == "always" and item["type"] not in ("markdown", "group"):
            found["required"] = True
        if item.get("repeats"):
            found["repeats"] = True
        if item.get("compute"):
            found["readOnly"] = True
        self._type(found, item, path)
        marks = _bounds(item) + _units(item)
        children = [self._item(part, path) for part in item.get("items") or []]
        if item.get("help") and item["type"] != "markdown":
            children.insert(0, _help(found["linkId"], item["help"]))
        found.setdefault("item", []).extend(children)
        if not found["item"]:
            del found["item"]
        return {"extension": marks, **found} if marks else found

    def _type(self, found: Json, item: Json, path: tuple[str, ...]) -> None:
        if item["type"] == "code":
            found["answerValueSet"] = self._answers(item)
        if item["type"] == "age":
            found["item"] = self._age(item, path)

    def _answers(self, item: Json) -> str:
        if item.get("values"):
            self.used[item["values"]] = None
            return f"#vs-{fhir_id(item['values'])}"[:65]
        return TERMINOLOGY + ",".join(_list(item["terminology"]["system"]))

    def _age(self, item: Json, path: tuple[str, ...]) -> list[Json]:
        """An age is a period of life and, after birth, months."""
        period: Json = {"linkId": ".".join((*path, "period")), "type": "string"}
        put_text(period, "text", {"fr": "Période", "en": "Period"})
        if item.get("values"):
            period |= {"type": "choice", "answerValueSet": self._answers(item)}
        months: Json = {"linkId": ".".join((*path, "months")), "type": "integer"}
        put_text(months, "text", {"fr": "Mois révolus", "en": "Completed months"})
        return [period, {"extension": [_unit(UNIT, "mo")], **months}]

    def _condition(self, found: Json, when: Json, above: tuple[str, ...]) -> None:
        def find(name: str) -> tuple[str, Json] | None:
            parts = tuple(name.split("."))
            for depth in range(len(above), -1, -1):
                if (*above[:depth], parts[0]) in self.by_path:
                    path = (*above[:depth], *parts)
                    return (".".join(path), self.by_path[path]) if path in self.by_path else None
            return None

        try:
            found |= write_condition(when, find, self._coding)
        except UnableToSay:
            return  # our extension says it

    def _coding(self, item: Json, code: str) -> Json:
        values = self.value_sets.get(item.get("values", ""))
        known = next((one for one in values["codes"] if one["code"] == code), None) if values else None
        if values is None or known is None:
            raise UnableToSay
        return coding(known, values.get("system", ""), item["values"])

    def _add_ours(self, found: Json) -> None:
        """Read back what was written, and say beside each item what that does not say."""
        read = Standard(Building(), found, with_ours=False)
        for link, place in read.links.items():
            wanted = self.by_path.get(tuple(link.split(".")))
            if wanted is None:
                continue
            said = difference(_own_part(wanted), _canonical(place, wanted))
            if said:
                place.source["extension"] = [*place.source.get("extension", []), *ours("item", said)]
                _first(place.source, "extension")
            for what in said:
                if what not in (*_SILENT, "-"):
                    self._lose(link, what, said)

    def _lose(self, link: str, what: str, said: Json) -> None:
        if what == "type" and said[what] in ("partial_date", "age", "duration"):
            return  # FHIR says as much by its own type
        self.losses.append(lost("ours-only", f"{self.instrument['key']}.{link}", what=what))

    def _own(self, found: Json, *, with_unused: bool) -> list[Json]:
        wanted = {key: value for key, value in self.instrument.items() if key not in ("items", "sections")}
        said = difference(wanted, standard_instrument(found))
        order = [item["key"] for item in self.instrument["items"]]
        if order != self._paged_order():
            said["order"] = order  # an item of a page stands apart from the others of it
        plain = {key: value for key, value in self.dataset.items() if key not in ("instruments", "value_sets")}
        dataset = difference(plain, standard_dataset(found))
        if with_unused and self.value_sets:
            used = self._used_anywhere()
            unused = {key: tree for key, tree in self.value_sets.items() if key not in used}
            dataset |= {"order": list(self.value_sets), **({"value_sets": unused} if unused else {})}
        for what in said:
            if what not in (*_SILENT, "-", "order"):
                self.losses.append(lost("ours-only", self.instrument["key"], what=what))
        return [*ours("data-set", dataset), *ours("instrument", said)]

    def _paged_order(self) -> list[str]:
        sections = [section["key"] for section in self.instrument.get("sections") or [{"key": None}]]
        items = self.instrument["items"]
        return [item["key"] for section in sections for item in items if item.get("section") == section]

    def _used_anywhere(self) -> set[str]:
        return {str(item.get("values")) for one in self.dataset["instruments"] for _, item in _walk(one["items"], ())}


def standard_dataset(resource: Json) -> Json:
    """What the standard elements of a Questionnaire say of its data set."""
    standard = standard_instrument(resource)
    version = str(resource.get("version") or "1")
    return {
        "key": as_key(str(resource.get("id") or standard["key"]), set(), start="form"),
        "version": version[:20],
        "kind": "specialty",
        "title": standard["title"],
        "status": "draft",
        **({"licence": str(resource["copyright"])} if resource.get("copyright") else {}),
    }


def standard_instrument(resource: Json) -> Json:
    """What the standard elements of a Questionnaire say of its instrument, texts left aside."""
    found: Json = {"key": str(resource.get("name") or resource.get("id") or "form"), "subject": "person"}
    building = Building()
    language = str(resource.get("language") or "fr")
    title = text_of(building, resource, "title", language, "")
    found["title"] = title or {"fr": found["key"], "en": found["key"]}
    description = text_of(building, resource, "description", language, "")
    if description:
        found["help"] = description
    return found


def _own_part(tree: Json) -> Json:
    return {key: value for key, value in tree.items() if key != "items"}


def _canonical(place: Place, wanted: Json) -> Json:
    """The standard reading, with `values` under its own key rather than the contained resource's."""
    tree = {key: value for key, value in place.tree.items() if key != "section"}
    if "section" in wanted:
        tree["section"] = wanted["section"]
    return tree


def _walk(items: list[Json], above: tuple[str, ...]) -> list[tuple[tuple[str, ...], Json]]:
    found = []
    for item in items:
        path = (*above, item["key"])
        found.append((path, item))
        found += _walk(item.get("items") or [], path)
    return found


def _bounds(item: Json) -> list[Json]:
    found = []
    kind = "Integer" if item["type"] == "integer" else "Decimal"
    for word, url in (("min", MIN_VALUE), ("max", MAX_VALUE)):
        value = item.get(word)
        if isinstance(value, int | float) and (kind == "Decimal" or float(value).is_integer()):
            found.append(extension(url, kind, int(value) if kind == "Integer" else value))
        for check in item.get("check") or []:
            operand = check["must"].get("not_before" if word == "min" else "not_after")
            if check["code"] == f"date-{word}" and isinstance(operand, str) and item["type"] in ("date", "datetime"):
                found.append(extension(url, "Date", operand))
    return found


def _units(item: Json) -> list[Json]:
    if item["type"] == "quantity":
        return [_unit(UNIT_OPTION, unit) for unit in _list(item["units"])]
    if item.get("unit") and item["type"] in ("integer", "decimal"):
        return [_unit(UNIT, item["unit"])]
    return []


def _unit(url: str, unit: str) -> Json:
    return extension(url, "Coding", {"system": UCUM, "code": unit})


def _control(code: str) -> Json:
    return extension(ITEM_CONTROL, "CodeableConcept", {"coding": [{"system": CONTROL_SYSTEM, "code": code}]})


def _help(link: str, text: Json) -> Json:
    found: Json = {"extension": [_control("help")], "linkId": f"{link}.help!", "type": "display"}
    put_text(found, "text", text)
    return found


def _list(said: object) -> list[str]:
    return [str(one) for one in said] if isinstance(said, list) else [str(said)]


def _after(resource: Json, name: str, added: Json) -> Json:
    """The resource with something put after one of its elements: the order that readers are used to."""
    if not added:
        return resource
    found: Json = {}
    for key, value in resource.items():
        found[key] = value
        if key == name:
            found |= added
    return found


def _first(holder: Json, name: str) -> None:
    value = holder.pop(name)
    rest = dict(holder)
    holder.clear()
    holder[name] = value
    holder |= rest
