"""What is asked: what was observed and excluded of a person, and what is wrong with the asking.

Nothing here refuses: an unknown code is listed, a replaced one is replaced, a contradiction is said, and the ranking
is made of what remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from orphee.insight.ranking import details, inheritance
from orphee.insight.ranking.courses import years
from orphee.insight.ranking.details import Detail
from orphee.insight.ranking.ontology import Ontology

MOST_TERMS = 2_000  # read; more are counted and left out
MOST_SCORED = 200  # distinct features scored, the most specific first: nobody has more, a pasted list may
_CODE = re.compile(r"HP:\d{7}")
# What a gene adds to the diseases that it causes (natural logarithms). A benign variant says nothing for its gene.
GENE_WEIGHT = 3.0
VARIANT_WEIGHTS = {
    "pathogenic": 5.0, "likely_pathogenic": 4.0, "": 3.0, "not_provided": 3.0, "uncertain": 1.5,
    "uncertain_significance": 1.5, "likely_benign": 0.0, "benign": 0.0,
}  # fmt: skip
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
    "onset-not-read": (
        "Le début de {code} n’a pas été compris : donnez P6M, P1Y/P3Y ou un terme HPO de début. Le signe compte.",
        "The onset of {code} was not understood: give P6M, P1Y/P3Y or an HPO onset term. The feature counts.",
    ),
    "severity-not-read": (
        "La sévérité de {code} n’a pas été comprise : léger, modéré, sévère ou un terme HPO. Le signe compte.",
        "The severity of {code} was not understood: mild, moderate, severe or an HPO term. The feature counts.",
    ),
    "inheritance-not-read": (
        "Le mode de transmission n’a pas été compris : AD, AR, XLR, XLD, MT, ou un terme HPO. Il est laissé de côté.",
        "The mode of inheritance was not understood: AD, AR, XLR, XLD, MT, or an HPO term. It is left aside.",
    ),
    "relative-not-read": (
        "Apparenté inconnu ({code}) : père, mère, frère, sœur… s’écrivent father, mother, brother, sister…",
        "Unknown relative ({code}): give father, mother, brother, sister, child, maternal-uncle…",
    ),
    "gene-unknown": (
        "{code} : aucune maladie connue pour ce gène. Donnez le symbole HGNC (FBN1) ou l’identifiant (HGNC:3603).",
        "{code}: no disease is known for this gene. Give the HGNC symbol (FBN1) or id (HGNC:3603).",
    ),
    "significance-not-read": (
        "Classification de variant inconnue ({code}) : le variant compte comme de signification incertaine.",
        "Unknown classification of a variant ({code}): it counts as of uncertain significance.",
    ),
    "no-gene-left": (
        "Aucun gène donné n’est celui d’une maladie connue : le filtre par gène n’est pas appliqué.",
        "None of the genes given is one of a known disease: candidates are not filtered by gene.",
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
class Suspect:
    """A gene as given, with what it weighs, and the variant and its class when one was found."""

    gene: str
    weight: float
    hgvs: str = ""
    significance: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query in the ontology's own numbers, in an order that does not depend on the order given."""

    observed: tuple[int, ...]
    excluded: tuple[int, ...]
    sex: str
    onset: tuple[float, float] | None
    left_out: frozenset[str]
    problems: tuple[Problem, ...] = field(default=())
    details: tuple[Detail, ...] = ()
    family: tuple[float, ...] | None = None
    suspects: tuple[Suspect, ...] = ()
    genes_only: bool = False


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
    known = _details(query.features, observed, ontology, problems)
    return Asked(
        observed=_scored(_most_specific(observed, ontology), ontology, problems),
        excluded=tuple(sorted(excluded)),
        sex=_sex(query.sex, problems),
        onset=_onset(query, problems, details.earliest(known)),
        left_out=query.left_out,
        details=known,
        family=_family(query, problems),
        suspects=_suspects(query, problems),
        genes_only=query.genes_only,
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


def _onset(
    query: Query, problems: list[Problem], first_feature: tuple[float, float] | None
) -> tuple[float, float] | None:
    """The onset; without one, that of the first feature; without that, an age says that the onset came before it."""
    for text, is_onset in ((query.onset, True), ("", True), (query.age, False)):
        if is_onset and not text.strip():
            if first_feature is not None:
                return first_feature
        elif text.strip():
            found = years(text.strip())
            if found is None:
                problems.append(Problem("age-not-read"))
            elif is_onset:
                return found
            else:
                return (-1.0, found[1])
    return None


def _details(
    features: Iterable[Feature], observed: set[int], ontology: Ontology, problems: list[Problem]
) -> tuple[Detail, ...]:
    """Onset and severity of the features that count."""
    found: set[Detail] = set()
    for one in features:
        code = ontology.current(one.code.strip().upper())
        onset, severity = years(one.onset.strip()), details.read_severity(one.severity)
        if one.onset.strip() and onset is None:
            problems.append(Problem("onset-not-read", code[:20]))
        if one.severity.strip() and not severity:
            problems.append(Problem("severity-not-read", code[:20]))
        if ontology.index.get(code, -1) in observed and (onset or severity):
            found.add(Detail(ontology.index[code], onset, severity))
    return tuple(sorted(found, key=lambda one: (one.term, one.onset or (999.0, 999.0), one.severity)))


def _family(query: Query, problems: list[Problem]) -> tuple[float, ...] | None:
    """How likely what is said of the family is under each mode of inheritance; None when nothing is said."""
    said = inheritance.read_mode(query.inheritance)
    if query.inheritance.strip() and not said:
        problems.append(Problem("inheritance-not-read"))
    relatives = {one.strip().lower().replace("_", "-") for one in query.affected if one.strip()}
    for other in sorted(relatives - inheritance.RELATIVES.keys()):
        problems.append(Problem("relative-not-read", other[:20]))
    return inheritance.likelihoods(
        said,
        sorted(relatives & inheritance.RELATIVES.keys()),
        SEXES.get(query.sex.strip().lower(), ""),
        is_known=query.is_inheritance_known,
        is_consanguineous=query.is_consanguineous,
    )


def _suspects(query: Query, problems: list[Problem]) -> tuple[Suspect, ...]:
    found = {Suspect(gene.strip(), GENE_WEIGHT) for gene in query.genes if gene.strip()}
    for one in query.variants:
        significance = one.significance.strip().lower().replace(" ", "_")
        if significance and significance not in VARIANT_WEIGHTS:
            problems.append(Problem("significance-not-read", significance[:20]))
        weight = VARIANT_WEIGHTS.get(significance, VARIANT_WEIGHTS["uncertain_significance"])
        if one.gene.strip() and weight:
            found.add(Suspect(one.gene.strip(), weight, one.hgvs.strip(), significance))
    return tuple(sorted(found, key=lambda one: (one.gene, -one.weight, one.hgvs)))
