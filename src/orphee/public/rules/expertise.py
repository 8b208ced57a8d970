"""Which filière knows which diseases: Orphanet's groups, the most special first.

No official table joins the 23 filières to the codes of their diseases. This one is our reading of the titles of the
filières and of Orphanet's classification, to be read by each filière; a disease may have several.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

FILIERES_OF_GROUPS: tuple[tuple[str, str], ...] = (
    ("ORPHA:586", "muco-cftr"),  # cystic fibrosis
    ("ORPHA:98503", "filslan"),  # motor neuron disease
    ("ORPHA:284993", "fava-multi"),  # Marfan syndrome and related disorders
    ("ORPHA:774", "fava-multi"),  # hereditary haemorrhagic telangiectasia
    ("ORPHA:286", "fava-multi"),  # vascular Ehlers-Danlos syndrome
    ("ORPHA:805", "defiscience"),  # tuberous sclerosis
    ("ORPHA:636", "fimarad"),  # neurofibromatosis type 1
    ("ORPHA:68381", "filnemus"),  # neuromuscular disease
    ("ORPHA:68380", "filnemus"),  # mitochondrial disease
    ("ORPHA:248308", "mhemo"),  # haemorrhagic disorder
    ("ORPHA:108997", "mcgre"),  # anaemia
    ("ORPHA:101998", "defiscience"),  # epilepsy
    ("ORPHA:117573", "neurosphinx"),  # syndromic anorectal malformation
    ("ORPHA:96346", "neurosphinx"),  # anorectal malformation
    ("ORPHA:823", "neurosphinx"),  # spina bifida and other spinal dysraphisms
    ("ORPHA:68367", "g2m"),  # inborn errors of metabolism
    ("ORPHA:57146", "filfoie"),  # hepatic disease
    ("ORPHA:97955", "respifil"),  # respiratory disease
    ("ORPHA:93626", "orkid"),  # renal disease
    ("ORPHA:93419", "oscar"),  # bone disease
    ("ORPHA:97966", "sensgene"),  # ophthalmic disorder
    ("ORPHA:97929", "cardiogen"),  # cardiac disease
    ("ORPHA:98026", "tetecou"),  # odontologic disease
    ("ORPHA:98036", "tetecou"),  # otorhinolaryngologic disease
    ("ORPHA:68329", "tetecou"),  # maxillo-facial surgical disease
    ("ORPHA:97978", "firendo"),  # endocrine disease
    ("ORPHA:98004", "marih"),  # immune disease
    ("ORPHA:97992", "marih"),  # haematologic disease
    ("ORPHA:98028", "fava-multi"),  # circulatory system disease
    ("ORPHA:280342", "fai2r"),  # systemic or rheumatological disease of childhood
    ("ORPHA:98023", "fai2r"),  # systemic or rheumatologic disease
    ("ORPHA:97935", "fimatho"),  # gastroenterologic disease
    ("ORPHA:97962", "fimatho"),  # surgical thoracic disease
    ("ORPHA:165711", "fimatho"),  # abdominal surgical disease
    ("ORPHA:101433", "neurosphinx"),  # urogenital disease
    ("ORPHA:89826", "fimarad"),  # skin disease
    ("ORPHA:87277", "defiscience"),  # intellectual disability
    ("ORPHA:93890", "anddi-rares"),  # developmental defect during embryogenesis
    ("ORPHA:98006", "brain-team"),  # neurologic disease
)
GROUPS = tuple(group for group, _ in FILIERES_OF_GROUPS)
NEXT_WEIGHT = 0.4  # of the second filière of a disease beside the first; the third has its square
MOST_OF_ONE = 3  # filières of one disease
MOST_FILIERES = 3
SMALLEST_SHARE = 0.2  # of the weight of the first filière: under it another one is not named


@dataclass(frozen=True, slots=True)
class Competence:
    """A filière to refer to, and the candidates it knows, the likeliest first."""

    filiere: str
    diseases: tuple[str, ...]


def filieres_of(groups: Collection[str]) -> tuple[str, ...]:
    """The filières of a disease by the groups it stands under, the most special first."""
    found = dict.fromkeys(filiere for group, filiere in FILIERES_OF_GROUPS if group in groups)
    return tuple(found)[:MOST_OF_ONE]


def competences(candidates: Iterable[tuple[str, float]], groups: Mapping[str, Collection[str]]) -> list[Competence]:
    """Whom to ask about some candidates (code, score): filières by the weight of the candidates that they know."""
    weights: dict[str, float] = {}
    known: dict[str, list[str]] = {}
    for code, score in candidates:
        for place, filiere in enumerate(filieres_of(groups.get(code, ()))):
            weights[filiere] = weights.get(filiere, 0.0) + score * NEXT_WEIGHT**place
            known.setdefault(filiere, []).append(code)
    ordered = sorted(weights, key=lambda filiere: (-weights[filiere], filiere))[:MOST_FILIERES]
    least = SMALLEST_SHARE * weights[ordered[0]] if ordered else 0.0
    return [Competence(one, tuple(known[one])) for one in ordered if weights[one] >= least]
