"""Which filière knows which diseases: Orphanet's groups, in four tiers.

No official table joins the 23 filières to the codes of their diseases. This one is our reading of the titles of the
filières and of Orphanet's classification, to be read by each filière; a disease may have several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

OWN, FAMILY, ORGAN, BESIDE = range(4)  # tiers: a disease goes by the first tier it is in, then by the nearest group
FILIERES_OF_GROUPS: tuple[tuple[str, str, int], ...] = (
    ("ORPHA:586", "muco-cftr", OWN),  # cystic fibrosis
    ("ORPHA:98503", "filslan", OWN),  # motor neuron disease
    ("ORPHA:284993", "fava-multi", OWN),  # Marfan syndrome and related disorders
    ("ORPHA:774", "fava-multi", OWN),  # hereditary haemorrhagic telangiectasia
    ("ORPHA:286", "fava-multi", OWN),  # vascular Ehlers-Danlos syndrome
    ("ORPHA:805", "defiscience", OWN),  # tuberous sclerosis
    ("ORPHA:636", "fimarad", OWN),  # neurofibromatosis type 1
    ("ORPHA:557", "neurosphinx", OWN),  # non-syndromic anorectal malformation
    ("ORPHA:823", "neurosphinx", OWN),  # spina bifida and other spinal dysraphisms
    ("ORPHA:68381", "filnemus", FAMILY),  # neuromuscular disease
    ("ORPHA:68380", "filnemus", FAMILY),  # mitochondrial disease
    ("ORPHA:248308", "mhemo", FAMILY),  # haemorrhagic disorder
    ("ORPHA:108997", "mcgre", FAMILY),  # anaemia
    ("ORPHA:68367", "g2m", FAMILY),  # inborn errors of metabolism
    ("ORPHA:716358", "sensgene", FAMILY),  # generalized retinal disorder
    ("ORPHA:93665", "fai2r", FAMILY),  # autoinflammatory syndrome
    ("ORPHA:93890", "anddi-rares", ORGAN),  # developmental defect during embryogenesis
    ("ORPHA:101998", "defiscience", ORGAN),  # epilepsy
    ("ORPHA:87277", "defiscience", ORGAN),  # intellectual disability
    ("ORPHA:57146", "filfoie", ORGAN),  # hepatic disease
    ("ORPHA:98006", "brain-team", ORGAN),  # neurologic disease
    ("ORPHA:93419", "oscar", ORGAN),  # bone disease
    ("ORPHA:97929", "cardiogen", ORGAN),  # cardiac disease
    ("ORPHA:97955", "respifil", ORGAN),  # respiratory disease
    ("ORPHA:93626", "orkid", ORGAN),  # renal disease
    ("ORPHA:98004", "marih", ORGAN),  # immune disease
    ("ORPHA:97992", "marih", ORGAN),  # haematologic disease
    ("ORPHA:280342", "fai2r", ORGAN),  # systemic or rheumatological disease of childhood
    ("ORPHA:89826", "fimarad", ORGAN),  # skin disease
    ("ORPHA:97978", "firendo", BESIDE),  # endocrine disease
    ("ORPHA:97966", "sensgene", BESIDE),  # ophthalmic disorder
    ("ORPHA:98026", "tetecou", BESIDE),  # odontologic disease
    ("ORPHA:98036", "tetecou", BESIDE),  # otorhinolaryngologic disease
    ("ORPHA:68329", "tetecou", BESIDE),  # maxillo-facial surgical disease
    ("ORPHA:98028", "fava-multi", BESIDE),  # circulatory system disease
    ("ORPHA:98023", "fai2r", BESIDE),  # systemic or rheumatologic disease
    ("ORPHA:97935", "fimatho", BESIDE),  # gastroenterologic disease
    ("ORPHA:97962", "fimatho", BESIDE),  # surgical thoracic disease
    ("ORPHA:165711", "fimatho", BESIDE),  # abdominal surgical disease
    ("ORPHA:101433", "neurosphinx", BESIDE),  # urogenital disease
)
GROUPS = tuple(group for group, _, _ in FILIERES_OF_GROUPS)
NEXT_WEIGHT = 0.4  # of the second filière of a disease beside the first; the third has its square
MOST_OF_ONE = 3  # filières of one disease
MOST_FILIERES = 3
SMALLEST_SHARE = 0.2  # of the weight of the first filière: under it another one is not named


@dataclass(frozen=True, slots=True)
class Competence:
    """A filière to refer to, and the candidates it knows, the likeliest first."""

    filiere: str
    diseases: tuple[str, ...]


def filieres_of(groups: Mapping[str, int]) -> tuple[str, ...]:
    """The filières of a disease by the groups it stands under and how many steps above each is: the closest first."""
    placed = [
        (tier, groups[group], number, filiere)
        for number, (group, filiere, tier) in enumerate(FILIERES_OF_GROUPS)
        if group in groups
    ]
    return tuple(dict.fromkeys(filiere for _, _, _, filiere in sorted(placed)))[:MOST_OF_ONE]


def competences(candidates: Iterable[tuple[str, float]], groups: Mapping[str, Mapping[str, int]]) -> list[Competence]:
    """Whom to ask about some candidates (code, score): filières by the weight of the candidates that they know."""
    weights: dict[str, float] = {}
    known: dict[str, list[str]] = {}
    for code, score in candidates:
        for place, filiere in enumerate(filieres_of(groups.get(code, {}))):
            weights[filiere] = weights.get(filiere, 0.0) + score * NEXT_WEIGHT**place
            known.setdefault(filiere, []).append(code)
    ordered = sorted(weights, key=lambda filiere: (-weights[filiere], filiere))[:MOST_FILIERES]
    least = SMALLEST_SHARE * weights[ordered[0]] if ordered else 0.0
    return [Competence(one, tuple(known[one])) for one in ordered if weights[one] >= least]
