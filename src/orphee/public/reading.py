"""A few pasted lines, read: what may be a finding, with its words. The text goes back to the page and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from orphee.insight.reading.findings import Feature, Reading, Status
from orphee.insight.reading.reader import Reader
from orphee.public.rules.asking import EXCLUDED, OBSERVED, Case

LONGEST_QUOTE = 90
SAID = {Status.OBSERVED: OBSERVED, Status.HISTORICAL: OBSERVED, Status.NEGATED: EXCLUDED}


@dataclass(frozen=True, slots=True)
class Read:
    """What a text gave. `quotes`: HPO code -> the words read; `left_out`: said of a relative, or only supposed."""

    case: Case
    quotes: dict[str, str]
    left_out: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, str], ...]
    found: int


def read(reader: Reader, text: str, case: Case) -> Read:
    """The findings of a text added to what was said; what was said by hand stays."""
    reading = reader.read(text)
    own = [(one.hpo, SAID[one.status]) for one in reading.features if one.status in SAID]
    other = [one for one in reading.features if one.status not in SAID]
    said = {code for code, _ in own}
    case = case.adding(_firmest(own))
    return Read(
        case=replace(case, is_consanguineous=case.is_consanguineous or _is_consanguineous(reading)),
        quotes=_quotes(one for one in reading.features if one.status in SAID),
        left_out=tuple(dict.fromkeys((one.label, _quote(one)) for one in other if one.hpo not in said)),
        problems=tuple((one.fr, one.en) for one in reading.problems),
        found=len(said),
    )


def _firmest(own: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """A term read both ways is proposed as observed: the physician checks each against the text."""
    found: dict[str, str] = {}
    for code, what in own:
        if found.get(code) != OBSERVED:
            found[code] = what
    return list(found.items())


def _quotes(features: Iterable[Feature]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in features:
        found.setdefault(one.hpo, _quote(one))
    return found


def _quote(feature: Feature) -> str:
    words = " ".join(feature.span.text.split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE]}…"


def _is_consanguineous(reading: Reading) -> bool:
    return any(one.what == "consanguinity" and one.value == "yes" for one in reading.family)
