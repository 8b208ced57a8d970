"""The rules let the official samples pass and catch every mutation."""

from __future__ import annotations

import pytest
from lxml import etree

from orphee.exchange.cda.rule_table import CODE_RULES, RULES
from orphee.exchange.cda.rules import check

FORGOTTEN_BY_THE_SCHEMATRON = {"DOC-01", "CONS-01", "PAT-ID2", "DIAG-03", "MED-552", "PAT-062", "PAT-064", "MED-1286"}


@pytest.mark.samples
def test_the_official_samples_pass(samples: list[bytes]) -> None:
    for content in samples:
        assert check(content) == ()


def test_the_rules_the_schematron_forgets_are_there() -> None:
    forgotten = {rule.element for rule in (*RULES, *CODE_RULES) if rule.forgotten}
    assert forgotten >= FORGOTTEN_BY_THE_SCHEMATRON


@pytest.mark.parametrize(
    ("xpath", "element"),
    [
        ("//h:confidentialityCode", "DOC-04"),
        ("//h:documentationOf", "DOC-05"),
        ("/h:ClinicalDocument/h:author", "DOC-06"),
        ("//h:custodian//h:id", "DOC-07"),
        ("//h:legalAuthenticator", "DOC-08"),
        ("//h:setId", "DOC-03"),
        ("//h:patientRole/h:id[@root='1.2.3.4']", "PAT-ID2"),
        ("//h:patient/h:name/h:family[@qualifier='BR']", "PAT-ID4"),
        ("//h:patient/h:birthTime", "PAT-ID9"),
        ("//h:component[h:section/h:templateId/@root='1.2.250.1.213.1.1.2.66']", "GEN-164"),
        ("//h:entry[h:observation/h:code/@code='GEN-165']", "GEN-165"),
        ("//h:encounter/h:id", "PEC-01"),
        ("//h:encounter/h:effectiveTime", "PEC-03"),
        ("//h:encounter/h:performer", "PEC-04"),
        ("//h:encounter/h:informant", "PEC-05"),
        ("//h:encounter/h:participant", "PEC-06"),
        ("//h:entryRelationship[h:observation/h:code/@code='GEN-368']", "GEN-368"),
        ("//h:entryRelationship[h:observation/h:code/@code='ORG-034']", "ORG-034"),
        ("//h:entryRelationship[h:observation/h:code/@code='MED-072']", "MED-072"),
        ("//h:entryRelationship[h:observation/h:code/@code='MED-071']", "MED-071"),
        ("//h:entryRelationship[h:observation/h:code/@code='PAT-013']", "PAT-013"),
        ("//h:entryRelationship[h:observation/h:code/@code='PAT-062']", "PAT-062"),
        ("//h:entryRelationship[h:observation/h:code/@code='PAT-064']", "PAT-064"),
        ("//h:component[h:section/h:templateId/@root='1.2.250.1.213.1.1.2.84']", "NEO-04"),
        ("//h:procedure/h:code", "NEO-01"),
        ("//h:entry[h:observation/h:code/@code='11884-4']", "NEO-03"),
        ("//h:component[h:observation/h:code/@code='55281-0']", "GRO-02"),
        ("//h:component[h:observation/h:code/@code='09.02']", "GRO-03"),
        ("//h:component[h:observation/h:code/@code='63893-2']", "GRO-05"),
    ],
)
def test_a_missing_part_is_caught(xpath: str, element: str, document: bytes) -> None:
    root = etree.fromstring(document)
    found = root.xpath(xpath, namespaces={"h": "urn:hl7-org:v3"})
    assert found
    for node in found:
        node.getparent().remove(node)
    objections = check(etree.tostring(root))
    assert element in {dict(one.params)["element"] for one in objections}
    assert all(one.path.startswith("/ClinicalDocument") and one.text["fr"] and one.text["en"] for one in objections)


@pytest.mark.parametrize(
    ("statement", "element"),
    [
        ("MED-072", "MED-072"),
        ("MED-073", "MED-073"),
        ("PAT-013", "PAT-013"),
        ("MED-071", "MED-071"),
        ("PAT-062", "PAT-062"),
        ("PAT-064", "PAT-064"),
        ("MED-1286", "MED-1286"),
        ("ORG-017", "ORG-017"),
        ("MED-552", "MED-552"),
        ("282291009", "DIAG-03"),
        ("ORG-034", "ORG-034"),
        ("MED-078", "MED-078"),
        ("63893-2", "GRO-05"),
        ("11323-3", "PB-03"),
    ],
)
def test_a_code_outside_its_set_is_caught(statement: str, element: str, document: bytes) -> None:
    root = etree.fromstring(document)
    (first, *_) = root.xpath(f"//*[local-name()='observation'][*[@code='{statement}']]/*[local-name()='value']")
    first.set("code", "WRONG-1")
    assert element in {dict(one.params)["element"] for one in check(etree.tostring(root))}


def test_a_wrong_ins_key_and_an_unknown_wish_are_caught(document: bytes) -> None:
    wrong = document.replace(b"255081416802538", b"255081416802539").replace(b"GEN-317", b"GEN-399")
    assert {dict(one.params)["element"] for one in check(wrong)} == {"PAT-ID1", "CONS-01"}
