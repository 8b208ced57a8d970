"""How a disease is inherited, and what a suspected mode and a family say about it. Judgement, never fitted.

What is said of the family becomes a likelihood of each mode; a disease is weighed by the mean over its own modes
against the mean over all diseases. A disease of which no mode is known is neither raised nor lowered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from orphee.insight.ranking.ontology import Flags, Numbers
from orphee.terminology.rules.folding import fold
from orphee.terminology.rules.statements import Course, Phenotype

AD, AR, XR, XD, MT, Y, MANY = MODES = ("AD", "AR", "XLR", "XLD", "MT", "YL", "MULTI")
NAMES: dict[str, tuple[str, str]] = {
    AD: ("autosomique dominant", "autosomal dominant"),
    AR: ("autosomique récessif", "autosomal recessive"),
    XR: ("lié à l’X récessif", "X-linked recessive"),
    XD: ("lié à l’X dominant", "X-linked dominant"),
    MT: ("mitochondrial (maternel)", "mitochondrial (maternal)"),
    Y: ("lié à l’Y", "Y-linked"),
    MANY: ("multifactoriel", "multifactorial"),
}
OF_TERMS: dict[str, tuple[str, ...]] = {
    "HP:0000006": (AD,), "HP:0012275": (AD,), "HP:0012274": (AD,), "HP:0000007": (AR,), "HP:0001417": (XR, XD),
    "HP:0001419": (XR,), "HP:0001423": (XD,), "HP:0001427": (MT,), "HP:0001450": (Y,), "HP:0001426": (MANY,),
    "HP:0010982": (MANY,), "HP:0010983": (MANY,), "HP:0010984": (MANY,), "HP:0032113": (AD, AR),
}  # fmt: skip
OF_WORDS: dict[str, tuple[str, ...]] = {
    **{fold(name): (mode,) for mode, names in NAMES.items() for name in names},
    **{mode.lower(): (mode,) for mode in MODES},
    "xl": (XR, XD), "x linked": (XR, XD), "lie a l x": (XR, XD), "lie au chromosome x": (XR, XD), "dominant": (AD, XD),
    "recessive": (AR, XR), "recessif": (AR, XR), "mitochondrial inheritance": (MT,), "mitochondrial": (MT,),
    "maternal": (MT,), "maternel": (MT,), "y linked": (Y,), "multigenic multifactorial": (MANY,), "oligogenic": (MANY,),
    "semi dominant": (AD, AR), "mt": (MT,),
}  # fmt: skip
ELSE_KNOWN, ELSE_SUSPECTED = 0.05, 0.3  # likelihood of the other modes when one is known, or only suspected
CONSANGUINEOUS = {AR: 1.0, MANY: 0.5}
ELSE_CONSANGUINEOUS = 0.35
# Likelihood of an affected relative under each mode, compared with the mode that explains it best; 1 where left out.
_MOTHER = {AR: 0.15, XR: 0.15, Y: 0.02, MANY: 0.5}
_FATHER = {AR: 0.15, XR: 0.15, MT: 0.05, MANY: 0.5}
_CHILD = {AR: 0.15, XR: 0.3, MANY: 0.5}
_SIBLING = {MANY: 0.5}
_MATERNAL_MAN = {AD: 0.5, AR: 0.2, XD: 0.6, MT: 0.6, Y: 0.02, MANY: 0.5}
_MATERNAL = {AR: 0.2, XR: 0.3, Y: 0.02, MANY: 0.5}
_PATERNAL = {AR: 0.2, XR: 0.1, XD: 0.5, MT: 0.05, MANY: 0.5}
RELATIVES: dict[str, Mapping[str, float]] = {
    "mother": _MOTHER, "father": _FATHER, "parent": {AR: 0.15, XR: 0.15, MANY: 0.5}, "child": _CHILD, "son": _CHILD,
    "daughter": _CHILD, "sibling": _SIBLING, "brother": _SIBLING, "sister": _SIBLING,
    "maternal-uncle": _MATERNAL_MAN, "maternal-grandfather": _MATERNAL_MAN, "maternal-male-cousin": _MATERNAL_MAN,
    "maternal-aunt": _MATERNAL, "maternal-grandmother": _MATERNAL, "maternal-relative": _MATERNAL,
    "paternal-uncle": _PATERNAL, "paternal-aunt": _PATERNAL, "paternal-grandfather": _PATERNAL,
    "paternal-grandmother": _PATERNAL, "paternal-relative": _PATERNAL, "relative": {AR: 0.6},
}  # fmt: skip
FROM_FATHER_TO_SON = {XR: 0.03, XD: 0.03}
STRONGEST = 3.0  # no family says more than that (natural logarithm)


def modes(phenotypes: Iterable[Phenotype], courses: Iterable[Course], index: Mapping[str, int], count: int) -> Flags:
    """The modes of each disease, a column a mode; none where nothing is said."""
    found = np.zeros((count, len(MODES)), np.bool_)
    for one in phenotypes:
        if one.aspect == "I" and one.disease in index and not one.excluded:
            for mode in OF_TERMS.get(one.term, ()):
                found[index[one.disease], MODES.index(mode)] = True
    for course in courses:
        if course.kind == "inheritance" and course.disease in index:
            for mode in OF_WORDS.get(fold(course.value), ()):
                found[index[course.disease], MODES.index(mode)] = True
    return found


def read_mode(text: str) -> tuple[str, ...]:
    """The modes that an HPO term, an abbreviation or words name; none when they name none."""
    given = text.strip()
    return OF_TERMS.get(given.upper()) or OF_WORDS.get(fold(given), ())


def likelihoods(
    said: tuple[str, ...], affected: Iterable[str], sex: str, *, is_known: bool, is_consanguineous: bool | None
) -> tuple[float, ...] | None:
    """How likely what is said of the family is under each mode; None when nothing is said."""
    found = dict.fromkeys(MODES, 1.0)
    for relative in affected:
        for mode, times in RELATIVES[relative].items():
            found[mode] *= times
        if relative == "father" and sex == "M":
            for mode, times in FROM_FATHER_TO_SON.items():
                found[mode] *= times
    if is_consanguineous:
        for mode in MODES:
            found[mode] *= CONSANGUINEOUS.get(mode, ELSE_CONSANGUINEOUS)
    if said:
        for mode in MODES:
            found[mode] *= 1.0 if mode in said else ELSE_KNOWN if is_known else ELSE_SUSPECTED
    together = tuple(found.values())
    return together if min(together) < 1.0 else None


def weights(modes_of: Flags, likelihood: tuple[float, ...]) -> Numbers:
    """Log likelihood ratio of each disease, from what is said of the family; 0 where no mode is known."""
    each = np.array(likelihood)
    known = modes_of.any(axis=1)
    if not known.any():
        return np.zeros(len(modes_of))
    mean = modes_of @ each / np.maximum(modes_of.sum(axis=1), 1)
    odds = np.log(np.maximum(mean, 1e-6) / mean[known].mean())
    return np.where(known, np.clip(odds, -STRONGEST, STRONGEST), 0.0)
