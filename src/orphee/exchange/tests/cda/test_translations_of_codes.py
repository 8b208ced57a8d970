"""A local code with its translation: what the data set knows is used, what is local stays listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pytest
from lxml import etree

from orphee.exchange.acknowledgement import answer_to
from orphee.exchange.cda import definition
from orphee.exchange.cda.reading import read_with_places
from orphee.exchange.cda.vocabulary import HGNC, HL7, ICD10, ORPHA_DISEASE, SNOMED
from orphee.record.rules.receipt import Finding, Outcome, Receipt
from orphee.record.rules.submission import Submission

Reader = Callable[[bytes], Submission]
NOW = dt.datetime(2025, 6, 1, 12, 0, tzinfo=dt.UTC)
NS = {"c": HL7}
STATUS = "//c:observation[c:code/@code='MED-072']/c:value"
GENE = "(//c:observation[c:code/@code='MED-552'])[1]/c:value"
DISEASE = "//c:observation[c:code/@code='282291009']/c:value"
CONTEXT = "//c:encounter[c:code/@code='29']/c:code"


def coded(document: bytes, path: str, code: str, system: str, *translations: tuple[str, str]) -> bytes:
    """The invented document with another code at this place ("" for another, unnamed one), and translations."""
    root = etree.fromstring(document)
    (value,) = root.xpath(path, namespaces=NS)
    for one in list(value):
        value.remove(one)
    for key in ("code", "codeSystem", "displayName", "codeSystemName"):
        value.attrib.pop(key, None)
    given = {"code": code, "codeSystem": system} if code else {"nullFlavor": "OTH"}
    value.attrib.update(given)
    for translation, space in translations:
        etree.SubElement(value, f"{{{HL7}}}translation", code=translation, codeSystem=space)
    return etree.tostring(root)


def answers(submission: Submission, instrument: str) -> Mapping[str, object]:
    """What the entry says."""
    return next(one.payload for one in submission.entries if one.instrument == instrument)


CASES = [
    # where, its code and system, its translations, what is used, what is listed
    (STATUS, "", "", [("2931005", SNOMED)], "diagnosis", "status", "2931005", []),
    (STATUS, "L1", "1.2.3.4", [("x", "1.2"), ("2931005", SNOMED)], "diagnosis", "status", "2931005",
     ["@code", "translation[1]"]),
    (STATUS, "255545003", SNOMED, [("2931005", SNOMED)], "diagnosis", "status", "255545003", ["translation"]),
    (STATUS, "L1", "1.2.3.4", [("x", "1.2")], "diagnosis", "status", "L1", ["translation"]),
    (STATUS, "", "", [], "diagnosis", "status", None, ["@nullFlavor"]),
    (GENE, "E1", "1.2.3.4", [("2928", HGNC)], "diagnosis", "genes", ["HGNC:2928", "HGNC:39983"], ["@code"]),
    (DISEASE, "", "", [("558", ORPHA_DISEASE)], "diagnosis", "disease", "ORPHA:558", []),
    (DISEASE, "", "", [("C91.0", ICD10)], "diagnosis", "disease", None, ["@nullFlavor", "translation"]),
    (CONTEXT, "L1", "1.2.3.4", [("29", definition.system_of("activity", "context", "29"))],
     "activity", "context", "29", ["@code"]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "code", "system", "translations", "instrument", "item", "used", "listed"), CASES)
def test_a_translation_that_the_data_set_knows_is_used(
    path: str, code: str, system: str, translations: list[tuple[str, str]], instrument: str, item: str, used: object,
    listed: list[str], document: bytes, reader: Reader,
) -> None:  # fmt: skip
    submission = reader(coded(document, path, code, system, *translations))
    assert answers(submission, instrument).get(item) == used
    paths = [one.path for one in submission.remainders]
    assert [one.rpartition("/")[2] for one in paths] == listed


def test_a_code_that_is_none_is_answered_once(document: bytes) -> None:
    content = document.replace(b'code="PCOUSN"', b'code="NIMP"')
    reading = read_with_places(content, received_at=NOW, sender="test")
    place = (("instrument", "family"), ("entry", ""), ("item", "index_cases.0.relationship"))
    unknown = Finding("code-unknown", "error", "", {"fr": "…", "en": "…"}, place)
    receipt = Receipt(outcome=Outcome.STORED, findings=(unknown,))
    (one,) = answer_to(receipt, reading)["problems"]
    assert one["code"] == "code-unknown"
    assert one["xpath"].endswith("/organizer/subject/relatedSubject/code")
