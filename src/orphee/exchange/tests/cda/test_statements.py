"""A statement that is negated, withdrawn or only planned is never stored as if it were so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from lxml import etree

from orphee.exchange.cda.gathering import negated_flags
from orphee.exchange.cda.table import Kind, Row
from orphee.record.rules.submission import Submission

Reader = Callable[[bytes], Submission]
Node = etree._Element
HL7 = "{urn:hl7-org:v3}"
KINDS = ("observation", "act", "encounter", "organizer", "procedure", "consent")
# What makes a statement say something else than "it is so", and the reason it is then listed with
DENIALS = {
    "negated": ("negationInd", "true", "negated"),
    "nullified": ("statusCode", "nullified", "nullified"),
    "aborted": ("statusCode", "aborted", "nullified"),
    "cancelled": ("statusCode", "cancelled", "nullified"),
    "new": ("statusCode", "new", "not_done_yet"),
    "intended": ("moodCode", "INT", "not_done_yet"),
    "requested": ("moodCode", "RQO", "not_done_yet"),
    "null": ("nullFlavor", "NI", "nullified"),
}
MEANT = {"negated"}  # a negation that the data set can hold changes the answer instead


def statements(root: Node) -> Iterator[Node]:
    """Every statement of a document."""
    for kind in KINDS:
        yield from root.iter(f"{HL7}{kind}")


def deny(statement: Node, attribute: str, value: str) -> Callable[[], None]:
    """Deny a statement; the answer undoes it."""
    if attribute != "statusCode":
        before = statement.get(attribute)
        statement.set(attribute, value)
        return lambda: statement.attrib.pop(attribute) and None if before is None else statement.set(attribute, before)
    status = statement.find(f"{HL7}statusCode")
    if status is None:
        status = etree.SubElement(statement, f"{HL7}statusCode")
        status.set("code", value)
        return lambda: statement.remove(status)
    former = str(status.get("code"))
    status.set("code", value)
    return lambda: status.set("code", former)


def answers(submission: Submission) -> set[str]:
    """Every answer of every entry, each with its place."""
    return {
        f"{entry.instrument} {path}"
        for entry in submission.entries
        for path in _paths(entry.payload)
        if not path.endswith("months=None")
    } | set(_wishes(submission))


def _wishes(submission: Submission) -> Iterator[str]:
    if submission.consent is not None:
        if submission.consent.reuse_opposed is not None:
            yield f"opposed {submission.consent.reuse_opposed}"
        yield from submission.consent.ern_registries


def _paths(value: object, before: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _paths(part, f"{before}.{key}")
    elif isinstance(value, list):
        for part in value:
            yield from _paths(part, f"{before}[]")
    else:
        yield f"{before}={value}"


@pytest.mark.parametrize("denial", DENIALS)
def test_what_is_denied_is_listed_and_never_stored_as_so(denial: str, document: bytes, reader: Reader) -> None:
    _check(document, reader, denial, every=1 if denial in ("negated", "nullified", "intended") else 7)


@pytest.mark.samples
@pytest.mark.parametrize("denial", ["negated", "nullified", "intended"])
def test_the_same_in_the_official_samples(denial: str, samples: list[bytes], reader: Reader) -> None:
    for content in samples:
        _check(content, reader, denial, every=3)


def _check(content: bytes, reader: Reader, denial: str, *, every: int) -> None:
    attribute, value, reason = DENIALS[denial]
    root = etree.fromstring(content)
    before, known = answers(reader(content)), len(reader(content).remainders)
    for statement in list(statements(root))[::every]:
        if statement.tag == f"{HL7}consent" and attribute in ("negationInd", "nullFlavor"):
            continue
        was_negated = statement.get("negationInd") == "true"
        undo = deny(statement, attribute, value)
        submission = reader(etree.tostring(root))
        undo()
        said = answers(submission)
        gone, came = before - said, said - before
        place = etree.tostring(statement)[:300]
        if denial in MEANT and (came or was_negated):
            assert all("=False" in one for one in came), place
            continue
        assert not came, (place, came)
        told = [one for one in submission.remainders if one.reason == reason]
        assert told, (place, gone)
        assert len(submission.remainders) <= known + 8, place


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [("true", Kind.FLAG, True), ("false", Kind.FLAG, False), ("true", Kind.CODE, False)],
)
def test_only_the_negation_of_a_yes_has_a_meaning(value: str, kind: Kind, expected: bool) -> None:
    row = Row("X-1", "X-1", "item", kind, "")
    statement = etree.fromstring(
        f'<observation xmlns="urn:hl7-org:v3"><code code="X-1"/><value value="{value}"/></observation>'
    )
    assert negated_flags((row,))(statement) is expected


def test_a_negated_yes_is_a_no(document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    (statement,) = root.xpath("//*[local-name()='observation'][*[@code='GEN-368']]")
    statement.set("negationInd", "true")
    submission = reader(etree.tostring(root))
    (follow_up,) = [one for one in submission.entries if one.instrument == "follow_up"]
    assert follow_up.payload["outside_label"] is False
    assert submission.remainders == ()


@pytest.mark.parametrize("wrapper", ["entry", "entryRelationship", "component"])
def test_a_wrapper_can_be_negated_like_what_it_carries(wrapper: str, document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    held = [one for one in root.iter(f"{HL7}{wrapper}") if not one.findall(f"{HL7}section")]
    for one in held:
        if one.tag == f"{HL7}component" and one.find(f"{HL7}structuredBody") is not None:
            continue
        one.set("negationInd", "true")
        submission = reader(etree.tostring(root))
        assert not answers(submission) - answers(reader(document))
        assert "negated" in {left.reason for left in submission.remainders}
        del one.attrib["negationInd"]


def test_a_negation_that_cannot_be_read_is_no_reason_to_believe(document: bytes, reader: Reader) -> None:
    root = etree.fromstring(document)
    for code in ("GEN-368", "MED-072"):
        (statement,) = root.xpath(f"//*[local-name()='observation'][*[@code='{code}']]")
        statement.set("negationInd", "vrai")
    submission = reader(etree.tostring(root))
    assert [left.reason for left in submission.remainders] == ["negated", "negated"]
    assert not answers(submission) - answers(reader(document))
