"""A foetus bears its mother's names; a child that is born bears its own, and never hers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from lxml import etree

from orphee.exchange.cda.writing import write
from orphee.record.rules.submission import LocalId, RelationAsGiven, Submission
from orphee.record.rules.view import RecordView

Reader = Callable[[bytes], Submission]
Viewer = Callable[..., RecordView]
NOW = dt.datetime(2025, 6, 1, 12, 0, tzinfo=dt.UTC)
NS = {"c": "urn:hl7-org:v3", "sdtc": "urn:hl7-org:sdtc"}
MOTHER = {"ESSAI", "PREUVE", "Alix"}  # the names of the person of the invented record
FOETUS = "<family qualifier='BR'>ESSAI</family><family qualifier='CL'>PREUVE</family><given qualifier='BR'>Alix</given>"
CERTIFICATE = (
    "<family qualifier='BR'>NEONOM</family><family qualifier='CL'>USAGE</family>"
    "<given>Jeanne Lucie</given><given qualifier='BR'>Jeanne</given>"
)
CHILD = RelationAsGiven(
    "foetus",
    "CHILD",
    (LocalId("1.2.3.5", "F1"),),
    sex="UN",
    birth_date="2024-03-02",
    birth_name="NEONOM",
    used_name="USAGE",
    given_names="Jeanne Lucie",
    first_given_name="Jeanne",
)


def named(document: bytes, activity: str, pregnancy: str, *, birth_time: bool = True, outcome: bool = True) -> bytes:
    """The invented document with other names for its child: as the subject of the activity, and of the pregnancy."""
    root = etree.fromstring(document)
    subjects = root.xpath("//c:relatedSubject/c:subject[sdtc:id]", namespaces=NS)
    (in_activity,) = [one for one in subjects if one.xpath("ancestor::c:encounter", namespaces=NS)]
    (in_pregnancy,) = [one for one in subjects if one.xpath("ancestor::c:component[c:sequenceNumber]", namespaces=NS)]
    for subject, said in ((in_activity, activity), (in_pregnancy, pregnancy)):
        (old,) = subject.xpath("c:name", namespaces=NS)
        subject.replace(old, etree.fromstring(f"<name xmlns='{NS['c']}'>{said}</name>"))
    for time in root.xpath("//c:relatedSubject/c:subject/c:birthTime", namespaces=NS):
        if not birth_time or time.getparent() is in_activity:
            time.getparent().remove(time)
    if not outcome:
        (said_,) = root.xpath("//c:component[c:observation/c:code/@code='63893-2']", namespaces=NS)
        said_.getparent().remove(said_)
    return etree.tostring(root)


def children_of(submission: Submission) -> list[RelationAsGiven]:
    """The children named in the document."""
    return [one for one in submission.person.relations if one.role == "foetus"]


def test_the_names_of_the_birth_certificate_replace_those_of_the_foetus(
    document: bytes, reader: Reader, viewer: Viewer
) -> None:
    first = reader(named(document, f"{FOETUS}<given qualifier='CL'>Léa</given>", CERTIFICATE))
    assert children_of(first) == [CHILD]
    assert [one.reason for one in first.remainders] == ["named_before_birth"]
    export = write(viewer(first), now=NOW)
    assert export.losses == ()
    names = etree.fromstring(export.content).xpath(
        "//c:relatedSubject/c:subject[sdtc:id/@extension='F1']/c:name", namespaces=NS
    )
    assert len(names) == 2
    for name in names:
        assert [(one.get("qualifier"), one.text) for one in name] == [
            ("BR", "NEONOM"), ("CL", "USAGE"), (None, "Jeanne Lucie"), ("BR", "Jeanne"),
        ]  # fmt: skip
    again = reader(export.content)
    assert (again.person, again.remainders) == (first.person, ())


@pytest.mark.parametrize(("birth_time", "outcome"), [(True, False), (False, True)])
def test_a_birth_time_or_an_outcome_says_that_a_child_is_born(
    birth_time: bool, outcome: bool, document: bytes, reader: Reader, viewer: Viewer
) -> None:
    content = named(document, CERTIFICATE, CERTIFICATE, birth_time=birth_time, outcome=outcome)
    first = reader(content)
    (child,) = children_of(first)
    assert (child.birth_name, child.first_given_name) == ("NEONOM", "Jeanne")
    said = write(viewer(first), now=NOW).content
    words = etree.fromstring(said).xpath(
        "//c:relatedSubject/c:subject[sdtc:id/@extension='F1']/c:name/*/text()", namespaces=NS
    )
    assert not MOTHER & set(words)


def test_a_child_without_any_name_takes_none_of_its_mother(document: bytes, reader: Reader, viewer: Viewer) -> None:
    export = write(viewer(reader(named(document, "", ""))), now=NOW)
    names = etree.fromstring(export.content).xpath(
        "//c:relatedSubject/c:subject[sdtc:id/@extension='F1']/c:name", namespaces=NS
    )
    assert [(name.get("nullFlavor"), len(name)) for name in names] == [("UNK", 0)] * 2


def test_a_foetus_keeps_the_names_of_its_mother(document: bytes, reader: Reader, viewer: Viewer) -> None:
    foetus = f"{FOETUS}<given qualifier='CL'>Léa</given>"
    first = reader(named(document, foetus, foetus, birth_time=False, outcome=False))
    assert [(one.given_names, one.first_given_name) for one in children_of(first)] == [("Léa", "")]
    assert first.remainders == ()
    said = etree.fromstring(write(viewer(first), now=NOW).content)
    (name,) = said.xpath("//c:encounter/c:subject/c:relatedSubject/c:subject/c:name", namespaces=NS)
    assert [one.text for one in name] == ["ESSAI", "PREUVE", "Alix", "Léa"]


def test_a_newborn_still_named_as_a_foetus_takes_its_given_name_alone(document: bytes, reader: Reader) -> None:
    foetus = f"{FOETUS}<given qualifier='CL'>Léa</given>"
    (child,) = children_of(reader(named(document, foetus, foetus)))
    assert (child.given_names, child.first_given_name, child.used_name) == ("Léa", "", "")


def test_others_keep_each_part_of_their_name_under_its_qualifier(
    document: bytes, reader: Reader, viewer: Viewer
) -> None:
    root = etree.fromstring(document)
    (name,) = root.xpath("//c:guardianPerson/c:name", namespaces=NS)
    parts = [("family", None, "A"), ("family", "BR", "B"), ("family", "CL", "C")]
    parts += [("given", None, "D E"), ("given", "BR", "D"), ("given", "CL", "F")]
    for part in list(name):
        name.remove(part)
    for tag, qualifier, text in parts:
        part = etree.SubElement(name, f"{{{NS['c']}}}{tag}", **({"qualifier": qualifier} if qualifier else {}))
        part.text = text
    first = reader(etree.tostring(root))
    assert first.remainders == ()
    (again,) = etree.fromstring(write(viewer(first), now=NOW).content).xpath("//c:guardianPerson/c:name", namespaces=NS)
    found = {(etree.QName(one).localname, one.get("qualifier"), one.text) for one in again}
    assert found == set(parts)
