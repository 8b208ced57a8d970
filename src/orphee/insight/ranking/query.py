"""What is asked: what was observed and excluded of a person, and what is wrong with the asking.

Nothing here refuses: an unknown code is listed, a replaced one is replaced, a contradiction is said, and the ranking
is made of what remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from orphee.insight.ranking.courses import years
from orphee.insight.ranking.ontology import Ontology

MOST_TERMS = 2_000  # read; more are counted and left out
MOST_SCORED = 200  # distinct features scored, the most specific first: nobody has more, a pasted list may
_CODE = re.compile(r"HP:\d{7}")
SEXES = {"f": "F", "female": "F", "m": "M", "male": "M"}

SENTENCES = {
    "replaced": (
        "{code} est obsolète : {other} est utilisé à sa place.",
        "{code} is obsolete: {other} is used instead.",
    ),
    "unknown": (
        "{code} n’existe pas dans cette version de HPO. Vérifiez le code.",
        "{code} is not in this release of HPO. Check the code.",
    ),
    "not-a-feature": (
        "{code} n’est pas un signe clinique (mode de transmission, évolution…) : il n’entre pas dans le classement.",
        "{code} is no phenotypic feature (inheritance, course…): it does not enter the ranking.",
    ),
    "contradiction": (
        "{code} est à la fois présent et absent : il est laissé de côté. Gardez l’un des deux.",
        "{code} is both present and absent: it is left aside. Keep one of the two.",
    ),
    "excluded-ancestor": (
        "{code} est présent, mais {other}, plus général, est noté absent : l’absence est laissée de côté. Corrigez-la.",
        "{code} is present, but the more general {other} is marked absent: the absence is left aside. Correct it.",
    ),
    "too-many": (
        "{count} signes ont été donnés : les {most} premiers sont lus.",
        "{count} features were given: the first {most} are read.",
    ),
    "most-specific": (
        "{count} signes distincts : les {most} plus spécifiques sont classés.",
        "{count} distinct features: the {most} most specific are scored.",
    ),
    "empty": (
        "Aucun signe observé : sans signe, aucun classement n’est possible. Ajoutez au moins un signe présent.",
        "No observed feature: without one no ranking is possible. Add at least one that is present.",
    ),
    "age-not-read": (
        "L’âge n’a pas été compris : donnez-le comme P6Y (6 ans) ou P18M (18 mois), ou un terme HPO de début.",
        "The age was not understood: give it like P6Y (6 years) or P18M (18 months), or an HPO onset term.",
    ),
    "sex-not-read": (
        "Le sexe n’a pas été compris : F ou M, ou rien.",
        "The sex was not understood: F or M, or nothing.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with what was asked. The ranking was made all the same."""

    kind: str
    code: str = ""
    other: str = ""
    count: int = 0
    most: int = 0

    def said(self, language: str = "fr") -> str:
        """What is wrong and what to do, as a sentence."""
        french, english = SENTENCES[self.kind]
        sentence = french if language == "fr" else english
        return sentence.format(code=self.code, other=self.other, count=self.count, most=self.most)


@dataclass(frozen=True, slots=True)
class Feature:
    """An observed feature with what else is known of it; both are empty when unknown.

    `onset`: "P6M", "P1Y/P3Y" or an HPO onset term. `severity`: mild, moderate, severe… or an HPO severity term.
    """

    code: str
    onset: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant that was found. `significance`: pathogenic, likely_pathogenic, uncertain, benign or ""."""

    gene: str
    hgvs: str = ""
    significance: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A person as far as known. `age` and `onset`: "P6Y", "P18M" or an HPO onset term; `sex`: "F", "M" or "".

    `features` are observed features of which more is known; a code may stand there, in `observed` or in both.
    `inheritance`: a mode ("HP:0000007", "AR", "autosomal recessive"), suspected unless `is_inheritance_known`.
    `affected`: relatives with the same disease, see `family.RELATIVES` ("mother", "brother", "maternal-uncle"…).
    `genes`: symbols or HGNC ids of suspected genes; they and the genes of `variants` raise the diseases they cause, and
    with `genes_only` no other disease is a candidate. Without both the ranking is by phenotype alone.
    `left_out` are publications ("PMID:…") whose annotations must not count.
    """

    observed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    sex: str = ""
    age: str = ""
    onset: str = ""
    genes: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    features: tuple[Feature, ...] = ()
    inheritance: str = ""
    is_inheritance_known: bool = False
    is_consanguineous: bool | None = None
    affected: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    genes_only: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A query in the ontology's own numbers, in an order that does not depend on the order given."""

    observed: tuple[int, ...]
    excluded: tuple[int, ...]
    sex: str
    onset: tuple[float, float] | None
    left_out: frozenset[str]
    problems: tuple[Problem, ...] = field(default=())


def understand(query: Query, ontology: Ontology, content: Mapping[int, float] | None = None) -> Asked:
    """Codes to terms; obsolete codes replaced, ancestors of an observed feature implied, contradictions set aside."""
    problems: list[Problem] = []
    observed = _terms([*query.observed, *(one.code for one in query.features)], ontology, problems)
    excluded = _terms(query.excluded, ontology, problems)
    for term in sorted(observed & excluded):
        problems.append(Problem("contradiction", ontology.codes[term]))
    both = observed & excluded
    observed, excluded = observed - both, excluded - both
    excluded -= _denied_ancestors(observed, excluded, ontology, problems)
    if not observed:
        problems.append(Problem("empty"))
    return Asked(
        observed=_scored(_most_specific(observed, ontology), ontology, problems),
        excluded=tuple(sorted(excluded)),
        sex=_sex(query.sex, problems),
        onset=_onset(query, problems),
        left_out=query.left_out,
        problems=tuple(problems),
    )


def _terms(given: Iterable[str], ontology: Ontology, problems: list[Problem]) -> set[int]:
    codes = list(dict.fromkeys(code.strip().upper() for code in given if code.strip()))
    if len(codes) > MOST_TERMS:
        problems.append(Problem("too-many", count=len(codes), most=MOST_TERMS))
    found: set[int] = set()
    for code in codes[:MOST_TERMS]:
        current = ontology.current(code)
        if current in ontology.index:
            found.add(ontology.index[current])
            if current != code:
                problems.append(Problem("replaced", code, current))
        elif current in ontology.elsewhere:
            problems.append(Problem("not-a-feature", code))
        else:
            problems.append(Problem("unknown", code if _CODE.fullmatch(code) else code[:20]))
    return found


def _most_specific(terms: set[int], ontology: Ontology) -> set[int]:
    implied = {int(above) for term in terms for above in ontology.ancestors(term) if above != term}
    return terms - implied


def _denied_ancestors(observed: set[int], excluded: set[int], ontology: Ontology, problems: list[Problem]) -> set[int]:
    denied: set[int] = set()
    for term in sorted(observed):
        for above in ontology.ancestors(term):
            if int(above) in excluded:
                denied.add(int(above))
                problems.append(Problem("excluded-ancestor", ontology.codes[term], ontology.codes[int(above)]))
    return denied


def _scored(terms: set[int], ontology: Ontology, problems: list[Problem]) -> tuple[int, ...]:
    ordered = sorted(terms, key=lambda term: (-len(ontology.ancestors(term)), term))
    if len(ordered) > MOST_SCORED:
        problems.append(Problem("most-specific", count=len(ordered), most=MOST_SCORED))
    return tuple(sorted(ordered[:MOST_SCORED]))


def _sex(given: str, problems: list[Problem]) -> str:
    text = given.strip().lower()
    if text and text not in SEXES and text not in ("unknown", "unknown_sex", "other_sex", "other"):
        problems.append(Problem("sex-not-read"))
    return SEXES.get(text, "")


def _onset(query: Query, problems: list[Problem]) -> tuple[float, float] | None:
    """The onset; without one, an age says that the onset came before it."""
    for text, is_onset in ((query.onset, True), (query.age, False)):
        if text.strip():
            found = years(text.strip())
            if found is None:
                problems.append(Problem("age-not-read"))
            elif is_onset:
                return found
            else:
                return (-1.0, found[1])
    return None
