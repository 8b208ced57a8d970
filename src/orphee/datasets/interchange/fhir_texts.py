"""Texts in two languages: the element in French, a translation in English; a file in another language is read too."""

from __future__ import annotations

from orphee.datasets.interchange.building import Building
from orphee.datasets.interchange.fhir_names import TRANSLATION, Json, extension, extensions


def put_text(holder: Json, name: str, text: Json) -> None:
    """Write a text of both languages into an element."""
    holder[name] = text["fr"]
    parts = [extension("lang", "Code", "en"), extension("content", "String", text["en"])]
    holder[f"_{name}"] = {"extension": [{"url": TRANSLATION, "extension": parts}]}


def text_of(building: Building, holder: Json, name: str, language: str, path: str) -> Json | None:
    """The text of an element in both languages; None when there is none. Other languages are listed."""
    raw = holder.get(name)
    if not isinstance(raw, str) or not raw.strip():
        return None
    found = {language[:2]: building.words(raw, path, 0)}
    for one in extensions(holder.get(f"_{name}")):
        parts = {str(part.get("url")): part for part in extensions(one)}
        lang = str(parts.get("lang", {}).get("valueCode", ""))[:2]
        content = parts.get("content", {})
        said = content.get("valueString") or content.get("valueMarkdown")
        if one.get("url") == TRANSLATION and isinstance(said, str) and lang:
            found[lang] = building.words(said, path, 0)
    return building.both(found, path)
