"""Measurements against their normal range, and milestones against their usual age.

Only what a text says in standard deviations, in percentiles or against a fixed adult limit is judged: a height in
centimetres needs a growth chart, a laboratory value its laboratory's range. What is normal is no feature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MICROCEPHALY, MACROCEPHALY = "HP:0000252", "HP:0000256"
SHORT, TALL = "HP:0004322", "HP:0000098"
LIGHT, HEAVY = "HP:0004325", "HP:0025502"
OBESITY, OVERWEIGHT, HYPERTENSION, FEVER, HYPOTHERMIA = (
    "HP:0001513", "HP:0025502", "HP:0000822", "HP:0001945", "HP:0002045",
)  # fmt: skip
LONG_QT, NUCHAL = "HP:0001657", "HP:0010880"
LATE_WALK, LATE_SIT, LATE_HEAD, LATE_SPEECH = "HP:0031936", "HP:0025336", "HP:0002421", "HP:0000750"

_WHAT = (
    ("head", r"\b(?:pc|perimetre (?:cranien|cephalique)|p\. ?c\.|tour de tete|perimetre cran\w*)\b"),
    ("height", r"\b(?:taille|t(?= ?[:=] ?\d{2,3} ?cm)|stature)\b(?! (?:cible|des? parents))"),
    ("weight", r"\b(?:poids|p(?= ?[:=] ?\d{1,3}(?:[.,]\d)? ?kg))\b(?! de naissance)"),
)
_MEASURE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _WHAT))
_SD = re.compile(
    r"(?P<sign>[-+]|\bmoins |\bplus ) ?(?P<value>\d(?:[.,]\d{1,2})?) ?(?:(?:/|a) ?[-+]?\d ?)?"
    r"(?:ds|sd|deviations? standards?|ecarts?[- ]types?)\b"
)
_PERCENTILE = re.compile(
    r"\bp ?(?P<short>\d{1,2})\b|\b(?P<value>\d{1,2}(?:[.,]\d)?) ?(?:e|eme|er|ieme)? ?(?:per)?centiles?"
)
_BETWEEN = re.compile(  # what may stand between a measure and its judgement
    r"^(?:[^a-z.;\n|]|\.(?=\d)|\b(?:a|est|de|cm|kg|g|mm|m|mesure\w*|evalue\w*|soit|estime\w*|actuel\w*|entre|inferieure?s?|superieure?s?|"
    r"au|aux|du|le|la|dela|dessous|dessus|sous|situe\w*|dans|en|proche|reste|environ|moins|plus|l|d|age|petite?|grande?|"
    r"toujours|suit|courbe|autour|se|couloir|naissance|egal\w*|calcule\w*|<|>)\b)*$"
)
_BELOW = re.compile(r"<|inferieur|sous|en dessous|au-dessous|moins")
_ABOVE = re.compile(r">|superieur|au-dessus|au-dela|depasse")
_LOW = {"head": MICROCEPHALY, "height": SHORT, "weight": LIGHT}
_HIGH = {"head": MACROCEPHALY, "height": TALL, "weight": ""}
LIMIT_SD = 2.0  # HPO: more than 2 standard deviations; of the head, French letters note the limit itself


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure outside its range, at a place of the folded passage."""

    start: int
    end: int
    hpo: str
    how: str = "measure"


_FIGURE = re.compile(r"\d")


def measured(passage: str) -> Iterator[Measured]:
    """The measures of a folded passage that are out of range."""
    if _FIGURE.search(passage):
        yield from _growth(passage)
        yield from _vital(passage)
        yield from _milestones(passage)


def is_judged(passage: str, start: int, end: int) -> bool:
    """Whether the words at this place only name a measure ("PC", "taille")."""
    return bool(_MEASURE.fullmatch(passage[start:end]))


def _growth(passage: str) -> Iterator[Measured]:
    for match in _MEASURE.finditer(passage):
        what = match.lastgroup or ""
        rest = passage[match.end() : match.end() + 70]
        following = _MEASURE.search(rest)
        rest = rest[: following.start()] if following else rest
        yield from _judged(what, match, rest)


def _judged(what: str, match: re.Match[str], rest: str) -> Iterator[Measured]:
    deviation = _SD.search(rest)
    if deviation and _BETWEEN.match(rest[: deviation.start()]):
        value = float(deviation.group("value").replace(",", "."))
        low = deviation.group("sign") in ("-", "moins ")
        hpo = (_LOW if low else _HIGH)[what] if value > LIMIT_SD or (what == "head" and value == LIMIT_SD) else ""
        if hpo:
            yield Measured(match.start(), match.end() + deviation.end(), hpo)
        return
    percentile = _PERCENTILE.search(rest)
    if percentile and _BETWEEN.match(rest[: percentile.start()]):
        hpo = _of_percentile(what, percentile, rest[: percentile.start()])
        if hpo:
            yield Measured(match.start(), match.end() + percentile.end(), hpo)


def _of_percentile(what: str, found: re.Match[str], said: str) -> str:
    value = float((found.group("short") or found.group("value")).replace(",", "."))
    if value < 3 or (value <= 3 and _BELOW.search(said)):
        return _LOW[what]
    if value > 97 or (value >= 97 and _ABOVE.search(said)):
        return _HIGH[what]
    return ""


_PRESSURE = re.compile(
    r"\b(?:ta|pa|tension(?: arterielle)?|pression arterielle)\b[^.;\n\d]{0,15}(\d{1,3}(?:[.,]\d)?) ?[/-] ?(\d{1,3}(?:[.,]\d)?)"
)
_TEMPERATURE = re.compile(
    r"\b(?:t|temp\w*|temperature)\b ?(?:[:=]|a|de|est a)? ?(\d{2}(?:[.,]\d)?)(?: ?°| ?c\b|(?=[\s,;.)]|$))|\b(\d{2}[.,]\d) ?°"
)
_BMI = re.compile(r"\b(?:imc|bmi|indice de masse corporelle)\b[^.;\n\d]{0,12}(\d{2}(?:[.,]\d+)?)(?! ?e? ?percentile)")
_NUCHAL = re.compile(r"\b(?:clarte nucale|cn)\b[^.;\n\d]{0,15}(\d{1,2}(?:[.,]\d)?) ?mm")
_QT = re.compile(r"\bqtc?\b[^.;\n\d]{0,22}(\d{3}) ?ms")


def _vital(passage: str) -> Iterator[Measured]:
    for match in _PRESSURE.finditer(passage):
        high, low = (_number(group) for group in match.groups())
        high, low = (high * 10 if high < 30 else high), (low * 10 if low < 20 else low)
        if high >= 140 or low >= 90:  # ESC/ESH 2018: office blood pressure of an adult
            yield Measured(match.start(), match.end(), HYPERTENSION)
    for match in _TEMPERATURE.finditer(passage):
        degrees = _number(match.group(1) or match.group(2))
        if 38 <= degrees <= 43:
            yield Measured(match.start(), match.end(), FEVER)
        elif 28 <= degrees < 35:
            yield Measured(match.start(), match.end(), HYPOTHERMIA)
    for match in _BMI.finditer(passage):
        index = _number(match.group(1))
        if 30 <= index <= 90:  # WHO: adults
            yield Measured(match.start(), match.end(), OBESITY)
    for match in _NUCHAL.finditer(passage):
        if 3.5 <= _number(match.group(1)) <= 20:  # 99th percentile at 11-14 weeks, whatever the length
            yield Measured(match.start(), match.end(), NUCHAL)
    for match in _QT.finditer(passage):
        if 480 <= int(match.group(1)) <= 800:  # ESC 2022: QTc of 480 ms and more
            yield Measured(match.start(), match.end(), LONG_QT)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


_AGE = r"(?:l'age de |plus de |environ |pres de )?(?P<age>\d{1,2}(?:[.,]\d)?) ?(?P<unit>mois|ans?)(?: et demi)?"
_STEPS = (
    (LATE_WALK, 18, rf"\b(?:marche(?: autonome| seule?)?(?: a ete)?(?: acquise?| obtenue?| independante| debutee)?|a marche|marche acquise?|acquisition de la marche|premiers pas)(?: seulement| tardivement| autonome| seule?)? (?:a|vers|qu'a) {_AGE}"),
    (LATE_SIT, 10, rf"\b(?:(?:station|position|tenue) assise(?: acquise| stable| sans appui)?|assise? (?:seule?|sans appui)|tenue assise|assis|tient assise?|s'est assise?)(?: acquise| seule?)? (?:a|vers|qu'a) {_AGE}"),
    (LATE_HEAD, 4, rf"\b(?:tenue de (?:la )?tete|tete tenue)(?: acquise)? (?:a|vers|qu'a) {_AGE}"),
    (LATE_SPEECH, 18, rf"\b(?:premiers mots?|a dit ses premiers mots|premieres? (?:paroles?)|a parle)(?: prononces| acquis)? (?:a|vers|qu'a) {_AGE}"),
)  # fmt: skip
_MILESTONES = tuple((hpo, limit, re.compile(pattern)) for hpo, limit, pattern in _STEPS)


def _milestones(passage: str) -> Iterator[Measured]:
    """Milestones reached after the age by which nearly all children have (WHO 2006 windows, rounded up)."""
    for hpo, limit, pattern in _MILESTONES:
        for match in pattern.finditer(passage):
            months = _number(match.group("age")) * (12 if match.group("unit").startswith("an") else 1)
            if months > limit:
                yield Measured(match.start(), match.end(), hpo, "milestone")
