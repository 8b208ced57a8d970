"""Small invented releases, in the true shape of the published files."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

OBO = """format-version: 1.2
data-version: hp/releases/2030-01-01
ontology: hp

[Term]
id: HP:0000001
name: All

[Term]
id: HP:0000118
name: Phenotypic abnormality
is_a: HP:0000001 ! All

[Term]
id: HP:0000252
name: Microcephaly
alt_id: HP:0001366
def: "A head that is \\"small\\" for age." [PMID:1]
synonym: "Small head" EXACT layperson []
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0001250
name: Seizure
synonym: "Epileptic seizure" EXACT []
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0002373
name: Febrile seizure
is_a: HP:0001250 ! Seizure

[Term]
id: HP:0000057
name: obsolete Clitoromegaly
is_obsolete: true
replaced_by: HP:0000252

[Term]
id: HP:0004322
name: Short stature
is_a: HP:0000118 ! Phenotypic abnormality

[Typedef]
id: has_part
name: has part
"""

HPOA = "\n".join(
    (
        '#description: "invented"',
        "#version: 2030-01-01",
        "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration",
        "OMIM:999001\tInvented syndrome 1\t\tHP:0001250\tPMID:1\tPCS\t\t3/4\t\t\tP\tx",
        "OMIM:999001\tInvented syndrome 1\tNOT\tHP:0004322\tPMID:1\tPCS\t\t\tMALE\t\tP\tx",
        "ORPHA:9001\tInvented disease\t\tHP:0000252\tORPHA:9001\tTAS\tHP:0003593\tHP:0040281\t\t\tP\tx",
        "",
    )
)  # fmt: skip

GENES = "\n".join(
    (
        "ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id",
        "10\tNAT2\tHP:0001250\tSeizure\t-\tOMIM:999001",
        "10\tNAT2\tHP:0004322\tShort stature\t-\tOMIM:999001",
        "",
    )
)

BABELON = "\n".join(
    (
        "subject_id\tsource_language\ttranslation_language\tpredicate_id\tsource_value\ttranslation_status\ttranslation_value",
        "HP:0000252\ten\tfr\trdfs:label\tMicrocephaly\tOFFICIAL\tMicrocéphalie",
        "HP:0000252\ten\tfr\trdfs:label\tMicrocephaly\tOFFICIAL\tMicrocéphalie",
        "HP:0000252\ten\tfr\tIAO:0000115\tA small head.\tOFFICIAL\tUne petite tête.",
        "HP:0001250\ten\tfr\trdfs:label\tSeizure\tOFFICIAL\tÉpilepsie",
        "HP:0004322\ten\tfr\trdfs:label\tShort stature\tOFFICIAL\tPetite taille",
        "",
    )
)  # fmt: skip

SYNONYMS = "\n".join(
    (
        "subject_id\ttranslation_value\tcomment\tStatus\tLine number",
        "ID\tAL oboInOwl:hasExactSynonym@fr\t\t\t",
        "HP:0004322\tquot;nanisme harmonieuxquot;|Retard statural|Decreased body height\tsynonyms\tCANDIDATE\t1",
        "HP:0000252\tTête\tsynonyms\tCANDIDATE\t2",
        "",
    )
)


def packet(code: str, label: str, **more: object) -> dict[str, object]:
    """One orphapacket entity."""
    return {
        "ORPHAcode": code,
        "Label": label,
        "creationDate": "2030-02-02 10:00:00",
        "version": "1.0",
        "ORPHApacketId": code,
        **more,
    }


PACKETS = (
    packet("9000", "Invented group", DisorderType={"value": "Category"}),
    packet(
        "9001",
        "Invented disease",
        DisorderType={"value": "Disease"},
        Synonyms=[{"Synonym": "Dupont-Durand syndrome"}],
        ExternalReferences=[
            {"Source": "OMIM", "Reference": "999001", "DisorderMappingRelation": "E (Exact mapping: same)"}
        ],
        TextSection={"TextSectionType": "Definition", "Contents": "A disease nobody has."},
        Parents={"Parent": [{"ORPHAcode": "9000", "Label": "Invented group"}]},
        Genes=[
            {
                "Gene": {
                    "Symbol": "NAT2",
                    "ExternalReferences": [{"Source": "HGNC", "Reference": "7646"}],
                    "DisorderGeneAssociationType": "Disease-causing germline mutation(s) in",
                }
            }
        ],
        Phenotypes=[
            {"Phenotype": {"HPOId": "HP:0001250", "HPOTerm": "Seizure", "HPOFrequency": "Frequent (79-30%)"}},
            {"Phenotype": {"HPOId": "HP:0004322", "HPOTerm": "Short", "HPOFrequency": "Excluded (0%)"}},
        ],
        Prevalences={"Prevalence": [{"PrevalenceType": "Point prevalence", "ValMoy": "0.5"}]},
        AverageAgeOfOnsets={"AverageAgeOfOnset": [{"value": "Infancy"}]},
        TypeOfInheritances=[
            {"TypeOfInheritance": {"value": "Autosomal recessive"}},
            {"TypeOfInheritance": {"value": "X-linked recessive"}},
        ],
    ),
    packet(
        "9002",
        "Invented disease, mild form",
        DisorderType={"value": "Clinical subtype"},
        Parents=[{"Parent": [{"ORPHAcode": "9001", "Label": "Invented disease"}]}],
    ),
)

LABELS = "\n".join(
    (
        "orpha_code\tlabel_fr\tlabel_en\tlevel\tlevel_label\tstatus\tstatus_label\ttype",
        "9000\tGroupe inventé\tInvented group\t36540\tGroup of disorders\t1\tActive\t36561",
        "9001\tMaladie inventée\tInvented disease\t36547\tDisorder\t1\tActive\t21394",
        "9003\tMaladie d'autrefois\tFormer disease\t36547\tDisorder\t8449\tInactive: Deprecated\t21394",
        "9004\tMaladie fréquente\tFrequent disease\t36547\tDisorder\t8225\tInactive: Non rare in Europe\t21394",
        "9005\tMaladie oubliée\tForgotten disease\t36547\tDisorder\t8208\tInactive: Obsolete\t21394",
        "",
    )
)
REDIRECTIONS = "from\tto\tredir_type\tredir_label\n9003\t9001\t21471\tMoved to\n9005\t9000\t27341\tReferred to\n"
FRENCH_SYNONYMS = 'orpha_code\tpref_label\tsynonyms\n9001\tMaladie inventée\tSyndrome "grelot" de l\'œil\n'

HGNC = "\n".join(
    (
        "hgnc_id\tsymbol\tname\tlocus_group\tstatus\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id\tomim_id",
        "HGNC:7646\tNAT2\tN-acetyltransferase 2\tprotein-coding gene\tApproved\t\tAAC2\t10\tENSG00000156006\t612182",
        "",
    )
)  # fmt: skip

MONDO = "\n".join(
    (
        "# mapping_set_version: http://example.org/releases/2030-03-03/x.sssom.tsv",
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label",
        "MONDO:0000901\tinvented disease\tskos:exactMatch\tOrphanet:9001\tInvented disease",
        "MONDO:0000901\tinvented disease\tskos:exactMatch\tOMIM:999002\tInvented disease",
        "",
    )
)  # fmt: skip

PLACES = {
    "regions": [{"code": "11", "nom": "Île-de-France", "chefLieu": "75056"}],
    "departements": [{"code": "93", "nom": "Seine-Saint-Denis", "region": "11", "chefLieu": "93008"}],
    "communes": [
        {"code": "93066", "nom": "Saint-Denis", "departement": "93", "region": "11", "type": "commune-actuelle",
         "codesPostaux": ["93200", "93210"], "population": 150000},
        {"code": "93059", "nom": "Pierrefitte-sur-Seine", "departement": "93", "region": "11",
         "type": "commune-deleguee", "chefLieu": "93066"},
    ],
}  # fmt: skip


def tarball() -> bytes:
    """The places as the npm tarball has them."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, rows in PLACES.items():
            content = json.dumps(rows, ensure_ascii=False).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def every_file() -> dict[str, bytes]:
    """All the invented releases, by file name, some packed."""
    packets = "\n".join(json.dumps(each, ensure_ascii=False) for each in PACKETS)
    texts = {
        "hp.obo": OBO,
        "phenotype.hpoa": HPOA,
        "genes_to_phenotype.txt": GENES,
        "hp-fr.babelon_2030-01-02.tsv": BABELON,
        "hp-fr.synonyms_2030-01-02.tsv": SYNONYMS,
        "nomenclature_2029-06_fr_en.tsv": LABELS,
        "redirections_2029-06.tsv": REDIRECTIONS,
        "synonyms_2029-06_fr.tsv": FRENCH_SYNONYMS,
        "hgnc.tsv": HGNC,
        "mondo_exactmatch.sssom.tsv": MONDO,
    }
    found = {name: text.encode() for name, text in texts.items()}
    found["orphapacket.jsonl.gz"] = gzip.compress(packets.encode())
    found["places-1.0.0.tgz"] = tarball()
    return found


def write_all(folder: Path) -> Path:
    """Write every invented release into a folder."""
    for name, content in every_file().items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder with every invented release."""
    folder = tmp_path / "releases"
    folder.mkdir()
    return write_all(folder)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write one file and give its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Write a zip of texts (in Latin-1, as Orphanet does) and give its path."""

    def write(members: dict[str, str]) -> Path:
        path = tmp_path / "pack.zip"
        with zipfile.ZipFile(path, "w") as pack:
            for name, text in members.items():
                pack.writestr(name, text.encode("latin-1"))
        return path

    return write


@pytest.fixture(scope="module")
def loaded_once(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Every invented release is in the database for all tests of a file, and gone after them."""
    from django.db import transaction

    from orphee.terminology.loading import load
    from orphee.terminology.lookup import forget_caches

    with django_db_blocker.unblock(), transaction.atomic():
        forget_caches()
        report = load([write_all(tmp_path_factory.mktemp("releases"))])
        assert not report.refused, report.refused
        yield
        transaction.set_rollback(True)
        forget_caches()


@pytest.fixture
def loaded(loaded_once: None, db: None) -> None:
    """Every invented release is in the database."""
