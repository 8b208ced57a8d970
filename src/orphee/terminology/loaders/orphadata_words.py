"""What the words of Orphadata's products 4, 6 and 9 mean, in whichever language the file is: kept as English says it.

Identifiers do not change with the language, but only those of product 6 are known here; elsewhere the words are read.
A word that nobody here knows is refused: kept as it stands it would mean nothing to those who read it.
"""

from __future__ import annotations

import re

from lxml import etree

from orphee.terminology.loaders.xml_files import text
from orphee.terminology.rules.folding import fold
from orphee.terminology.rules.frequency import of_orphanet
from orphee.terminology.rules.statements import UnableToRead

ASSOCIATION, ASSESSED, KIND, QUALIFICATION, BAND, GEOGRAPHY, ONSET, INHERITANCE = (
    "DisorderGeneAssociationType", "DisorderGeneAssociationStatus", "PrevalenceType", "PrevalenceQualification",
    "PrevalenceClass", "PrevalenceGeographic", "AverageAgeOfOnset", "TypeOfInheritance",
)  # fmt: skip
IS_ASSESSED = "Assessed"

# Orphanet's English word, then the French ones, by element.
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    ASSESSED: {
        "Assessed": ("Évalué", "Évaluée"),
        "Not yet assessed": ("Non encore évalué", "Pas encore évalué", "Pas encore évaluée", "Non évalué"),
    },
    ASSOCIATION: {
        "Disease-causing germline mutation(s) in": (
            "Mutation germinale causale d'une maladie dans",
            "Mutation(s) germinale(s) causale(s) dans",
            "Mutation(s) germinale(s) causale(s) d'une maladie dans",
        ),
        "Disease-causing germline mutation(s) (loss of function) in": (
            "Mutation(s) germinale(s) causale(s) (perte de fonction) dans",
            "Mutation(s) germinale(s) causale(s) d'une maladie (perte de fonction) dans",
        ),
        "Disease-causing germline mutation(s) (gain of function) in": (
            "Mutation(s) germinale(s) causale(s) (gain de fonction) dans",
            "Mutation(s) germinale(s) causale(s) d'une maladie (gain de fonction) dans",
        ),
        "Disease-causing somatic mutation(s) in": (
            "Mutation(s) somatique(s) causale(s) dans",
            "Mutation(s) somatique(s) causale(s) d'une maladie dans",
        ),
        "Modifying germline mutation in": ("Mutation germinale modificatrice dans",),
        "Major susceptibility factor in": (
            "Facteur de susceptibilité majeur dans",
            "Facteur majeur de susceptibilité dans",
        ),
        "Part of a fusion gene in": ("Partie d'un gène de fusion dans",),
        "Role in the phenotype of": ("Rôle dans le phénotype de",),
        "Candidate gene tested in": ("Gène candidat testé dans",),
        "Biomarker tested in": ("Biomarqueur testé dans",),
    },
    KIND: {
        "Point prevalence": ("Prévalence ponctuelle",),
        "Prevalence at birth": ("Prévalence à la naissance",),
        "Lifetime Prevalence": (
            "Prévalence sur la vie",
            "Prévalence sur la vie entière",
            "Prévalence au cours de la vie",
        ),
        "Annual incidence": ("Incidence annuelle",),
        "Cases/families": ("Cas/familles",),
    },
    QUALIFICATION: {
        "Value and class": ("Valeur et classe",),
        "Class only": ("Classe seulement", "Classe uniquement", "Classe seule"),
        "Case(s)": ("Cas",),
        "Family(ies)": ("Famille(s)",),
    },
    BAND: {
        "Unknown": ("Inconnu", "Inconnue"),
        "Not yet documented": ("Pas encore documenté", "Pas encore documentée", "Non encore documenté"),
    },
    ONSET: {
        "Antenatal": ("Anténatal", "Prénatal"),
        "Neonatal": ("Néonatal",),
        "Infancy": ("Petite enfance",),
        "Childhood": ("Enfance",),
        "Adolescent": ("Adolescence",),
        "Adult": ("Adulte", "Âge adulte"),
        "Elderly": ("Personne âgée", "Sujet âgé", "Personnes âgées"),
        "All ages": ("Tous âges", "Tout âge", "Tous les âges"),
        "No data available": ("Pas de données disponibles", "Aucune donnée disponible"),
    },
    INHERITANCE: {
        "Autosomal recessive": ("Autosomique récessif", "Autosomique récessive"),
        "Autosomal dominant": ("Autosomique dominant", "Autosomique dominante"),
        "X-linked recessive": (
            "Récessif lié à l'X",
            "Récessive liée à l'X",
            "Lié à l'X récessif",
            "Liée à l'X récessive",
        ),
        "X-linked dominant": (
            "Dominant lié à l'X",
            "Dominante liée à l'X",
            "Lié à l'X dominant",
            "Liée à l'X dominante",
        ),
        "Y-linked": ("Lié à l'Y", "Liée à l'Y"),
        "Multigenic/multifactorial": ("Multigénique/multifactoriel", "Multigénique/multifactorielle"),
        "Mitochondrial inheritance": ("Hérédité mitochondriale", "Transmission mitochondriale", "Mitochondriale"),
        "Oligogenic": ("Oligogénique",),
        "Semi-dominant": ("Semi-dominante",),
        "Not applicable": ("Non applicable",),
        "Unknown": ("Inconnu", "Inconnue"),
        "No data available": ("Pas de données disponibles", "Aucune donnée disponible"),
        "Not yet documented": ("Pas encore documenté", "Pas encore documentée"),
    },
    GEOGRAPHY: {
        "Worldwide": ("Monde", "Monde entier", "Mondial"),
        "Europe": (),
        "France": (),
    },
}
_ID = {
    "17949": "Disease-causing germline mutation(s) in",
    "25972": "Disease-causing germline mutation(s) (loss of function) in",
    "17955": "Disease-causing somatic mutation(s) in",
    "17961": "Major susceptibility factor in",
    "17967": "Modifying germline mutation in",
    "18273": "Candidate gene tested in",
    "17991": IS_ASSESSED,
    "17997": "Not yet assessed",
}
_FIGURES = re.compile(r"[<>]?\s*\d[\d\s]*(?:-\s*\d+\s*)?/\s*\d[\d\s]*")  # "1-9 / 1 000 000" is that in every language


_MEANINGS = {
    tag: {fold(word): english for english, french in meanings.items() for word in (english, *french)}
    for tag, meanings in _WORDS.items()
}


def said(holder: etree._Element, tag: str) -> str:
    """What the element of that name says, in Orphanet's English; empty when it says nothing."""
    element = holder.find(tag)
    return meaning(element) if element is not None else ""


def meaning(element: etree._Element) -> str:
    """What an element says, in Orphanet's English.

    A new English word is kept as it is written, and so is a country. Raises `UnableToRead` for another unknown word.
    """
    words, tag = text(element, "Name"), str(element.tag)
    known = _ID.get(element.get("id", "")) if tag in (ASSOCIATION, ASSESSED) else None
    if known or not words:
        return known or ""
    found = _MEANINGS[tag].get(fold(words))
    if found:
        return found
    if tag == GEOGRAPHY or (tag == BAND and _FIGURES.fullmatch(words)) or (tag != ASSESSED and _is_english(element)):
        return words
    raise _unknown(element, words)


def frequency(association: etree._Element) -> str:
    """The HPO term of the frequency of a feature, empty when none is given. Raises `UnableToRead` for another word."""
    element = association.find("HPOFrequency")
    words = text(element, "Name") if element is not None else ""
    found = of_orphanet(words)
    if element is not None and words and not found:
        raise _unknown(element, words)
    return found


def _is_english(element: etree._Element) -> bool:
    name = element.find("Name")
    return name is not None and name.get("lang") == "en"


def _unknown(element: etree._Element, words: str) -> UnableToRead:
    instead = "" if _is_english(element) else " Load the English file of the same product: it says the same."
    return UnableToRead(
        f"Line {element.sourceline}: the meaning of “{words[:60]}” ({element.tag}) is not known.{instead}"
    )
