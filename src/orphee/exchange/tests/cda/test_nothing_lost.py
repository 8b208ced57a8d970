"""Whatever a document says beyond what is read is listed, header included, wherever it stands."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator

import pytest
from lxml import etree

from orphee.exchange.cda.gathering import MOST_REMAINDERS
from orphee.exchange.cda.nodes import xpath_of
from orphee.record.rules.submission import Submission

Reader = Callable[[bytes], Submission]
Change = Callable[["etree._Element"], str]
Node = etree._Element
HL7 = "{urn:hl7-org:v3}"
SDTC = "{urn:hl7-org:sdtc}"
PARSER = etree.XMLParser(remove_comments=True, remove_pis=True)


def nodes(root: Node) -> Iterator[Node]:
    """Every element but the narrative, which readers see as it stands."""
    for one in root:
        if one.tag == f"{HL7}text" and root.tag == f"{HL7}section":
            continue
        yield one
        yield from nodes(one)


def an_element(node: Node) -> str:
    """An element that no standard knows."""
    return xpath_of(etree.SubElement(node, f"{HL7}invented"))


def an_attribute(node: Node) -> str:
    """An attribute that no standard knows."""
    node.set("invented", "x")
    return f"{xpath_of(node)}/@invented"


def a_text(node: Node) -> str:
    """Words of the author beside a code."""
    text = etree.SubElement(node, f"{HL7}originalText")
    text.text = "ce que le clinicien a écrit"
    return xpath_of(text)


def a_translation(node: Node) -> str:
    """The same in another terminology."""
    return xpath_of(etree.SubElement(node, f"{HL7}translation", code="C91.0", codeSystem="2.16.840.1.113883.6.3"))


def told(path: str, submission: Submission) -> bool:
    """Whether a remainder stands at the path or above it."""
    return any(path == one.path or path.startswith(f"{one.path}/") for one in submission.remainders)


def coded(root: Node) -> list[Node]:
    """The coded elements of a body and their values: where authors write words."""
    return [
        one
        for one in nodes(root)
        if one.get("code")
        and one.tag in (f"{HL7}value", f"{HL7}code")
        and one.getparent() is not None
        and one.getparent().tag != f"{HL7}section"
    ]


@pytest.mark.samples
@pytest.mark.parametrize("change", [an_element, an_attribute, a_text, a_translation])
@pytest.mark.parametrize("position", [0, 1])
def test_an_addition_everywhere_is_told_everywhere(
    position: int, change: Change, samples: list[bytes], reader: Reader
) -> None:
    root = etree.fromstring(samples[position], PARSER)
    before = reader(samples[position])
    chosen = coded(root) if change in (a_text, a_translation) else [root, *nodes(root)]
    paths = [change(one) for one in chosen]
    after = reader(etree.tostring(root))
    assert [path for path in paths if not told(path, after)] == []
    if change in (an_element, an_attribute):
        assert [one.payload for one in after.entries] == [one.payload for one in before.entries]
        assert after.person == before.person


@pytest.mark.samples
@pytest.mark.parametrize("change", [an_element, an_attribute])
def test_an_addition_alone_is_told_alone(change: Change, samples: list[bytes], reader: Reader) -> None:
    for content in samples:
        root = etree.fromstring(content, PARSER)
        before = reader(content)
        known = {one.path for one in before.remainders}
        for one in random.Random(7).sample(list(nodes(root)), 12):
            if told(xpath_of(one), before):
                continue
            path = change(one)
            (new,) = {left.path for left in reader(etree.tostring(root)).remainders} - known or {""}
            assert new
            assert path.startswith(new) or new in path, path
            if change is an_element:
                one.remove(one[-1])
            else:
                del one.attrib["invented"]


PATIENT = "//*[local-name()='patient']"
SAID = [
    ("//*[local-name()='patientRole']", "<addr><city>LYON</city></addr>", "repeated"),
    (PATIENT, "<name><family>AUTRE</family></name>", "repeated"),
    (PATIENT, "<maritalStatusCode code='M'/>", "not_understood"),
    ("//*[local-name()='encounter']/*[local-name()='effectiveTime']", "<high value='20231231'/>", "no_item"),
    ("//*[local-name()='relatedSubject']/*[local-name()='subject']", "<birthTime value='1980'/>", "no_item"),
    (
        "//*[local-name()='ClinicalDocument']",
        "<informant><assignedEntity><id root='1.2'/></assignedEntity></informant>",
        "no_item",
    ),
    (
        "//*[local-name()='ClinicalDocument']",
        "<participant typeCode='INF'><functionCode code='PCP'/><associatedEntity><id root='1'/></associatedEntity>"
        "</participant>",
        "no_item",
    ),
]


@pytest.mark.parametrize(("place", "said", "reason"), SAID)
def test_what_was_once_lost_without_a_word(place: str, said: str, reason: str, document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    (parent, *_) = root.xpath(place)
    parent.append(
        etree.fromstring(
            said.replace(">", " xmlns='urn:hl7-org:v3'>", 1).replace(
                "/ xmlns='urn:hl7-org:v3'>", " xmlns='urn:hl7-org:v3'/>"
            )
        )
    )
    submission = reader(etree.tostring(root))
    assert {left.reason for left in submission.remainders} == {reason}


def test_a_disease_outside_the_value_set_is_told(document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    (value,) = root.xpath("//*[local-name()='observation'][*[@code='282291009']]/*[local-name()='value']")
    for key in ("code", "codeSystem", "displayName", "codeSystemName"):
        value.attrib.pop(key, None)
    value.set("nullFlavor", "OTH")
    a_translation(value)
    submission = reader(etree.tostring(root))
    assert ["C91.0" in left.excerpt for left in submission.remainders] == [True]


@pytest.mark.parametrize(
    ("indicator", "time", "expected", "reasons"),
    [
        ("true", "20250110", {"status": "419620001", "died_of": "ORPHA:98896", "died_on": "2025-01"}, []),
        ("true", "", {"status": "419620001", "died_of": "ORPHA:98896", "died_on": "2025-01"}, []),
        ("false", "", {"status": "419620001", "died_of": "ORPHA:98896", "died_on": "2025-01"}, ["deaths_disagree"]),
        (
            "true",
            "2023",
            {"status": "419620001", "died_of": "ORPHA:98896", "died_on": "2025-01"},
            ["deaths_disagree"] * 2,
        ),
    ],
)
def test_the_two_places_of_a_death_must_agree(
    indicator: str, time: str, expected: object, reasons: list[str], document: bytes, reader: Reader
) -> None:
    submission = reader(deceased(document, indicator, time))
    (found,) = [one.payload for one in submission.entries if one.instrument == "vital_status"]
    assert found == expected
    assert [left.reason for left in submission.remainders] == reasons


@pytest.mark.parametrize(
    ("indicator", "time", "expected"),
    [
        ("true", "20240301", [{"status": "419620001", "died_on": "2024-03-01"}]),
        ("true", "", [{"status": "419620001"}]),
        ("", "2024", [{"status": "419620001", "died_on": "2024"}]),
        ("false", "", []),
    ],
)
def test_a_death_stated_in_the_identity_alone(
    indicator: str, time: str, expected: list[object], document: bytes, reader: Reader
) -> None:
    root = etree.fromstring(deceased(document, indicator, time))
    for problem in root.xpath("//*[local-name()='entry'][.//*[@code='11323-3']]"):
        problem.getparent().remove(problem)
    submission = reader(etree.tostring(root))
    assert [one.payload for one in submission.entries if one.instrument == "vital_status"] == expected
    assert submission.remainders == ()


def deceased(document: bytes, indicator: str, time: str) -> bytes:
    """The document with a death in the identity."""
    root = etree.fromstring(document)
    (patient,) = root.xpath(PATIENT)
    for tag, value in (("deceasedInd", indicator), ("deceasedTime", time)):
        if value:
            etree.SubElement(patient, f"{SDTC}{tag}").set("value", value)
    return etree.tostring(root)


def test_a_hostile_number_of_leftovers_is_counted(document: bytes, reader: Reader) -> None:
    flood = document.replace(b"<structuredBody>", b"<structuredBody>" + b"<invented/>" * 20_000, 1)
    submission = reader(flood)
    assert len(submission.remainders) == MOST_REMAINDERS + 1
    assert (submission.remainders[-1].reason, submission.remainders[-1].excerpt) == ("many_more", "19000")


def test_a_foetus_named_twice_in_two_ways_is_told(document: bytes, reader: Reader) -> None:
    named = [one for one in reader(document).person.relations if one.role == "foetus"]
    assert [one.given_names for one in named] == ["Noa"]
    root = etree.fromstring(document)
    (*_, last) = root.xpath("//*[local-name()='given'][.='Noa']")
    last.text = "Sacha"
    submission = reader(etree.tostring(root))
    assert [left.reason for left in submission.remainders] == ["repeated"]
    assert "Sacha" in submission.remainders[0].excerpt


@pytest.mark.parametrize("tag", ["effectiveTime value='2020'", "id root='1.2'", "addr use='TMP'", "invented"])
def test_a_flood_of_siblings_takes_no_longer_than_its_size(tag: str, document: bytes, reader: Reader) -> None:
    """Each of 30,000 siblings looking at all the others would take minutes."""
    root = etree.fromstring(document)
    (statement,) = root.xpath("//*[local-name()='observation'][*[@code='MED-072']]")
    statement.extend(etree.fromstring(f"<x xmlns='urn:hl7-org:v3'>{f'<{tag}/>' * 30_000}</x>"))
    started = time.process_time()
    submission = reader(etree.tostring(root))
    assert time.process_time() - started < 5
    assert {one.instrument for one in submission.entries} >= {"diagnosis"}


FOREIGN = ["urn:example:ext", "http://example.org/a/b", "it's", "", "urn:hl7-org:sdtc"]


def answered(path: str) -> etree.XPath:
    """An XPath of an answer as an integrator uses it: the HL7 namespace by default, `sdtc` for its extension."""
    steps = re.split(r"/(?![^\[]*\])", path)
    plain = [f"c:{step}" if re.match(r"[A-Za-z]+(\[|$)", step) else step for step in steps]
    return etree.XPath("/".join(plain), namespaces={"c": "urn:hl7-org:v3", "sdtc": "urn:hl7-org:sdtc"})


@pytest.mark.parametrize("space", FOREIGN)
def test_every_place_answered_is_one_element_of_the_document(space: str, document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    for one in random.Random(11).sample(list(nodes(root)), 40):
        for number in "12":
            etree.SubElement(one, f"{{{space}}}inconnu" if space else "inconnu", invente=number)
        if space:
            one.set(f"{{{space}}}marque", "x")
    sent = etree.tostring(root)
    paths = [left.path for left in reader(sent).remainders]
    assert len(paths) > 40
    assert [path for path in paths if len(answered(path)(etree.fromstring(sent))) != 1] == []


@pytest.mark.parametrize(("tag", "value"), [("multipleBirthInd", "peut-être"), ("multipleBirthOrderNumber", "deux")])
@pytest.mark.parametrize("where", ["patient", "subject"])
def test_a_birth_that_cannot_be_read_is_told(where: str, tag: str, value: str, document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    for old in root.xpath(f"//*[local-name()='{where}']/*[local-name()='{tag}']"):
        old.getparent().remove(old)
    holders = root.xpath(f"//*[local-name()='{where}'][*[local-name()='administrativeGenderCode']]")
    for holder in holders:
        etree.SubElement(holder, f"{SDTC}{tag}").set("value", value)
    found = [left for left in reader(etree.tostring(root)).remainders if left.excerpt == f"value={value}"]
    assert [left.reason for left in found] == ["unreadable"] * len(holders)


@pytest.mark.parametrize(
    ("value", "told_"),
    [
        ("20240228160000", True),
        ("202402281600+0100", True),
        ("20240228000000", False),
        ("20240228", False),
        ("20240228+0100", False),
        ("20240228-0500", False),
        ("20240228000000.0000+0100", False),
        ("2024022816+0100", True),
    ],
)
def test_a_time_cut_to_its_day_is_told(value: str, told_: bool, document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    (updated,) = root.xpath("//*[*[@code='GEN-165']]/*[local-name()='value']")
    (included,) = root.xpath("//*[local-name()='encounter']/*[local-name()='effectiveTime']/*[local-name()='low']")
    for one in (updated, included):
        one.set("value", value)
    submission = reader(etree.tostring(root))
    assert [left.reason for left in submission.remainders] == ["precision"] * 2 * told_
    (found,) = [one.payload["updated_on"] for one in submission.entries if one.instrument == "case_file"]
    assert found == "2024-02-28"
