"""Filling the sentence of a check with the answers it names: "{first_signs}", "{foetuses#}" (how many)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from orphee.datasets import ages, speech
from orphee.datasets.conditions import Context, ItemAnswer, Scopes, fact, reader
from orphee.datasets.definition import Item, Text
from orphee.datasets.finding_items import find_item
from orphee.datasets.problems import Param
from orphee.datasets.reference_checks import PLACEHOLDER, SPEAKABLE_FACTS

Sentence = Callable[[Scopes, Context], tuple[Text, Mapping[str, Param]]]
_Part = Callable[[Scopes, Context, str], tuple[str, Param]]


def sentence_of(say: Text, levels: tuple[Mapping[str, Item], ...]) -> Sentence:
    """A function that says the sentence for given answers, with the numbers that matter."""
    names = sorted({*PLACEHOLDER.findall(say.fr), *PLACEHOLDER.findall(say.en)})
    parts = {name: _part(name, levels) for name in names}

    def fill(scopes: Scopes, context: Context) -> tuple[Text, Mapping[str, Param]]:
        french = {name: part(scopes, context, "fr") for name, part in parts.items()}
        english = {name: part(scopes, context, "en") for name, part in parts.items()}
        params = {name: value for name, (_, value) in french.items()}
        return Text(_filled(say.fr, french), _filled(say.en, english)), params

    return fill


def _part(name: str, levels: tuple[Mapping[str, Item], ...]) -> _Part:
    if name in SPEAKABLE_FACTS:
        return lambda scopes, context, language: _fact(name, context, language)
    counted = name.endswith("#")
    path = tuple(name.removesuffix("#").split("."))
    item = find_item(path, levels)
    read = reader(ItemAnswer(path, counted=counted), levels)

    def part(scopes: Scopes, context: Context, language: str) -> tuple[str, Param]:
        value = read(scopes, context)
        if counted or item is None:
            return str(value), value if isinstance(value, int) else 0
        return speech.spoken(item, value, language), _param(value)

    return part


def _fact(name: str, context: Context, language: str) -> tuple[str, Param]:
    value = fact(name, context)
    return speech.spoken_date(str(value), language), str(value)


def _param(value: object) -> Param:
    if isinstance(value, Mapping):
        rank = ages.rank(value)
        return rank if rank is not None and rank != float("inf") else str(value.get("period", ""))
    return value if isinstance(value, str | int | float) else ""


def _filled(template: str, parts: Mapping[str, tuple[str, Param]]) -> str:
    return PLACEHOLDER.sub(lambda match: parts[match[1]][0] if match[1] in parts else match[0], template)
