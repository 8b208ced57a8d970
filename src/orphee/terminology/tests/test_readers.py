"""Each reader on an invented file in the published shape, and on files that are not what they should be."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from orphee.terminology.loaders import (
    french_places,
    hgnc,
    hpo,
    hpo_french,
    mondo,
    nomenclature_pack,
    orphadata,
    orphanet_tables,
    orphapacket,
)
from orphee.terminology.loaders.files import content_of
from orphee.terminology.loaders.sources import recognise, sort_out
from orphee.terminology.rules.statements import Content, Edge, Mapping, Name, UnableToRead

Write = Callable[[str, str | bytes], Path]

HEAD = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<JDBOR date="2030-04-04 10:00:00" version="1.3" copyright="x">\n'
DISORDER = """<OrphaCode>{code}</OrphaCode><ExpertLink lang="en">http://example.org</ExpertLink>
<Name lang="{language}">{name}</Name>"""
GROUP = '<DisorderType id="21394"><Name lang="en">Disease</Name></DisorderType><DisorderGroup id="36547"/>'


def product1(language: str = "en") -> str:
    """Two entities of product 1: one that survives, one that was moved to it."""
    kept = DISORDER.format(code=9001, language=language, name="Invented disease")
    moved = DISORDER.format(code=9003, language=language, name="Former disease")
    return f"""{HEAD}<DisorderList count="2">
    <Disorder id="1">{kept}
      <DisorderFlagList count="1"><DisorderFlag id="475"><Value>1</Value><Label/></DisorderFlag></DisorderFlagList>
      <SynonymList count="1"><Synonym lang="{language}">Dupont syndrome</Synonym></SynonymList>{GROUP}
      <ExternalReferenceList count="2">
        <ExternalReference id="1"><Source>OMIM</Source><Reference>999001</Reference>
          <DisorderMappingRelation id="1"><Name lang="en">E (Exact mapping)</Name></DisorderMappingRelation>
        </ExternalReference>
        <ExternalReference id="2"><Source>ICD-10</Source><Reference>G71.0</Reference>
          <DisorderMappingRelation id="2"><Name lang="en">NTBT (narrower)</Name></DisorderMappingRelation>
        </ExternalReference>
      </ExternalReferenceList>
      <DisorderDisorderAssociationList count="1"><DisorderDisorderAssociation>
        <TargetDisorder id="1" cycle="true"/>
        <RootDisorder id="2"><OrphaCode>9003</OrphaCode></RootDisorder>
        <DisorderDisorderAssociationType id="21471"><Name lang="en">Moved to</Name></DisorderDisorderAssociationType>
      </DisorderDisorderAssociation></DisorderDisorderAssociationList>
      <SummaryInformationList count="1"><SummaryInformation id="1" lang="{language}"><TextSectionList count="1">
        <TextSection id="1"><Contents>A disease nobody has.</Contents></TextSection>
      </TextSectionList></SummaryInformation></SummaryInformationList>
    </Disorder>
    <Disorder id="2">{moved}
      <DisorderFlagList count="3"><DisorderFlag id="1"><Value>8192</Value><Label>Inactive</Label></DisorderFlag>
        <DisorderFlag id="2"><Value>256</Value><Label>Deprecated entity</Label></DisorderFlag>
        <DisorderFlag id="3"><Value>1</Value><Label/></DisorderFlag></DisorderFlagList>{GROUP}
      <DisorderDisorderAssociationList count="1"><DisorderDisorderAssociation>
        <TargetDisorder id="1"><OrphaCode>9001</OrphaCode></TargetDisorder><RootDisorder id="2" cycle="true"/>
        <DisorderDisorderAssociationType id="21471"><Name lang="en">Moved to</Name></DisorderDisorderAssociationType>
      </DisorderDisorderAssociation></DisorderDisorderAssociationList>
    </Disorder></DisorderList></JDBOR>"""


PRODUCT3 = (
    HEAD
    + """<ClassificationList count="1"><Classification id="146"><OrphaNumber>1</OrphaNumber><Name lang="en">x</Name>
<ClassificationNodeRootList count="1"><ClassificationNode><Disorder id="1"><OrphaCode>9000</OrphaCode></Disorder>
 <ClassificationNodeChildList count="2">
  <ClassificationNode><Disorder id="2"><OrphaCode>9001</OrphaCode></Disorder>
   <ClassificationNodeChildList count="1"><ClassificationNode><Disorder id="3"><OrphaCode>9002</OrphaCode></Disorder>
    <ClassificationNodeChildList count="0"/></ClassificationNode></ClassificationNodeChildList></ClassificationNode>
  <ClassificationNode><Disorder id="4"><OrphaCode>9005</OrphaCode></Disorder></ClassificationNode>
 </ClassificationNodeChildList></ClassificationNode></ClassificationNodeRootList>
</Classification></ClassificationList></JDBOR>"""
)
PRODUCT4 = (
    HEAD
    + """<HPODisorderSetStatusList count="1"><HPODisorderSetStatus id="1"><Disorder id="1">
<OrphaCode>9001</OrphaCode><HPODisorderAssociationList count="2">
 <HPODisorderAssociation id="1"><HPO id="4"><HPOId>HP:0000252</HPOId><HPOTerm>Microcephaly</HPOTerm></HPO>
  <HPOFrequency id="28412"><Name lang="en">Very frequent (99-80%)</Name></HPOFrequency>
  <DiagnosticCriteria id="1"><Name lang="en">Pathognomonic sign</Name></DiagnosticCriteria></HPODisorderAssociation>
 <HPODisorderAssociation id="2"><HPO id="5"><HPOId>HP:0001250</HPOId><HPOTerm>Seizure</HPOTerm></HPO>
  <HPOFrequency id="1"><Name lang="en">Excluded (0%)</Name></HPOFrequency><DiagnosticCriteria/></HPODisorderAssociation>
</HPODisorderAssociationList></Disorder><Source>1[PMID]</Source></HPODisorderSetStatus></HPODisorderSetStatusList></JDBOR>"""
)
PRODUCT6 = (
    HEAD
    + """<DisorderList count="1"><Disorder id="1"><OrphaCode>9001</OrphaCode><DisorderGeneAssociationList count="1">
<DisorderGeneAssociation><SourceOfValidation>2[PMID]</SourceOfValidation><Gene id="1"><Name lang="en">n</Name>
 <Symbol>NAT2</Symbol><ExternalReferenceList count="1"><ExternalReference id="1"><Source>HGNC</Source>
 <Reference>7646</Reference></ExternalReference></ExternalReferenceList></Gene>
 <DisorderGeneAssociationType id="1"><Name lang="en">Candidate gene tested in</Name></DisorderGeneAssociationType>
 <DisorderGeneAssociationStatus id="1"><Name lang="en">Not yet assessed</Name></DisorderGeneAssociationStatus>
</DisorderGeneAssociation></DisorderGeneAssociationList></Disorder></DisorderList></JDBOR>"""
)
PRODUCT9 = (
    HEAD
    + """<DisorderList count="1"><Disorder id="1"><OrphaCode>9001</OrphaCode><PrevalenceList count="1">
<Prevalence id="1"><Source>3[PMID]</Source>
 <PrevalenceType id="1"><Name lang="en">Point prevalence</Name></PrevalenceType>
 <PrevalenceQualification id="1"><Name lang="en">Value and class</Name></PrevalenceQualification>
 <PrevalenceClass id="1"><Name lang="en">&lt;1 / 1 000 000</Name></PrevalenceClass><ValMoy>0.05</ValMoy>
 <PrevalenceGeographic id="1"><Name lang="en">France</Name></PrevalenceGeographic></Prevalence>
</PrevalenceList></Disorder></DisorderList></JDBOR>"""
)
AGES = (
    HEAD
    + """<DisorderList count="1"><Disorder id="1"><OrphaCode>9001</OrphaCode>
<AverageAgeOfOnsetList count="1"><AverageAgeOfOnset id="1"><Name lang="en">Childhood</Name></AverageAgeOfOnset>
</AverageAgeOfOnsetList><TypeOfInheritanceList count="1"><TypeOfInheritance id="1">
<Name lang="en">Autosomal recessive</Name></TypeOfInheritance></TypeOfInheritanceList>
</Disorder></DisorderList></JDBOR>"""
)
PACK = (
    HEAD.replace("date=", "ExtractionDate=")
    + """<DisorderList count="1"><Disorder id="1"><OrphaCode>9005</OrphaCode>
<Name lang="fr">Maladie oubliée</Name><FlagValue>8208</FlagValue><Totalstatus lang="fr">Inactive</Totalstatus>
<SynonymList count="1"><Synonym lang="fr">Maladie égarée</Synonym></SynonymList><DisorderType id="21394"/>
<ClassificationLevel id="36547"/><DisorderDisorderAssociationList count="0"/></Disorder></DisorderList></JDBOR>"""
)


def test_every_file_is_recognised_by_its_content(releases: Path) -> None:
    (releases / "readme.txt").write_text("nothing of ours")
    found, strangers = sort_out([releases])
    assert list(found) == [
        "hpo", "hpo-french", "orphanet-nomenclature", "orphapacket", "hpo-annotations", "hpo-genes", "hgnc", "mondo",
        "places",
    ]  # fmt: skip
    assert [path.name for path in strangers] == ["readme.txt"]


@pytest.mark.parametrize(
    ("xml", "source"),
    [
        (product1(), "orphadata-1"), (PRODUCT3, "orphadata-3"), (PRODUCT4, "orphadata-4"), (PRODUCT6, "orphadata-6"),
        (PRODUCT9, "orphadata-9-prevalence"), (AGES, "orphadata-9-ages"),
    ],
)  # fmt: skip
def test_every_product_is_recognised_whatever_its_name(xml: str, source: str, written: Write) -> None:
    found = recognise(written("download (3).xml", xml))
    assert found is not None
    assert found.key == source


def test_obo(releases: Path) -> None:
    content = hpo.read_obo([releases / "hp.obo"])
    by_code = {concept.code: concept for concept in content.concepts}
    assert content.version == "2030-01-01"
    assert by_code["HP:0000252"].definition_en == 'A head that is "small" for age.'
    assert (by_code["HP:0000057"].status, by_code["HP:0000057"].replaced_by) == ("obsolete", "HP:0000252")
    assert (by_code["HP:0001366"].status, by_code["HP:0001366"].replaced_by) == ("merged", "HP:0000252")
    assert Edge("HP:0002373", "HP:0001250") in content.edges
    assert Name("HP:0001250", "en", "Epileptic seizure") in content.names


def test_hpoa(releases: Path) -> None:
    content = hpo.read_hpoa([releases / "phenotype.hpoa"])
    first, second, third = content.phenotypes
    assert (first.disease, first.term, first.share) == ("OMIM:999001", "HP:0001250", 0.75)
    assert (second.excluded, second.sex) == (True, "male")
    assert (third.onset, third.share) == ("HP:0003593", 0.895)
    assert {concept.code: concept.label_en for concept in content.concepts}["ORPHA:9001"] == "Invented disease"


def test_a_gene_of_a_disease_is_read_once(releases: Path) -> None:
    (gene,) = hpo.read_genes([releases / "genes_to_phenotype.txt"]).genes
    assert (gene.disease, gene.gene, gene.symbol) == ("OMIM:999001", "NCBIGene:10", "NAT2")


def test_french_names_and_their_defects(releases: Path) -> None:
    content = hpo_french.read([path for path in releases.iterdir() if path.name.startswith("hp-fr")])
    labels = {concept.code: concept.label_fr for concept in content.concepts}
    names = {(name.code, name.text) for name in content.names}
    assert labels["HP:0000252"] == "Microcéphalie"
    assert labels["HP:0001250"] == "Crise d'épilepsie"  # our correction
    assert ("HP:0001250", "Épilepsie") in names
    assert {("HP:0004322", "nanisme harmonieux"), ("HP:0004322", "Retard statural")} <= names
    assert ("HP:0004322", "Decreased body height") not in names
    assert ("HP:0000252", "Tête") not in names
    assert content.notes["label given more than once"] == 1


@pytest.mark.parametrize(
    ("synonym", "is_kept"),
    [
        ("Abnormality of the nose", False),
        ("Underdeveloped thumb", False),
        ("hyperazotemie", True),
        ("Hirsutisme", True),
        ("Pectus excavatum", True),
        ("Syndrome de Brooks", True),
        ("Main", False),
        ("OS", False),
        ("Short phalanx of finger", False),
        ("quot;faciès triangulairequot;", True),
    ],
)
def test_which_french_synonyms_are_kept(synonym: str, *, is_kept: bool) -> None:
    assert (hpo_french.why_not(hpo_french.tidy(synonym), set()) == "") is is_kept


def test_each_correction_says_why() -> None:
    lines = files("orphee.terminology.loaders").joinpath("hpo_french_corrections.csv").read_text("utf-8").splitlines()
    for row in csv.DictReader(lines):
        assert row["code"].startswith("HP:")
        assert row["what"] in {"label", "add", "drop"}
        assert row["text"]
        assert row["why"]


def test_orphapacket_in_all_its_shapes(releases: Path) -> None:
    content = orphapacket.read([releases / "orphapacket.jsonl.gz"])
    by_code = {concept.code: concept for concept in content.concepts}
    assert [by_code[f"ORPHA:{code}"].level for code in (9000, 9001, 9002)] == ["group", "disorder", "subtype"]
    assert set(content.edges) == {Edge("ORPHA:9001", "ORPHA:9000"), Edge("ORPHA:9002", "ORPHA:9001")}
    assert content.mappings == [Mapping("ORPHA:9001", "OMIM:999001", "exact")]
    assert [(p.term, p.share, p.excluded) for p in content.phenotypes] == [
        ("HP:0001250", 0.545, False),
        ("HP:0004322", 0.0, True),
    ]
    assert content.genes[0].gene == "HGNC:7646"
    assert content.prevalences[0].per_100_000 == 0.5
    assert [course.value for course in content.courses] == ["Infancy", "Autosomal recessive", "X-linked recessive"]


def test_orphanet_tables(releases: Path) -> None:
    content = orphanet_tables.read(sorted(releases.glob("*2029*")))
    by_code = {concept.code: concept for concept in content.concepts}
    assert [by_code[f"ORPHA:{code}"].status for code in (9001, 9003, 9004, 9005)] == [
        "active", "deprecated", "non-rare", "obsolete",
    ]  # fmt: skip
    assert by_code["ORPHA:9003"].replaced_by == "ORPHA:9001"
    assert Name("ORPHA:9001", "fr", 'Syndrome "grelot" de l\'œil') in content.names


def test_product_1(written: Write) -> None:
    content = orphadata.read_nomenclature([written("en.xml", product1())])
    kept, moved = content.concepts
    assert (kept.label_en, kept.status, kept.level, kept.replaced_by) == ("Invented disease", "active", "disorder", "")
    assert (moved.status, moved.replaced_by) == ("deprecated", "ORPHA:9001")
    assert Mapping("ORPHA:9001", "OMIM:999001", "exact") in content.mappings
    assert Mapping("ORPHA:9001", "ICD10:G71.0", "narrower") in content.mappings
    assert Mapping("ORPHA:9003", "ORPHA:9001", "moved-to") in content.mappings
    assert Mapping("ORPHA:9001", "ORPHA:9003", "moved-to") not in content.mappings


def test_product_1_in_two_languages_is_one_release(written: Write) -> None:
    french = product1("fr").replace("Invented disease", "Maladie inventée").encode("latin-1")
    content = orphadata.read_nomenclature([written("en.xml", product1()), written("fr.xml", french)])
    content.unite()
    labels = [(c.label_en, c.label_fr) for c in content.concepts if c.code == "ORPHA:9001"]
    assert labels == [("Invented disease", "Maladie inventée")]


def test_products_3_4_6_and_9(written: Write) -> None:
    edges = orphadata.read_classifications([written("3.xml", PRODUCT3)]).edges
    assert edges == [
        Edge("ORPHA:9001", "ORPHA:9000"), Edge("ORPHA:9002", "ORPHA:9001"), Edge("ORPHA:9005", "ORPHA:9000"),
    ]  # fmt: skip
    first, second = orphadata.read_features([written("4.xml", PRODUCT4)]).phenotypes
    assert (first.frequency, first.modifier, first.reference) == ("HP:0040281", "Pathognomonic sign", "1[PMID]")
    assert second.excluded
    (gene,) = orphadata.read_genes([written("6.xml", PRODUCT6)]).genes
    assert (gene.gene, gene.is_assessed, gene.reference) == ("HGNC:7646", False, "2[PMID]")
    (prevalence,) = orphadata.read_prevalences([written("9.xml", PRODUCT9)]).prevalences
    assert (prevalence.band, prevalence.per_100_000, prevalence.geography) == ("<1 / 1 000 000", 0.05, "France")
    courses = orphadata.read_courses([written("ages.xml", AGES)]).courses
    assert [(course.kind, course.value) for course in courses] == [
        ("onset", "Childhood"), ("inheritance", "Autosomal recessive"),
    ]  # fmt: skip


IN_FRENCH = {
    "Excluded (0%)": "Exclu (0%)",
    "Very frequent (99-80%)": "Très fréquent (99-80%)",
    "Not yet assessed": "Non encore évalué",
    "Candidate gene tested in": "Gène candidat testé dans",
    "Point prevalence": "Prévalence ponctuelle",
    "Value and class": "Valeur et classe",
    ">France<": ">Monde<",
    "Childhood": "Enfance",
    "Autosomal recessive": "Autosomique récessive",
}


@pytest.mark.parametrize(
    ("read", "english", "kind"),
    [
        (orphadata.read_features, PRODUCT4, "phenotypes"),
        (orphadata.read_genes, PRODUCT6, "genes"),
        (orphadata.read_prevalences, PRODUCT9.replace(">France<", ">Worldwide<"), "prevalences"),
        (orphadata.read_courses, AGES, "courses"),
    ],
    ids=["4", "6", "9-prevalence", "9-ages"],
)
def test_a_french_product_means_what_the_english_one_means(
    written: Write, read: Callable[[list[Path]], Content], english: str, kind: str
) -> None:
    french = english.replace(">Worldwide<", ">France<")
    for there, here in IN_FRENCH.items():
        french = french.replace(there, here)
    french = french.replace('lang="en"', 'lang="fr"').replace("Pathognomonic sign", "Signe pathognomonique")
    said = getattr(read([written("fr.xml", french.encode("latin-1"))]), kind)
    assert [each._replace(modifier="") if kind == "phenotypes" else each for each in said] == [
        each._replace(modifier="") if kind == "phenotypes" else each
        for each in getattr(read([written("en.xml", english)]), kind)
    ]


@pytest.mark.parametrize(
    ("read", "product", "english", "unknown"),
    [
        (orphadata.read_features, PRODUCT4, "Excluded (0%)", "Sometimes"),
        (orphadata.read_features, PRODUCT4, "Excluded (0%)", "Sometimes (12-3%)"),
        (orphadata.read_genes, PRODUCT6, "Not yet assessed", "Perhaps"),
        (orphadata.read_genes, PRODUCT6.replace('lang="en"', 'lang="fr"'), "Candidate gene tested in", "Gène vu dans"),
        (orphadata.read_prevalences, PRODUCT9.replace('lang="en"', 'lang="fr"'), "Point prevalence", "Combien"),
        (orphadata.read_courses, AGES.replace('lang="en"', 'lang="fr"'), "Childhood", "Jadis"),
    ],
)
def test_a_word_whose_meaning_is_not_known_is_refused(
    written: Write, read: Callable[[list[Path]], Content], product: str, english: str, unknown: str
) -> None:
    with pytest.raises(UnableToRead, match="not known"):
        read([written("x.xml", product.replace(english, unknown).encode("latin-1"))])


def test_a_new_english_word_and_a_country_are_kept_as_written(written: Write) -> None:
    (course, _other) = orphadata.read_courses([written("en.xml", AGES.replace("Childhood", "Weekdays"))]).courses
    assert course.value == "Weekdays"
    italy = PRODUCT9.replace('<Name lang="en">France', '<Name lang="fr">Italie')
    assert orphadata.read_prevalences([written("fr.xml", italy)]).prevalences[0].geography == "Italie"


@pytest.mark.parametrize("mean", ["nan", "inf", "-3", "0.0", "no data", ""])
def test_a_mean_that_is_no_number_of_people_is_unknown(written: Write, mean: str) -> None:
    product = PRODUCT9.replace("<ValMoy>0.05<", f"<ValMoy>{mean}<")
    assert orphadata.read_prevalences([written("9.xml", product)]).prevalences[0].per_100_000 is None


def test_a_feature_without_its_term_is_refused(written: Write) -> None:
    for term in ("", "MP:12"):
        with pytest.raises(UnableToRead, match="no HPO term"):
            orphadata.read_features([written("4.xml", PRODUCT4.replace("HP:0001250", term))])


def test_a_gene_is_known_by_its_identifiers_whatever_the_words(written: Write) -> None:
    product = PRODUCT6.replace('Type id="1"><Name lang="en">Candidate', 'Type id="17949"><Name lang="fr">Toute autre')
    product = product.replace('Status id="1"><Name lang="en">Not yet', 'Status id="17991"><Name lang="fr">Bien')
    (gene,) = orphadata.read_genes([written("fr.xml", product)]).genes
    assert (gene.association, gene.is_assessed) == ("Disease-causing germline mutation(s) in", True)


def test_the_official_pack(zipped: Callable[[dict[str, str]], Path]) -> None:
    path = zipped({"Pack/ORPHAnomenclature_fr.xml": PACK, "Pack/ORPHAclassification_146_fr.xml": PRODUCT3})
    content = nomenclature_pack.read([path])
    assert nomenclature_pack.is_pack(path)
    assert (content.concepts[0].label_fr, content.concepts[0].status) == ("Maladie oubliée", "obsolete")
    assert Name("ORPHA:9005", "fr", "Maladie égarée") in content.names
    assert len(content.edges) == 3


def test_genes_and_places_and_mappings(releases: Path) -> None:
    gene = hgnc.read([releases / "hgnc.tsv"])
    assert gene.concepts[0].definition_en == "N-acetyltransferase 2"
    assert {name.text for name in gene.names} == {"N-acetyltransferase 2", "AAC2"}
    places = french_places.read([releases / "places-1.0.0.tgz"])
    assert [concept.level for concept in places.concepts] == ["region", "department", "commune", "district"]
    assert Edge("INSEE:93066", "INSEE:DEP-93") in places.edges
    assert places.places[2].postcodes == ["93200", "93210"]
    path = releases / "mondo_exactmatch.sssom.tsv"
    given_up = "MONDO:0000902\tobsolete former disease\tskos:exactMatch\tOMIM:9\tx\n"
    other = given_up.replace("902", "903").replace("obsolete former", "obsoleted other")
    path.write_text(f"{path.read_text()}{given_up}{other}")
    mappings = mondo.read([path])
    assert mappings.version == "2030-03-03"
    assert [(concept.label_en, concept.status) for concept in mappings.concepts] == [
        ("invented disease", "active"), ("former disease", "obsolete"), ("other disease", "obsolete"),
    ]  # fmt: skip


# Files that are not what they should be


def test_a_cut_gzip_is_refused(releases: Path) -> None:
    path = releases / "orphapacket.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnableToRead, match="cut off"):
        orphapacket.read([path])


def test_a_row_cut_in_the_middle_is_refused(releases: Path) -> None:
    path = releases / "phenotype.hpoa"
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UnableToRead, match="cells instead of"):
        hpo.read_hpoa([path])


def test_an_obo_cut_in_the_middle_of_a_line_is_refused(releases: Path) -> None:
    path = releases / "hp.obo"
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(UnableToRead, match="middle of a line"):
        hpo.read_obo([path])


def test_missing_columns_are_named(written: Write) -> None:
    with pytest.raises(UnableToRead, match="status"):
        hgnc.read([written("hgnc.tsv", "hgnc_id\tsymbol\tname\nHGNC:1\tA\tB\n")])


def test_cut_xml_is_refused(written: Write) -> None:
    with pytest.raises(UnableToRead, match="not complete XML"):
        orphadata.read_nomenclature([written("en.xml", product1()[:-200])])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_a_doctype_is_refused_before_anything_is_parsed(encoding: str, written: Write) -> None:
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaa">]><JDBOR>&a;</JDBOR>'
    with pytest.raises(UnableToRead, match="DOCTYPE"):
        orphadata.read_nomenclature([written("en.xml", bomb.encode(encoding))])


def test_deep_xml_is_refused(written: Write) -> None:
    deep = f"{HEAD}<DisorderList>{'<a>' * 5000}{'</a>' * 5000}</DisorderList></JDBOR>"
    with pytest.raises(UnableToRead, match="not complete XML"):
        orphadata.read_nomenclature([written("en.xml", deep)])


def test_another_language_is_refused(written: Write) -> None:
    with pytest.raises(UnableToRead, match="Names in de"):
        orphadata.read_nomenclature([written("de.xml", product1("de"))])


def test_a_zip_that_unpacks_to_too_much_is_refused(
    zipped: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nomenclature_pack, "LARGEST", 1000)
    with pytest.raises(UnableToRead, match="larger than"):
        nomenclature_pack.read([zipped({"ORPHAnomenclature_fr.xml": PACK + " " * 2000})])


def test_a_gzip_that_unpacks_to_too_much_is_refused(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orphee.terminology.loaders.files.LARGEST", 1000)
    with pytest.raises(UnableToRead, match="larger than"):
        content_of(written("big.gz", gzip.compress(b"0" * 5000)))


def test_places_without_communes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.tgz"
    with tarfile.open(path, "w:gz") as tar:
        content = json.dumps([{"code": "11", "nom": "x", "chefLieu": "1"}]).encode()
        member = tarfile.TarInfo("package/data/regions.json")
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    with pytest.raises(UnableToRead, match=r"communes\.json"):
        french_places.read([path])
