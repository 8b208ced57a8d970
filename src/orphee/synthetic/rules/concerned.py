"""Whom a disease or a feature concerns: one sex, people old enough. Our reading, for invented people only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

SHARE_OF_WOMEN = 0.52  # of the people with a disease of both sexes
WOMEN, MEN = "F", "M"


class Feature(NamedTuple):
    """A term with how often it occurs (0 to 1), in whom ("F", "M"; empty: in both), and from which age in months."""

    term: str
    share: float
    sex: str = ""
    from_month: int = 0

    def concerns(self, sex: str, months: int) -> bool:
        """Whether someone of this sex may show it at this age."""
        return self.sex in ("", sex) and months >= self.from_month


# Diseases of one sex by the organ, the pregnancy or the chromosomes they are about. A group of Orphanet's does not
# tell: those of gynaecology or of male infertility hold cystic fibrosis and ataxia-telangiectasia too.
_OF_WOMEN = (
    "881", "99226", "99228", "99413", "96201", "3375", "9",  # number and structure of the X chromosome
    "3109", "2578", "3411", "247768", "65681", "243", "1916", "83453", "137686",  # uterus, vagina, ovary
    "314473", "314478", "64739", "99925", "99926", "99927", "99928",
    "69665", "99819", "439167", "563", "63275", "64745", "275555", "244242",  # pregnancy
    "101039", "206546", "276630", "449291", "280229", "480880",  # by their own name
)  # fmt: skip
_OF_MEN = (
    "8", "10", "96263", "96264", "261534", "99329", "99330", "1646", "98797", "98798", "261529",  # chromosomes
    "48", "49", "393", "755", "983", "325124", "95707", "2234", "2856", "3471", "168593",  # testis and penis
    "399805", "399808", "529970",
)  # fmt: skip
_SHARES = dict.fromkeys(_OF_WOMEN, 1.0) | dict.fromkeys(_OF_MEN, 0.0)
_SHARE_BY_INHERITANCE = {"Y-linked": 0.0, "X-linked recessive": 0.08}

# HPO branches of one sex, and branches that show from an age on (months)
SEX_OF_BRANCH = {
    "HP:0010461": MEN,  # male genitalia
    "HP:0012874": MEN,  # physiology of the male reproductive system
    "HP:0003251": MEN,  # male infertility
    "HP:0010460": WOMEN,  # female genitalia
    "HP:0030012": WOMEN,  # physiology of the female reproductive system
    "HP:0008222": WOMEN,  # female infertility
}
FROM_MONTH_OF_BRANCH = {
    "HP:0002376": 12,  # developmental regression
    "HP:0000750": 18,  # delayed speech
    "HP:0002371": 24,  # loss of speech
    "HP:0001249": 36,  # intellectual disability
    "HP:0001328": 72,  # learning disability
    "HP:0000716": 96,  # depression
    "HP:0000140": 144,  # menstrual cycle
    "HP:0000823": 156,  # delayed puberty
    "HP:0000709": 144,  # psychosis
    "HP:0008209": 180,  # premature ovarian insufficiency
    "HP:0000789": 216,  # infertility
    "HP:0000726": 240,  # dementia
}
BRANCHES = (*SEX_OF_BRANCH, *FROM_MONTH_OF_BRANCH)


def share_of_women(code: str, inheritance: Sequence[str]) -> float:
    """How many of the people with a disease are women, 0 to 1."""
    number = code.removeprefix("ORPHA:")
    if number in _SHARES:
        return _SHARES[number]
    known = [_SHARE_BY_INHERITANCE[one] for one in inheritance if one in _SHARE_BY_INHERITANCE]
    return known[0] if known and len(inheritance) == 1 else SHARE_OF_WOMEN


def features(
    shares: Iterable[tuple[str, float]], branches_of: Mapping[str, frozenset[str]], most: int
) -> tuple[Feature, ...]:
    """The features of a disease, the most frequent first; those that never occur and the long tail left out.

    `branches_of` has, for a term, those of `BRANCHES` that it stands under.
    """
    found = sorted(((term, share) for term, share in shares if share > 0), key=lambda pair: (-pair[1], pair[0]))
    return tuple(_feature(term, share, branches_of.get(term, frozenset())) for term, share in found[:most])


def _feature(term: str, share: float, branches: frozenset[str]) -> Feature:
    sexes = {SEX_OF_BRANCH[one] for one in branches if one in SEX_OF_BRANCH}
    months = [FROM_MONTH_OF_BRANCH[one] for one in branches if one in FROM_MONTH_OF_BRANCH]
    return Feature(term, share, sexes.pop() if len(sexes) == 1 else "", max(months, default=0))
