"""Professionals, organisations and places: their names are not cut, and what no directory knows is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from orphee.exchange.cda.professionals import name_parts, split_name
from orphee.exchange.cda.writing import write
from orphee.record.rules.submission import Submission
from orphee.record.rules.view import RecordView

Reader = Callable[[bytes], Submission]
Viewer = Callable[..., RecordView]
NOW = dt.datetime(2025, 6, 1, 12, 0, tzinfo=dt.UTC)
HL7 = "urn:hl7-org:v3"
NS = {"c": HL7}
PERFORMER = "//c:entry/c:encounter[c:code/@code='29']/c:performer/c:assignedEntity"
PLACE = "//c:entry/c:encounter[c:code/@code='29']/c:participant/c:participantRole"
ADDRESS = "<addr><houseNumber>54</houseNumber><streetName>Rue Compans</streetName><postalCode>75019</postalCode></addr>"


def element(said: str) -> etree._Element:
    """An element of a document."""
    return etree.fromstring(f"<x xmlns='{HL7}'>{said}</x>")[0]


def changed(document: bytes, path: str, **parts: str) -> bytes:
    """The invented document with these children of the element in place of its own of that name."""
    root = etree.fromstring(document)
    (node,) = root.xpath(path, namespaces=NS)
    for tag, said in parts.items():
        for old in node.xpath(f"c:{tag}", namespaces=NS):
            node.remove(old)
        for one in etree.fromstring(f"<x xmlns='{HL7}'>{said}</x>"):
            node.append(one)
    return etree.tostring(root)


def activity(submission: Submission) -> Mapping[str, object]:
    """What the activity says."""
    (found,) = [one.payload for one in submission.entries if one.instrument == "activity"]
    return found


def left(submission: Submission) -> list[tuple[str, str]]:
    """What is listed: the reason, and the last steps of its place."""
    return [(one.reason, "/".join(one.path.split("/")[-2:])) for one in submission.remainders]


NAMES = [
    ("<given>Anne Marie</given><family>DE LA TOUR</family>", ("Anne Marie", "DE LA TOUR"), []),
    ("<given>Anne</given><family>de la Tour</family>", ("Anne", "de la Tour"), []),
    ("<given>ANNE MARIE</given><family>TOUR</family>", ("ANNE MARIE", "TOUR"), []),
    ("<given>JEAN</given><family>DE TOUR</family>", ("JEAN", "DE TOUR"), []),
    ("<given>Marie</given><given>Lou</given><family>Petit</family>", ("Marie Lou", "Petit"), []),
    ("<family>Van den Berg</family>", ("", "Van den Berg"), []),
    ("<given>Anne</given>", ("Anne", ""), []),
    ("<given>Anne</given><family qualifier='BR'>DE LA TOUR</family><family qualifier='CL'>MARTIN</family>",
     ("Anne", "MARTIN"), [("no_item", "name/family[1]"), ("no_item", "family[2]/@qualifier")]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "parts", "listed"), NAMES)
def test_a_name_comes_back_cut_where_it_was(
    said: str, parts: tuple[str, str], listed: list[object], document: bytes, reader: Reader, viewer: Viewer
) -> None:
    person = f"<assignedPerson><name>{said}</name></assignedPerson>"
    first = reader(changed(document, PERFORMER, assignedPerson=person))
    assert left(first) == listed
    export = write(viewer(first), now=NOW)
    assert export.losses == ()
    (name,) = etree.fromstring(export.content).xpath(f"{PERFORMER}/c:assignedPerson/c:name", namespaces=NS)
    assert tuple(name.findtext(f"{{{HL7}}}{tag}") or "" for tag in ("given", "family")) == parts
    assert activity(reader(export.content)) == activity(first)


SPLIT = [
    ("Anne Marie DE LA TOUR", ("Anne Marie", "DE LA TOUR")),
    ("Camille MARTIN", ("Camille", "MARTIN")),
    ("Camille Martin", ("Camille", "Martin")),
    ("CAMILLE MARTIN", ("CAMILLE", "MARTIN")),
    ("MARTIN", ("", "MARTIN")),
    ("", ("", "")),
]


@pytest.mark.parametrize(("spoken", "parts"), SPLIT)
def test_a_name_in_one_piece_is_cut_at_its_capitals(spoken: str, parts: tuple[str, str]) -> None:
    assert split_name(spoken) == parts


@given(st.text("ab AB-é", max_size=20))
def test_a_cut_loses_no_word(spoken: str) -> None:
    assert " ".join(split_name(spoken)).split() == spoken.split()


def test_a_name_changed_on_the_desk_is_the_new_one() -> None:
    kept = {"given": "Anne", "family": "de la Tour"}
    assert name_parts({"name": "Anne de la Tour", "name_parts": kept}) == ("Anne", "de la Tour")
    assert name_parts({"name": "Anne MARTIN", "name_parts": kept}) == ("Anne", "MARTIN")
    assert name_parts({"name": "Anne MARTIN", "name_parts": "spoilt"}) == ("Anne", "MARTIN")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_numbers_the_rpps_is_kept_and_the_other_listed(
    order: tuple[int, int], document: bytes, reader: Reader
) -> None:
    numbers = [f"<id root='1.2.250.1.71.4.2.1' extension='{one}'/>" for one in ("810001234567", "0759312345")]
    said = "".join(numbers[position] for position in order)
    submission = reader(changed(document, PERFORMER, id=said))
    assert activity(submission)["performer"] == {"rpps": "10001234567", "name": "Camille MARTIN"}
    assert left(submission) == [("no_item", f"assignedEntity/id[{order.index(1) + 1}]")]


@pytest.mark.parametrize("finess", ["", "<id root='1.2.250.1.71.4.2.2' extension='1990000001'/>"])
@pytest.mark.parametrize("site", ["", "<id root='1.2.250.1.213.2.61' extension='S001'/>"])
def test_an_address_of_a_place_is_kept_and_goes_back(
    site: str, finess: str, document: bytes, reader: Reader, viewer: Viewer
) -> None:
    numbers = site + finess or "<id nullFlavor='UNK'/>"
    phone = "<telecom value='tel:0100000000' use='WP'/>"
    first = reader(changed(document, PLACE, id=numbers, addr=ADDRESS, telecom=phone, playingEntity=""))
    assert first.remainders == ()
    address = {"line": "54 Rue Compans", "postal_code": "75019", "telecoms": [{"value": "tel:0100000000", "use": "WP"}]}
    assert activity(first)["place"] == {**({"finess": "990000001"} if finess else {}), "address": address}
    export = write(viewer(first), now=NOW)
    assert export.losses == ()
    assert activity(reader(export.content)) == activity(first)


def test_a_place_known_by_its_name_alone_keeps_it(document: bytes, reader: Reader, viewer: Viewer) -> None:
    named = "<playingEntity classCode='PLC'><name>Domicile</name></playingEntity>"
    first = reader(changed(document, PLACE, id="<id nullFlavor='UNK'/>", playingEntity=named))
    assert activity(first)["place"] == {"name": "Domicile"}
    assert activity(reader(write(viewer(first), now=NOW).content)) == activity(first)


@pytest.mark.parametrize(
    ("organisation", "listed"),
    [
        ("<id root='1.2.250.1.71.4.2.2' extension='1990000001'/><name>CHU</name><addr><city>X</city></addr>", []),
        ("<id root='1.2.250.1.71.4.2.2' extension='CHU'/><name>CHU</name>", ["representedOrganization"]),
        ("<name>Association</name>", ["representedOrganization"]),
        ("<id root='1.2.3' extension='1990000001'/>", ["representedOrganization"]),
    ],
)
def test_an_organisation_without_a_number_is_listed(
    organisation: str, listed: list[str], document: bytes, reader: Reader
) -> None:
    said = f"<representedOrganization>{organisation}</representedOrganization>"
    submission = reader(changed(document, PERFORMER, representedOrganization=said))
    assert [one.path.split("/")[-1] for one in submission.remainders] == listed


@pytest.mark.parametrize(("identifier", "listed"), [("<id root='1.2.250.1.71.4.2.1' extension='810000000001'/>", 0),
                                                    ("<id nullFlavor='UNK'/>", 2)])  # fmt: skip
def test_the_address_of_somebody_whom_no_directory_knows_is_listed(
    identifier: str, listed: int, document: bytes, reader: Reader
) -> None:
    parts = {"id": identifier, "addr": ADDRESS, "telecom": "<telecom value='tel:0100000000'/>"}
    assert len(reader(changed(document, PERFORMER, **parts)).remainders) == listed


def test_the_profession_of_a_signatory_is_listed_unless_the_author_says_it(document: bytes, reader: Reader) -> None:
    signatory = "//c:legalAuthenticator/c:assignedEntity"
    assert reader(document).remainders == ()
    other = "<code code='G15_21' codeSystem='1.2.250.1.213.1.1.4.5'/>"
    assert left(reader(changed(document, signatory, code=other))) == [("no_item", "assignedEntity/code")]
