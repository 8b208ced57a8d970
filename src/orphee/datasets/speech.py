"""Answers in words, for sentences and lists: dates, ages, codes and quantities in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from orphee.datasets import ages
from orphee.datasets.definition import Item, ItemType
from orphee.foundation.partial_date import PartialDate

_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ENGLISH = "January February March April May June July August September October November December"
_MONTHS = {"fr": tuple(_FRENCH.split()), "en": tuple(_ENGLISH.split())}
_UNITS = {
    "wk": {"fr": ("semaine", "semaines"), "en": ("week", "weeks")},
    "d": {"fr": ("jour", "jours"), "en": ("day", "days")},
    "mo": {"fr": ("mois", "mois"), "en": ("month", "months")},
    "a": {"fr": ("an", "ans"), "en": ("year", "years")},
}


def spoken(item: Item, value: object, language: str) -> str:
    """An answer as people read it; “—” when there is none."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, list | tuple):
        return ", ".join(spoken(item, one, language) for one in value)
    if isinstance(value, bool):
        return spoken_boolean(value, language)
    if isinstance(value, int | float):
        return spoken_quantity(value, item.unit, language)
    if isinstance(value, Mapping):
        return _spoken_mapping(value, language)
    if item.value_set is not None:
        return item.value_set.label(str(value), language)
    if item.type in (ItemType.DATE, ItemType.PARTIAL_DATE, ItemType.DATETIME):
        return spoken_date(str(value), language)
    return str(value)


def _spoken_mapping(value: Mapping[str, object], language: str) -> str:
    if ages.is_age(value):
        return ages.spoken(value, language)
    number = ages.finite(value.get("value"))
    if number is not None and isinstance(unit := value.get("unit"), str):
        return spoken_quantity(int(number) if number.is_integer() else number, unit, language)
    return "…"


def spoken_boolean(value: bool, language: str) -> str:
    """Yes or no."""
    if language.startswith("en"):
        return "yes" if value else "no"
    return "oui" if value else "non"


def spoken_date(value: str, language: str) -> str:
    """ "12 janvier 2024", "janvier 2024", "2024"; “?” when it cannot be read."""
    date = PartialDate.read(value)
    if date is None:
        return "?"
    if date.month is None:
        return str(date.year)
    month = _MONTHS["en" if language.startswith("en") else "fr"][date.month - 1]
    if date.day is None:
        return f"{month} {date.year}"
    day = "1er" if date.day == 1 and not language.startswith("en") else str(date.day)
    return f"{day} {month} {date.year}"


def spoken_quantity(value: float, unit: str, language: str) -> str:
    """A number with its unit: "3 250 g", "39 semaines"."""
    number = spoken_number(value, language)
    if unit in _UNITS:
        one, several = _UNITS[unit]["en" if language.startswith("en") else "fr"]
        return f"{number} {one if abs(value) < 2 and (value == 1 or not language.startswith('en')) else several}"
    return f"{number} {unit}" if unit else number


def spoken_number(value: float, language: str) -> str:
    """A number written as in the language: "3 250,5" or "3,250.5"."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    if language.startswith("en"):
        return text
    return text.replace(",", "\u202f").replace(".", ",")
