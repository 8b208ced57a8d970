"""From published estimates to the weights and ages the generator needs. Orphanet's own words are read here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_COMMON = 50.0  # per 100,000: the European threshold of a rare disease (5 in 10,000)
RAREST = 0.002
UNKNOWN_PREVALENCE = 0.01  # of a disease nobody has counted, among others that are
ZIPF_EXPONENT, ZIPF_OFFSET = 1.05, 8.0  # of 4,300 diseases the first has 2 % of the people, the first hundred half
USUAL_SHARE = 0.45  # of a feature published without a frequency
_KINDS = {"Point prevalence": 0, "Prevalence at birth": 1, "Lifetime Prevalence": 2, "Annual incidence": 3}
_PLACES = {"France": 0, "Europe": 1, "Worldwide": 2}
_BANDS = (
    (re.compile(r">\s*1\s*/\s*1\s?000"), MOST_COMMON),
    (re.compile(r"6-9\s*/\s*10\s?000"), MOST_COMMON),
    (re.compile(r"1-5\s*/\s*10\s?000"), 25.0),
    (re.compile(r"1-9\s*/\s*100\s?000"), 4.0),
    (re.compile(r"1-9\s*/\s*1\s?000\s?000"), 0.4),
    (re.compile(r"<\s*1\s*/\s*1\s?000\s?000"), 0.03),
)

# Orphanet's average ages of onset: spans in months (-1: before birth)
ONSETS: dict[str, tuple[int, int]] = {
    "Antenatal": (-1, 0),
    "Neonatal": (0, 0),
    "Infancy": (1, 24),
    "Childhood": (24, 144),
    "Adolescent": (144, 216),
    "Adult": (216, 660),
    "Elderly": (660, 960),
    "All ages": (0, 900),
}
_DRAWN_ONSETS = (  # where nothing is published: mostly in childhood
    *("Neonatal",) * 2,
    *("Infancy",) * 2,
    *("Childhood",) * 2,
    "Adolescent",
    *("Adult",) * 2,
    "Elderly",
)

# Orphanet group: filière that follows its diseases, the most special first. Our reading, for the synthetic cohort only.
FILIERE_OF_GROUP: tuple[tuple[str, str], ...] = (
    ("ORPHA:586", "muco-cftr"),
    ("ORPHA:98503", "filslan"),
    ("ORPHA:68381", "filnemus"),
    ("ORPHA:248308", "mhemo"),
    ("ORPHA:108997", "mcgre"),
    ("ORPHA:101998", "defiscience"),
    ("ORPHA:87277", "defiscience"),
    ("ORPHA:117573", "neurosphinx"),
    ("ORPHA:68367", "g2m"),
    ("ORPHA:57146", "filfoie"),
    ("ORPHA:97955", "respifil"),
    ("ORPHA:93626", "orkid"),
    ("ORPHA:97966", "sensgene"),
    ("ORPHA:97929", "cardiogen"),
    ("ORPHA:98026", "tetecou"),
    ("ORPHA:98036", "tetecou"),
    ("ORPHA:97978", "firendo"),
    ("ORPHA:98004", "marih"),
    ("ORPHA:97992", "marih"),
    ("ORPHA:98028", "fava-multi"),
    ("ORPHA:98023", "fai2r"),
    ("ORPHA:97935", "fimatho"),
    ("ORPHA:97962", "fimatho"),
    ("ORPHA:101433", "neurosphinx"),
    ("ORPHA:89826", "fimarad"),
    ("ORPHA:93419", "oscar"),
    ("ORPHA:98006", "brain-team"),
    ("ORPHA:93890", "anddi-rares"),
)


# The diseases that expert centres follow most, in about that order. Prevalence alone would put first what hospitals
# treat without them: acute, infectious and obstetric diseases. Our reading, for the synthetic cohort only.
FOLLOWED_MOST = (
    "636", "232", "586", "98878", "558", "803", "536", "90291", "774", "881", "273", "903", "797", "199306", "98896",
    "567", "589", "2032", "730", "791", "399", "908", "285", "15", "3002", "98879", "101081", "666", "805", "716",
    "739", "422", "287", "117", "342", "1199", "2140", "388", "90794", "63", "70", "905", "648", "171", "186", "355",
    "324", "269", "95", "72", "904", "963", "1572", "827", "886", "98895", "365", "778", "30391", "33069", "813", "214",
)  # fmt: skip
_OFTEN = {f"ORPHA:{number}": place for place, number in enumerate(FOLLOWED_MOST)}


@dataclass(frozen=True, slots=True)
class Estimate:
    """One published estimate of a disease's prevalence."""

    kind: str
    band: str
    per_100_000: float | None
    geography: str


def per_100_000(estimates: Iterable[Estimate]) -> float | None:
    """The prevalence to work with: France before Europe before the world, points before bands; None: not counted."""
    best: tuple[tuple[int, int], float] | None = None
    for one in estimates:
        value = one.per_100_000 or _of_band(one.band)
        if value is None or one.kind not in _KINDS or one.geography not in _PLACES:
            continue  # an island's prevalence is not a nation's
        rank = (_KINDS[one.kind], _PLACES[one.geography])
        if best is None or rank < best[0]:
            best = rank, value
    return min(max(best[1], RAREST), MOST_COMMON) if best else None


def weights(prevalences: Mapping[str, float | None]) -> dict[str, float]:
    """How often each disease is drawn: a Zipf law over diseases ranked as centres meet them.

    First those that centres follow most, then by published prevalence. Those nobody counted stand where a rare one
    stands, in an order that never changes; without any published prevalence that order alone decides.
    """

    def rank(code: str) -> tuple[int, float, float]:
        often = _OFTEN.get(code, len(_OFTEN))
        return often, -(prevalences[code] or UNKNOWN_PREVALENCE), drawn(code, "rank")

    ranked = sorted(prevalences, key=rank)
    return {code: 1 / (place + ZIPF_OFFSET) ** ZIPF_EXPONENT for place, code in enumerate(ranked)}


def drawn(code: str, what: str) -> float:
    """A number from 0 to 1 that belongs to a disease for ever: where nothing is published, chance decides once."""
    return int.from_bytes(hashlib.blake2b(f"{what} {code}".encode(), digest_size=6).digest()) / 2**48


def onsets(code: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The spans of ages at which a disease begins."""
    known = tuple(ONSETS[word] for word in words if word in ONSETS)
    if known:
        return known
    return (ONSETS[_DRAWN_ONSETS[int(drawn(code, "onset") * len(_DRAWN_ONSETS))]],)


def filiere_of(code: str, groups: frozenset[str] | set[str], filieres: Sequence[str]) -> str:
    """The filière of a disease by the groups it belongs to; else one that never changes."""
    for group, filiere in FILIERE_OF_GROUP:
        if group in groups:
            return filiere
    return filieres[int(drawn(code, "filiere") * len(filieres))]


def _of_band(band: str) -> float | None:
    return next((value for pattern, value in _BANDS if pattern.search(band)), None)
