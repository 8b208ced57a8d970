"""A small knowledge made by hand: five diseases over a dozen terms, so that tests need no reference files."""

import pytest

from orphee.insight.ranking.compiled import Release, SourceFile
from orphee.insight.ranking.compiling import compile_contents
from orphee.terminology.rules.statements import (
    Concept,
    Content,
    Course,
    Edge,
    Gene,
    Mapping,
    Name,
    Phenotype,
    Prevalence,
    Status,
)

ROOT, NERVE, SKIN, HEART = "HP:0000118", "HP:0000001", "HP:0000002", "HP:0000003"
SEIZURE, FOCAL, DELAY, RASH, SPOTS, MURMUR, SMALL_HEAD = (f"HP:000001{n}" for n in range(7))
OLD, GONE, MODE = "HP:0000020", "HP:0000021", "HP:0000022"
LABELS = {
    ROOT: "Phenotypic abnormality", NERVE: "Abnormal nervous system", SKIN: "Abnormal skin", HEART: "Abnormal heart",
    SEIZURE: "Seizure", FOCAL: "Focal seizure", DELAY: "Developmental delay", RASH: "Rash", SPOTS: "White spots",
    MURMUR: "Heart murmur", SMALL_HEAD: "Small head", MODE: "Autosomal dominant inheritance",
}  # fmt: skip
EDGES = {
    NERVE: ROOT, SKIN: ROOT, HEART: ROOT, SEIZURE: NERVE, FOCAL: SEIZURE, DELAY: NERVE, RASH: SKIN, SPOTS: SKIN,
    MURMUR: HEART, SMALL_HEAD: NERVE,
}  # fmt: skip


def ontology():
    concepts = [Concept(code, label_en=label, status=Status.ACTIVE) for code, label in LABELS.items()]
    concepts += [
        Concept(OLD, label_en="Fits", status=Status.OBSOLETE, replaced_by=SEIZURE),
        Concept(GONE, label_en="Gone", status=Status.OBSOLETE),
    ]
    return Content(
        version="2025-01-01", concepts=concepts, edges=[Edge(child, parent) for child, parent in EDGES.items()]
    )


def said(
    disease, term, frequency="", share=None, reference="PMID:1", *, excluded=False, aspect="P", onset="", modifier=""
):
    return Phenotype(disease, term, excluded, frequency, share, onset, "", modifier, aspect, reference, "PCS")


PHENOTYPES = [
    said("OMIM:100001", FOCAL, "8/10", 0.8, "PMID:1"),
    said("OMIM:100001", SPOTS, "9/10", 0.9, "PMID:1;PMID:2"),
    said("OMIM:100001", "HP:0003593", aspect="C"),  # infantile onset
    said("OMIM:100002", SEIZURE, "HP:0040282", 0.545, "PMID:3"),
    said("OMIM:100002", DELAY, "10/10", 1.0, "PMID:3"),
    said("OMIM:100003", RASH, "", None, "PMID:4"),
    said("OMIM:100003", MURMUR, "3/4", 0.75, "PMID:4", onset="HP:0003623", modifier="HP:0012828"),
    said("OMIM:100003", "HP:0001419", aspect="I"),  # X-linked recessive
    said("OMIM:100004", "HP:0000007", aspect="I"),  # autosomal recessive
    said("OMIM:100004", SMALL_HEAD, "2/2", 1.0, "PMID:5"),
    said("OMIM:100004", SEIZURE, "", None, "PMID:5", excluded=True),
]
NAMES = {
    "OMIM:100001": "Spotted seizures syndrome", "OMIM:100002": "Delay syndrome", "OMIM:100003": "Murmur syndrome",
    "OMIM:100004": "Little head syndrome 1",
}  # fmt: skip


@pytest.fixture(scope="session")
def contents():
    orphanet = Content(
        version="2025-02-02",
        concepts=[
            Concept("ORPHA:11", label_en="Spotted seizures", label_fr="Crises et taches", level="disorder"),
            Concept("ORPHA:12", label_en="Disorder with rash", level="disorder"),
            Concept("ORPHA:13", label_en="Group of delays", level="group"),
        ],
        mappings=[
            Mapping("ORPHA:11", "OMIM:100001", "exact"),
            Mapping("ORPHA:10", "ORPHA:11", "moved-to"),
            Mapping("ORPHA:12", "OMIM:100003", "broader"),
        ],
        phenotypes=[said("ORPHA:11", DELAY, "HP:0040283", 0.17, "ORPHA:11")],
        courses=[
            Course("ORPHA:11", "inheritance", "Autosomal dominant"),
            Course("ORPHA:11", "onset", "Infancy"),
            Course("ORPHA:12", "onset", "Adult"),
        ],
        genes=[Gene("ORPHA:11", "HGNC:1", "SPOT1", "", True, "")],
        prevalences=[Prevalence("ORPHA:11", "Point prevalence", "", "1-9 / 100 000", 2.0, "Europe", "")],
    )
    annotations = Content(
        version="2025-01-01",
        phenotypes=PHENOTYPES,
        concepts=[Concept(code, label_en=name) for code, name in NAMES.items()],
    )
    mondo = Content(
        concepts=[Concept("MONDO:0000001", label_en="little head syndrome 2")],
        mappings=[
            Mapping("MONDO:0000001", "OMIM:100005", "exact"),
            Mapping("MONDO:0000002", "OMIM:100002", "exact"),
            Mapping("MONDO:0000002", "OMIM:100003", "exact"),
            Mapping("MONDO:0000003", "OMIM:100004", "related"),
        ],
    )
    hgnc = Content(
        concepts=[Concept("HGNC:1", "SPOT1"), Concept("HGNC:2", "OTHER1")],
        names=[
            Name("HGNC:1", "en", "OLDSPOT"),
            Name("HGNC:1", "en", "spot protein"),
            Name("HGNC:1", "en", "OTHER1"),
            Name("HGNC:1", "en", "BOTH"),
            Name("HGNC:2", "en", "BOTH"),
        ],
    )
    hpo = ontology()
    hpo.names.append(Name(SMALL_HEAD, "en", "Tiny skull"))
    return {"hpo": hpo, "hpo-annotations": annotations, "orphapacket": orphanet, "mondo": mondo, "hgnc": hgnc}


@pytest.fixture(scope="session")
def knowledge(contents):
    release = Release("0" * 64, (SourceFile("hpo", "HPO", "2025-01-01", "abc", ("hp.obo",)),))
    return compile_contents(contents, release)
