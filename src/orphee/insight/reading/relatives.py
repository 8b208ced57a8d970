"""Whose sign is it? The relative a passage speaks of, and where it speaks of the person again.

"Sa mère est sourde" is the mother's; "la mère signale une surdité", "accompagné de sa mère" are not; "enfant", "fille",
"fils" alone are the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_KINDS = (
    ("grandmother", r"(?:arriere-? ?)?grand-? ?meres?|grands-? ?meres?"),
    ("grandfather", r"(?:arriere-? ?)?grand-? ?peres?|grands-? ?peres?|grands-? ?parents?"),
    ("aunt", r"(?:grande?-? ?)?tantes?"),
    ("uncle", r"(?:grands?-? ?)?oncles?"),
    ("cousin", r"cousine?s?(?! germains? entre)(?: germaine?s?)?"),
    ("nephew", r"neveux?"),
    ("niece", r"nieces?"),
    ("brother", r"(?:demi-? ?|petits? |grands? |jeunes? )?freres?(?: jumeaux?| aines?| cadets?)?"),
    ("sister", r"(?:demi-? ?|petites? |grandes? |jeunes? )?s(?:oe|œ)urs?(?: jumelles?| ainees?| cadettes?)?"),
    ("mother", r"meres?|maman"),
    ("father", r"peres?|papa|conjoint|mari|epoux"),
    ("twin", r"(?:co-?)?jumea?ux?|jumelle|cojumelle"),
    ("son", r"(?:son|leur|ses|leurs|un|premier|deux|mon) (?:premier |deuxieme |propre )?fils"),
    ("daughter", r"(?:sa|leur|ses|leurs|premiere) (?:premiere |deuxieme |propre )?filles?"),
    ("child", r"(?:ses|leurs|un de ses|deux|premier|d'un precedent|autre) enfants?"),
    ("parents", r"(?:ses|les deux|les) parents|parents(?= (?:sont|tous|porteurs|atteints|presentent|sourds|malvoyants))"),
    ("family", r"fratrie|apparentes? (?:du|au)|(?:dans|de) (?:la|sa|leur) famille|antecedents? familia\w+|"
               r"(?:plusieurs|d'autres) (?:membres|apparentes|cas familiaux)|cas familiaux|cas similaires?|"
               r"branche (?:maternelle|paternelle)|cote (?:maternel|paternel)|lignee|familiaux|atcds? fam\w*"),
)  # fmt: skip
_RELATIVE = re.compile("|".join(rf"\b(?P<{kind}>{pattern})\b" for kind, pattern in _KINDS))
_REPORTS = re.compile(
    r"^(?:\s*,?\s*(?:qui |et (?:son |sa |le |la )?(?:pere|mere) |nous |me |lui |se |s'|l'))*\s*(?:a |ont )?"
    r"(?:signale|rapporte|decri[tv]|decrit|note|precise|s'?inquiete|est inquiete|consulte|indique|dit|explique|remarque|"
    r"constate|pense|trouve|relate|mentionne|evoque|observe|demande|souhaite|accompagne|raconte|allaite|confie|avoue|"
    r"ont (?:remarque|constate|note|signale)|a (?:remarque|constate|note|signale))\w*"
)
_WITNESS = re.compile(
    r"\b(?:accompagnee?s? (?:de|par|d') ?(?:sa |son |ses |leur |la |le )?|selon (?:la |le |les |sa |son |ses )?|"
    r"d'apres (?:la |le |les |sa |son |ses )?|pour (?:la |le |les |sa |son |ses )|par (?:la |le |les |sa |son |ses )|"
    r"vue? avec (?:sa |son |ses )|avec (?:sa |son |ses )|aux |entretien avec (?:la |le |les )|comme (?:sa |son |ses |le |la )|"
    r"que (?:sa |son |ses |la |le )|age de (?:la |le )|taille (?:de la |du |maternelle|cible)|a (?:sa |la )?|ecole |"
    r"ne[e]? de |enfant d[e'] ?(?:la |le )?|vit (?:chez|avec) (?:sa |son |ses |la |le )?|garde (?:de |par ) ?(?:sa |la )?|"
    r"inquietude des |lait |langue )$"
)
_PERSON = re.compile(
    r"\b(?:le patient|la patiente|notre patiente?|(?:l'|cet(?:te)? |chez l'|notre (?:jeune |petite? )?)enfant(?! de la)|"
    r"le nourrisson|la fillette|le garcon|la petite fille|le petit garcon|le petit|la petite(?= [a-z])|le propositus|"
    r"la proposante?|le cas index|elle-meme|lui-meme|chez (?:lui|elle)|a l'examen|l'examen|examen clinique|"
    r"le nouveau-ne|l'adolescente?|la consultante|monsieur|madame|il (?:a|est|presente)|elle (?:a|est|presente))\b"
)
_HEALTHY = re.compile(
    r"^\W*(?:est |sont |va |vont |etait )?(?:tous? )?(?:en bonne sante|sain|saine|sains|bien|ras|indemne)"
)
_AFTER = re.compile(
    r"^[^.;:]{0,60}?(?:\bchez (?:le |la |les |l'|sa |son |ses |un |une |plusieurs |deux )?(?:\w+ )?$|"
    r"\((?:\s*(?:chez )?(?:la |le |sa |son )?)?$)|^\s*(?:\w+ )?(?:du |de la |de sa |de son |de l'|cote )$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A relative named in a passage, who may own the signs around."""

    start: int
    end: int
    kind: str
    owns: bool


@lru_cache(maxsize=64)
def mentions(passage: str) -> tuple[Mention, ...]:
    """The relatives named in a folded passage; those who only speak or come along own nothing."""
    return tuple(_mentions(passage))


def _mentions(passage: str) -> Iterator[Mention]:
    for match in _RELATIVE.finditer(passage):
        before, after = passage[max(0, match.start() - 40) : match.start()], passage[match.end() : match.end() + 40]
        speaks = bool(_REPORTS.match(after)) or bool(_WITNESS.search(before))
        healthy = bool(_HEALTHY.match(after))
        yield Mention(match.start(), match.end(), match.lastgroup or "family", not (speaks or healthy))


def owner(passage: str, start: int, end: int) -> str:
    """Who has the sign that stands at `start:end` of a folded passage: a kind of relative, or "" for the person."""
    named = [one for one in mentions(passage) if one.owns]
    if not named:
        return _adjective(passage, end)
    after = next((one for one in named if one.start >= end), None)
    if after is not None:
        between = passage[end : after.start]
        within = after.kind == "family" and re.match(r"^\s*(?:[\w'-]+ ){0,3}$", between)
        if within or _belongs_to_next(between):
            return after.kind
    before = [one for one in named if one.end <= start]
    if before:
        last = before[-1]
        between = passage[last.end : start]
        if not _PERSON.search(between) and not _turns_away(between) and ";" not in between:
            return last.kind
    return _adjective(passage, end)


def _belongs_to_next(between: str) -> bool:
    if re.search(r"[.;:]|\b(?:sans|pas de|mais)\b", between):
        return False
    return bool(_AFTER.match(between)) and ", " not in between[:-1].rstrip()[-30:].replace(", chez", "")


def _turns_away(between: str) -> bool:
    return bool(re.search(r"\b(?:a eu|ont eu) un enfant\b|\bqui l'accompagne", between))


def _adjective(passage: str, end: int) -> str:
    """ "Surdité maternelle", "du côté paternel" right after the sign."""
    found = re.match(r"^\s*(?:\w+ )?(maternel|paternel|fraternel)(?:le|s|les|e|aux)?\b", passage[end : end + 30])
    if not found:
        return ""
    return {"maternel": "mother", "paternel": "father", "fraternel": "brother"}[found.group(1)]
