"""A diagnosis stays the same one whatever becomes of the act around it, and comes back with both identifiers."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import etree

from orphee.exchange.cda.writing import write
from orphee.record.rules.submission import EntryAsGiven, Submission
from orphee.record.rules.view import RecordView

Reader = Callable[[bytes], Submission]
Viewer = Callable[..., RecordView]
NOW = dt.datetime(2025, 6, 1, 12, 0, tzinfo=dt.UTC)
NS = {"c": "urn:hl7-org:v3"}
ACT, OWN, SECOND = (f"0000000{digit}-0000-4000-8000-000000000000" for digit in "123")


def identified(document: bytes, *, act: str = ACT, own: str = OWN, second: str = "", version: str = "2025.01") -> bytes:
    """The invented document with these identifiers; `second`: another diagnosis in the same act."""
    root = etree.fromstring(document)
    (concern,) = root.xpath("//c:act[c:entryRelationship/c:observation/c:code/@code='282291009']", namespaces=NS)
    (relation,) = concern.xpath("c:entryRelationship[c:observation/c:code/@code='282291009']", namespaces=NS)
    if second:
        other = copy.deepcopy(relation)
        relation.addnext(other)
        _identify(other[0], second)
        other.xpath("c:observation/c:value", namespaces=NS)[0].set("code", "558")
    _identify(concern, act)
    _identify(relation[0], own)
    root.xpath("c:templateId[@root='1.2.250.1.213.1.1.1.30']", namespaces=NS)[0].set("extension", version)
    return etree.tostring(root)


def _identify(node: etree._Element, root: str) -> None:
    (old,) = node.xpath("c:id", namespaces=NS)
    old.attrib.clear()
    old.set(*(("root", root) if root else ("nullFlavor", "UNK")))


def diagnoses(submission: Submission) -> list[EntryAsGiven]:
    """The diagnoses of a submission."""
    return [one for one in submission.entries if one.instrument == "diagnosis"]


@pytest.mark.parametrize(
    ("act", "own", "version", "key", "aliases"),
    [
        (ACT, OWN, "2025.01", OWN, (ACT,)),
        (ACT, OWN, "2024.01", OWN, (ACT,)),
        (ACT, OWN, "2022.01", ACT, (OWN,)),
        (ACT, "", "2025.01", ACT, ()),
        ("", OWN, "2025.01", OWN, ()),
        ("", OWN, "2022.01", OWN, ()),
    ],
)
def test_which_identifier_names_it(
    act: str, own: str, version: str, key: str, aliases: tuple[str, ...], document: bytes, reader: Reader
) -> None:
    (found,) = diagnoses(reader(identified(document, act=act, own=own, version=version)))
    assert (found.key, found.aliases) == (key, aliases)


def test_a_second_diagnosis_in_the_act_changes_nothing_of_the_first(document: bytes, reader: Reader) -> None:
    (alone,) = diagnoses(reader(identified(document)))
    first, other = diagnoses(reader(identified(document, second=SECOND)))
    assert (first.key, first.payload) == (alone.key, alone.payload)
    assert (other.key, other.payload["disease"], other.payload["act_identifier"]) == (SECOND, "ORPHA:558", ACT)


@pytest.mark.parametrize("second", ["", SECOND])
def test_both_identifiers_go_back_as_received(second: str, document: bytes, reader: Reader, viewer: Viewer) -> None:
    first = reader(identified(document, second=second))
    export = write(viewer(first), now=NOW)
    assert export.losses == ()
    found = etree.fromstring(export.content).xpath(
        "//c:act[c:entryRelationship/c:observation/c:code/@code='282291009']", namespaces=NS
    )
    roots = [
        (one.xpath("c:id/@root", namespaces=NS), one.xpath(".//c:observation/c:id/@root", namespaces=NS)[0])
        for one in found
    ]
    assert sorted(roots) == [([ACT], one) for one in (OWN, SECOND) if one in (OWN, second)]
    again = {one.key: one.payload for one in diagnoses(reader(export.content))}
    assert again == {one.key: one.payload for one in diagnoses(first)}


def test_a_record_of_before_is_found_by_its_act(document: bytes, reader: Reader, viewer: Viewer) -> None:
    """Stored when the act named the diagnosis: nothing of it is said to be lost."""
    first = reader(identified(document))
    view = viewer(first)
    old = [replace(one, source_key=ACT) if one.instrument == "diagnosis" else one for one in view.entries]
    assert write(viewer(first, entries=tuple(old)), now=NOW).losses == ()
