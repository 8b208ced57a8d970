"""A lexicon of a handful of terms, so that the tests of the reader need no reference directory."""

from functools import lru_cache

from orphee.insight.reading import names
from orphee.insight.reading.lexicon import from_concepts
from orphee.insight.reading.names import Concept
from orphee.insight.reading.reader import Reader

LISTED = """
HP:0000252 microcéphalie; microcéphale; petit périmètre crânien
HP:0000256 macrocéphalie; macrocrânie
HP:0001250 crise d'épilepsie; épilepsie; convulsion; convulsions
HP:0002373 convulsion fébrile; crise fébrile
HP:0000175 fente palatine
HP:0001627 cardiopathie; cardiopathie congénitale; malformation cardiaque
HP:0000365 surdité; sourd
HP:0000407 surdité de perception
HP:0002650 scoliose
HP:0001252 hypotonie; hypotonique
HP:0008936 hypotonie axiale
HP:0002213 cheveux fins
HP:0008070 cheveux clairsemés
HP:0000369 oreilles bas implantées
HP:0000316 hypertélorisme
HP:0000750 retard de langage
HP:0001344 absence de langage; pas de langage
HP:0001263 retard psychomoteur
HP:0002240 hépatomégalie
HP:0001744 splénomégalie; rate palpable
HP:0001249 déficience intellectuelle; DI; retard mental
HP:0010864 déficience intellectuelle sévère; DI sévère
HP:0001511 retard de croissance intra-utérin; RCIU
HP:0000822 hypertension artérielle; HTA
HP:0004322 petite taille
HP:0000098 grande taille
HP:0001945 fièvre; fébrile
HP:0001638 cardiomyopathie
HP:0200055 petites mains
HP:0001773 petits pieds
HP:0000023 hernie inguinale
HP:0002352 leucoencéphalopathie
HP:0001513 obésité
HP:0031936 retard à la marche
HP:0000107 kyste rénal
HP:0001999 dysmorphie faciale; dysmorphie
HP:0001251 ataxie
HP:0000969 œdème; œdèmes
ORPHA:558 Syndrome de Marfan
ORPHA:636 neurofibromatose de type 1
"""


@lru_cache(maxsize=1)
def reader() -> Reader:
    """A reader of the small lexicon."""
    concepts = []
    for line in LISTED.strip().splitlines():
        code, _, listed = line.partition(" ")
        first, *others = (name.strip() for name in listed.split(";"))
        concept = Concept(code, first, first)
        concept.add(first, names.LABEL)
        for name in others:
            concept.add(name, names.BY_HAND)
        concepts.append(concept)
    lexicon = from_concepts(concepts)
    lexicon.genes = {"SCN1A": "HGNC:10585", "FBN1": "HGNC:3603", "DMD": "HGNC:2928"}
    lexicon.drugs = {"valproate": "N03AG01", "paracetamol": "N02BE01", "fer": "B03AA01"}
    return Reader(lexicon)


def said(text: str) -> list[tuple[str, str]]:
    """The terms found in a text, each with its status and its relative: ("surdité", "relative mother")."""
    return [(one.span.text, f"{one.status.value} {one.relative}".strip()) for one in reader().read(text).features]
