"""A record as a CDA SDM-MR 2025.01 document, with what the document cannot say.

The loss report is not guessed: the document is read back, and whatever of the record is not found there is a loss.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields

from lxml import etree

from orphee.exchange.cda.building import NAMESPACES, add
from orphee.exchange.cda.header import MEDIA_TYPE
from orphee.exchange.cda.reading import read
from orphee.exchange.cda.vocabulary import DATASET, HL7
from orphee.exchange.cda.writing_body import lacking, write_body
from orphee.exchange.cda.writing_header import Issuer, issuer_of, lacking_in_header, write_header
from orphee.exchange.unfinished import REASON, parted
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.submission import ConsentAsGiven, PersonAsGiven, Submission
from orphee.record.rules.view import EntryView, Export, Loss, RecordView

OTHER_DATA_SET = "other_data_set"


class UnableToWrite(ValueError):
    """The record lacks what the document must have; `missing` names it ("identity.birth_date", "header.author")."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("the document needs: " + ", ".join(missing))
        self.missing = tuple(missing)


def write(
    view: RecordView,
    *,
    now: dt.datetime,
    issuer: Issuer | None = None,
    label: Callable[[str], str] = lambda curie: "",
) -> Export:
    """The document without what is unfinished, and its losses. The same record gives the same bytes.

    `now`: an aware instant, in the time zone whose day is today and in which the document is dated.
    `issuer` is by default who made the latest document received; `label` gives the French name of a CURIE.
    Raises `UnableToWrite` with everything that is missing.
    """
    view, held = parted(view)
    issuer = issuer or issuer_of(view)
    person = view.person
    missing = lacking_in_header(person, issuer)
    if missing or person is None:
        raise UnableToWrite(missing)
    root = etree.Element(f"{{{HL7}}}ClinicalDocument", nsmap=NAMESPACES)  # type: ignore[arg-type]  # the stubs know no default namespace
    write_header(root, view, person, issuer, zone=now.tzinfo)
    write_body(add(add(root, "component"), "structuredBody"), view, person, label)
    etree.indent(root, space=" ")
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    again = read(content, received_at=now, sender="")
    return Export(content=content, media_type=MEDIA_TYPE, losses=(*_losses(view, person, again), *_held_losses(held)))


def _losses(view: RecordView, person: PersonAsGiven, again: Submission) -> Iterator[Loss]:
    yield from _person_losses(person, again.person)
    yield from _consent_losses(view.consent, again.consent)
    found: dict[tuple[str, str], Mapping[str, object]] = {
        (entry.instrument, entry.key): entry.payload for entry in again.entries
    }
    for one in again.entries:
        for alias in one.aliases:
            found.setdefault((one.instrument, alias), one.payload)
    for entry in view.entries:
        if entry.state != ENTERED_IN_ERROR:
            yield from _entry_losses(entry, found)


def _person_losses(person: PersonAsGiven, again: PersonAsGiven) -> Iterator[Loss]:
    for one in fields(PersonAsGiven):
        before, after = getattr(person, one.name), getattr(again, one.name)
        is_lost = set(before) != set(after) if one.name == "relations" else before != after  # named in any order
        if one.name != "nameless" and is_lost:
            yield Loss(f"identity/{one.name}", "no_place")


def _consent_losses(consent: ConsentAsGiven, again: ConsentAsGiven | None) -> Iterator[Loss]:
    again = again or ConsentAsGiven()
    for one in fields(ConsentAsGiven):
        if getattr(consent, one.name) != getattr(again, one.name):
            yield Loss(f"consent/{one.name}", "no_place")


def _held_losses(held: Iterable[EntryView]) -> Iterator[Loss]:
    for entry in held:
        yield Loss(_place(entry), REASON if entry.dataset == DATASET else OTHER_DATA_SET)


def _place(entry: EntryView) -> str:
    return f"{entry.dataset}/{entry.instrument}/{entry.source_key}".rstrip("/")


def _entry_losses(entry: EntryView, found: Mapping[tuple[str, str], Mapping[str, object]]) -> Iterator[Loss]:
    place = _place(entry)
    if entry.dataset != DATASET:
        yield Loss(place, OTHER_DATA_SET)
        return
    key = entry.source_key if entry.source_key or (entry.instrument, "") in found else entry.key
    again = found.get((entry.instrument, key))
    if again is None:
        needed = lacking(entry)
        yield Loss(place, f"incomplete: {', '.join(needed)}" if needed else "no_place")
        return
    for item, value in entry.payload.items():
        if again.get(item) != value:
            yield Loss(f"{place}/{item}", "no_place")
