"""Is this the person we know? Rules for one pair, without a database.

Order: an identifier given by the same authority, then the INS, then equal strict traits. What contradicts stops the
match: joining two people's records harms both, and a missed match is found later.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from orphee.identity.rules.folding import fold
from orphee.identity.rules.ins import is_well_formed
from orphee.identity.rules.person import PersonAsGiven


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a person."""

    birth_name: str
    first_given_name: str
    birth_date: str
    sex: str
    birth_place_code: str = ""
    ins: str = ""
    used_name: str = ""


def usable_ins(given: PersonAsGiven) -> str:
    """The INS of a person, or "" for one whose key is wrong: it could be anybody's."""
    return given.ins if is_well_formed(given.ins, given.ins_system) else ""


def traits_of(given: PersonAsGiven) -> Traits:
    """The traits of a person as a source describes them."""
    return Traits(
        birth_name=given.birth_name, first_given_name=given.first_given_name, birth_date=given.birth_date,
        sex=given.sex, birth_place_code=given.birth_place_code, ins=usable_ins(given), used_name=given.used_name,
    )  # fmt: skip


def contradict(ours: Traits, theirs: Traits) -> bool:
    """Whether two sets of traits cannot be one person's: both the birth name and the birth date differ.

    One of the two alone is a typing error, a marriage, or a date completed later.
    """
    if not ours.birth_name or not theirs.birth_name or not ours.birth_date or not theirs.birth_date:
        return False
    names = {fold(ours.birth_name), fold(ours.used_name)} & {fold(theirs.birth_name), fold(theirs.used_name)} - {""}
    dates_agree = ours.birth_date.startswith(theirs.birth_date) or theirs.birth_date.startswith(ours.birth_date)
    return not names and not dates_agree


def same_strict_traits(ours: Traits, theirs: Traits) -> bool:
    """Whether equal name, given name, birth date and sex suffice: the birth places and INS must not differ."""
    places_differ = bool(ours.birth_place_code and theirs.birth_place_code) and (
        ours.birth_place_code != theirs.birth_place_code
    )
    ins_differ = bool(ours.ins and theirs.ins) and ours.ins != theirs.ins
    return not places_differ and not ins_differ


def likeness(ours: Traits, theirs: Traits) -> tuple[float, tuple[str, ...]]:
    """How much two people look alike, 0 to 1, and the traits that agree: for a human to decide, never by itself."""
    score, reasons = 0.0, []
    name = _similarity(ours.birth_name, theirs.birth_name)
    if theirs.used_name:
        name = max(name, _similarity(ours.birth_name, theirs.used_name))
    given = _similarity(ours.first_given_name, theirs.first_given_name)
    score += 0.35 * name + 0.25 * given
    reasons += ["birth_name"] if name >= 0.85 else []
    reasons += ["first_given_name"] if given >= 0.85 else []
    if ours.birth_date and theirs.birth_date:
        date = _date_similarity(ours.birth_date, theirs.birth_date)
        score += 0.3 * date
        reasons += ["birth_date"] if date == 1 else ["birth_date_near"] if date > 0 else []
    if ours.sex == theirs.sex and ours.sex != "UN":
        score += 0.05
        reasons.append("sex")
    if ours.birth_place_code and ours.birth_place_code == theirs.birth_place_code:
        score += 0.05
        reasons.append("birth_place")
    if ours.ins and ours.ins == theirs.ins:
        return 1.0, ("ins", *reasons)
    return round(min(score, 0.99), 2), tuple(reasons)


def _similarity(ours: str, theirs: str) -> float:
    ours, theirs = fold(ours), fold(theirs)
    return SequenceMatcher(None, ours, theirs).ratio() if ours and theirs else 0.0


def _date_similarity(ours: str, theirs: str) -> float:
    if ours == theirs:
        return 1.0
    if ours.startswith(theirs) or theirs.startswith(ours):
        return 0.7
    digits = sum(mine != yours for mine, yours in zip(ours, theirs, strict=False)) if len(ours) == len(theirs) else 9
    swapped = len(ours) == len(theirs) == 10 and ours[5:7] == theirs[8:] and ours[8:] == theirs[5:7]
    return 0.6 if digits == 1 or swapped else 0.0
