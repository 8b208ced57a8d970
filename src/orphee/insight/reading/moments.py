"""Dates, ages and moments of life, and which of them is the onset of a feature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
            "septembre sept", "octobre oct", "novembre nov", "decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAMED = re.compile(rf"\b(?:(\d{{1,2}})(?:er)? )?({'|'.join(sorted(MONTHS, key=len, reverse=True))})\.? (\d{{4}})\b")
_FIGURES = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
_MONTH_YEAR = re.compile(r"(?<![\d/])(\d{1,2})/((?:19|20)\d{2})\b")
_YEAR = re.compile(r"\b(?:en|depuis|annee|fin|debut) ((?:19|20)\d{2})\b(?! ?(?:g|kg|ui|ng|mg|µg))")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date at a place of the folded text."""

    start: int
    end: int
    iso: str


def dates(folded: str) -> Iterator[Dated]:
    """Calendar dates; one that does not exist (31 February) is left out."""
    taken: list[tuple[int, int]] = []
    for match, year, month, day in _dates(folded):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        iso = _iso(year, month, day)
        if iso:
            taken.append((match.start(), match.end()))
            yield Dated(match.start(), match.end(), iso)


def _dates(folded: str) -> Iterator[tuple[re.Match[str], int, int, int]]:
    for match in _NAMED.finditer(folded):
        yield match, int(match.group(3)), MONTHS[match.group(2)], int(match.group(1) or 0)
    for match in _FIGURES.finditer(folded):
        yield match, _full_year(match.group(3)), int(match.group(2)), int(match.group(1))
    for match in _MONTH_YEAR.finditer(folded):
        yield match, int(match.group(2)), int(match.group(1)), 0
    for match in _YEAR.finditer(folded):
        yield match, int(match.group(1)), 0, 0


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 50 else 1900 + int(text)


def _iso(year: int, month: int, day: int) -> str:
    import calendar

    if not 1880 <= year <= 2100 or not 0 <= month <= 12:
        return ""
    if not month:
        return f"{year:04d}"
    if not day:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if day <= calendar.monthrange(year, month)[1] else ""


_NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "dix-huit": 18, "vingt": 20, "trente": 30,
}  # fmt: skip
_COUNT = rf"\d{{1,3}}(?:[.,]\d)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_AGE = re.compile(
    rf"\b(?P<lead>a l'age de|des l'age de|depuis l'age de|l'age de|agee? de|vers l'age de|vers|des|a|depuis|qu'a|ages? de)?\s?"
    rf"\b(?P<count>{_COUNT}) ?(?P<unit>ans?|annees?|mois|semaines?|jours?|sa|h(?:eures?)? de vie|j de vie)\b(?P<half> et demi)?"
    rf"(?: et (?P<more>\d{{1,2}}) mois)?"
)
_DAY_OF_LIFE = re.compile(r"\ba j(\d{1,2})(?: de vie)?\b")
_PERIODS = (
    ("antenatal", "HP:0030674", r"antenatal\w*|in utero|prenatal\w*|au (?:premier|deuxieme|troisieme|1er|2e|3e) trimestre|foetal\w*"),
    ("birth", "HP:0003577", r"a la naissance|des la naissance|depuis la naissance|congenital\w*|neonatal\w* immediat"),
    ("neonatal", "HP:0003623", r"neonatal\w*|en periode neonatale|premiers? jours? de vie"),
    ("infancy", "HP:0003593", r"du nourrisson|premiers mois(?: de vie)?|premiere annee(?: de vie)?"),
    ("childhood", "HP:0011463", r"(?:dans|depuis|pendant|de) (?:l'|son |la petite )enfance|infantile"),
    ("adolescence", "HP:0003621", r"(?:a|depuis|pendant) l'adolescence|a la puberte"),
    ("adulthood", "HP:0003581", r"a l'age adulte|depuis l'age adulte"),
)  # fmt: skip
_PERIOD = re.compile("|".join(rf"\b(?P<{name}>{pattern})\b" for name, _, pattern in _PERIODS))
_PERIOD_HPO = {name: hpo for name, hpo, _ in _PERIODS}
_DESIGNATORS = {"an": "Y", "mo": "M", "se": "W", "jo": "D", "sa": "W"}


@dataclass(frozen=True, slots=True)
class Aged:
    """An age or a period at a place of the folded text; `onset` when its wording dates what stands beside it."""

    start: int
    end: int
    iso: str
    period: str
    hpo: str
    onset: bool


def ages(folded: str) -> Iterator[Aged]:
    """Ages ("à 5 mois", "âgé de 3 ans et 2 mois", "à J3", "28 SA") and periods ("à la naissance")."""
    for match in _AGE.finditer(folded):
        lead, unit = match.group("lead") or "", match.group("unit")
        count = match.group("count")
        number = float(_NUMBERS.get(count, 0) or count.replace(",", "."))
        if (
            not lead
            and unit[:2] != "sa"
            and not re.search(r"\b(?:de|garcon|fille|patiente?|homme|femme) $", folded[: match.start()][-10:])
        ):
            continue
        if lead == "depuis" or number > 120:  # "depuis 3 mois" is a duration, not an age
            continue
        period = "antenatal" if unit == "sa" else ""
        onset = lead not in ("agee de", "age de", "ages de", "") or unit == "sa"
        yield Aged(
            match.start(), match.end(), _duration(number, unit, match), period, _PERIOD_HPO.get(period, ""), onset
        )
    for match in _DAY_OF_LIFE.finditer(folded):
        yield Aged(match.start(), match.end(), f"P{match.group(1)}D", "neonatal", _PERIOD_HPO["neonatal"], True)
    for match in _PERIOD.finditer(folded):
        period = match.lastgroup or ""
        yield Aged(match.start(), match.end(), "", period, _PERIOD_HPO[period], True)


def _duration(number: float, unit: str, match: re.Match[str]) -> str:
    if unit.startswith(("h", "j d")):
        return "P0D" if unit.startswith("h") else f"P{int(number)}D"
    designator = _DESIGNATORS[unit[:2]]
    whole = int(number)
    months = int(match.group("more") or 0) if designator == "Y" else 0
    if designator == "Y" and (match.group("half") or number != whole):
        months += 6 if match.group("half") else round((number - whole) * 12)
    return f"P{whole}{designator}" + (f"{months}M" if months else "")


FARTHEST_ONSET = 60  # letters between a feature and the age that dates it


def onset_of(found: list[Aged], others: list[tuple[int, int]], start: int, end: int, folded: str) -> Aged | None:
    """The age that dates the feature at `start:end`: inside it, else the next one after it before another feature."""
    inside = [one for one in found if start <= one.start and one.end <= end and one.onset]
    if inside:
        return inside[0]
    after = next((one for one in found if one.onset and end <= one.start <= end + FARTHEST_ONSET), None)
    if after is None:
        return None
    between = folded[end : after.start]
    if re.search(r"[.;,]", between) or any(end <= first < after.start for first, _ in others):
        return None
    return after
