"""A referral letter, in French whoever writes it: what was found, what to think of, what is asked of the centre.

Names are written by the physician on the page, in the browser: they are not here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BLANK = "………………………………"
WIDTH = 78
NOTICE = (
    "Ces maladies sont proposées par un outil d’aide à la réflexion à partir des seuls signes ci-dessus\u00a0; "
    "elles ne fondent à elles seules aucune décision."
)
QUESTIONS = (
    "Une maladie rare vous paraît-elle probable, et laquelle\u00a0?",
    "Souhaitez-vous voir ce patient, et dans quel délai\u00a0?",
    "Quels examens faire dès maintenant, près de son domicile\u00a0?",
    "Une analyse génétique est-elle indiquée\u00a0?",
)
RELATIVES = {
    "mother": "sa mère", "father": "son père", "brother": "un frère", "sister": "une sœur", "son": "un fils",
    "daughter": "une fille", "other": "un autre membre de la famille",
}  # fmt: skip
ONSETS = {
    "HP:0030674": "avant la naissance", "HP:0003577": "à la naissance", "HP:0003623": "au premier mois de vie",
    "HP:0003593": "dans la première année", "HP:0011463": "entre 1 et 5 ans", "HP:0003621": "entre 5 et 15 ans",
    "HP:0003581": "à 16 ans ou plus tard",
}  # fmt: skip
SEXES = {"F": "féminin", "M": "masculin"}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the letter: its heading, a sentence, lines."""

    title: str
    lines: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands in the letter between the names."""

    to: tuple[str, ...]
    sex: str
    age: str
    sections: tuple[Section, ...]
    sources: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the letter is made of, in French. `thoughts`: name of a disease, how likely; `check`: what to look for."""

    observed: Sequence[str]
    excluded: Sequence[str]
    sex: str
    age: str
    onset: str
    affected: Sequence[str]
    is_consanguineous: bool
    thoughts: Sequence[tuple[str, str]]
    check: Sequence[str]
    release: str
    to: Sequence[str]


def letter(told: Told) -> Letter:
    """The letter; a section with nothing to say is left out."""
    onset = f"Premiers signes\u00a0: {ONSETS[told.onset]}." if told.onset in ONSETS else ""
    sections = [
        Section("Signes observés", tuple(told.observed), onset),
        Section("Signes recherchés et absents", tuple(told.excluded)),
        Section("Famille", words=_family(told)),
        Section("Maladies auxquelles penser", tuple(_thought(*one) for one in told.thoughts), NOTICE),
        Section("Signes que l’outil propose de rechercher", tuple(told.check)),
        Section("Mes questions", QUESTIONS),
    ]
    return Letter(
        to=tuple(told.to),
        sex=SEXES.get(told.sex, ""),
        age=told.age,
        sections=tuple(one for one in sections if one.lines or (one.words and one.words != NOTICE)),
        sources=f"Rédigé avec Orphée. Connaissances\u00a0: {told.release}." if told.release else "Rédigé avec Orphée.",
    )


def _thought(name: str, likeliness: str) -> str:
    return f"{name} ({likeliness})" if likeliness else name


def _family(told: Told) -> str:
    said = []
    if told.affected:
        said.append(f"Signes semblables chez {', '.join(RELATIVES[one] for one in told.affected)}.")
    if told.is_consanguineous:
        said.append("Parents apparentés entre eux.")
    return " ".join(said)


def as_text(made: Letter) -> str:
    """The letter as plain text, with blanks where the physician writes."""
    lines = [f"De : {BLANK}", f"Le : {BLANK}", "", *(("À :", *(f"  {one}" for one in made.to)) if made.to else ())]
    lines += [f"Objet : demande d’avis pour {BLANK}", f"Né(e) le : {BLANK}", *_person(made), ""]
    lines += ["Cher confrère, chère consœur,", "", *_wrapped("Je vous adresse ce patient, chez qui je soupçonne une "
              "maladie rare.")]  # fmt: skip
    for one in made.sections:
        lines += ["", one.title.upper(), *(_wrapped(one.words) if one.words else ())]
        for line in one.lines:
            lines += _wrapped(line, first="- ", then="  ")
    lines += ["", "Confraternellement,", BLANK, "", *_wrapped(made.sources)]
    return "\r\n".join(lines) + "\r\n"


def _person(made: Letter) -> Iterable[str]:
    if made.sex:
        yield f"Sexe : {made.sex}"
    if made.age:
        yield f"Âge : {made.age}"


def _wrapped(text: str, *, first: str = "", then: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=then)
