"""Ages as the national data set says them: a period of life and, after birth, completed months.

An age is `{"period": code of JDV_Age, "months": number or null}`. Source: CI-SIS, volet SDM-MR 2025.01,
PAT-013/014, PAT-062/063, PAT-064/065.
"""

from __future__ import annotations

from collections.abc import Mapping

ANTENATAL = "303112003"
AT_BIRTH = "255407002"
AT_MONTHS = "767023003"  # between birth and death: the months say when
POST_MORTEM = "303113008"
UNDETERMINED = "373068000"
NO_SIGN = "MED-1288"  # no sign to date, or healthy carrier

ONSET_TERMS = {ANTENATAL: "HP:0030674", AT_BIRTH: "HP:0003577"}  # HPO: antenatal onset, congenital onset
GREATEST_MONTHS = 1500  # 125 years; the oldest person known lived 122 years and 5 months

_WORDS = {
    "fr": {
        ANTENATAL: "avant la naissance",
        AT_BIRTH: "à la naissance",
        POST_MORTEM: "après le décès",
        UNDETERMINED: "indéterminé",
        NO_SIGN: "aucun signe à ce jour",
    },
    "en": {
        ANTENATAL: "before birth",
        AT_BIRTH: "at birth",
        POST_MORTEM: "after death",
        UNDETERMINED: "undetermined",
        NO_SIGN: "no sign to date",
    },
}


def is_age(value: object) -> bool:
    """Whether a value has the shape of an age."""
    return isinstance(value, Mapping) and "period" in value


def rank(value: Mapping[str, object]) -> float | None:
    """Where an age stands in a life, in months: antenatal -1, birth 0, post mortem last; None when it does not say."""
    period = value.get("period")
    if period == ANTENATAL:
        return -1.0
    if period == AT_BIRTH:
        return 0.0
    if period == POST_MORTEM:
        return float("inf")
    months = value.get("months")
    return finite(months) if period == AT_MONTHS else None


def months_of(value: object) -> float | None:
    """An age in months: -1 before birth, 0 at birth; None when it is not known, after death, or no age."""
    return finite(rank(value)) if isinstance(value, Mapping) else None


def finite(value: object) -> float | None:
    """A number one can compare; None for anything else, a boolean, what is not finite or absurdly great."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -1e15 < value < 1e15 else None


def spoken(value: Mapping[str, object], language: str) -> str:
    """An age in words: “14 months”, “3 years and 2 months”, “before birth”."""
    period = value.get("period")
    months = value.get("months")
    if period == AT_MONTHS:
        return spoken_months(months, language)
    words = _WORDS["en" if language == "en" else "fr"]
    return words.get(period, "?") if isinstance(period, str) else "?"


def spoken_months(months: object, language: str) -> str:
    """A number of months in words; from two years on, years and months."""
    if isinstance(months, bool) or not isinstance(months, int | float):
        return "?"
    french = language != "en"
    if months < 24:
        return f"{months:g} mois" if french else f"{months:g} month{'s' if months != 1 else ''}"
    years, rest = divmod(months, 12)
    if french:
        return f"{years:g} ans" + (f" et {rest:g} mois" if rest else "")
    return f"{years:g} years" + (f" and {rest:g} month{'s' if rest != 1 else ''}" if rest else "")
