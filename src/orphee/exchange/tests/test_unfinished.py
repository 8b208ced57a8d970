"""What somebody here has not finished does not leave in a document; what a document said leaves as it said it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from uuid import UUID

import pytest

from orphee.access.context import as_system
from orphee.datasets.sdm_mr_codes import CONFIRMED
from orphee.exchange.cda.reading import read as read_cda
from orphee.exchange.cda.rules import check
from orphee.exchange.cda.writing import write as write_cda
from orphee.exchange.documents import export_record
from orphee.exchange.exports import cda_sentence
from orphee.exchange.phenopackets.losses import sentence as packet_sentence
from orphee.exchange.phenopackets.writing import write as write_packet
from orphee.exchange.tests.cda.conftest import NOW, submission_of, view_of
from orphee.exchange.tests.phenopackets.conftest import packet_named, submitted, viewed
from orphee.network.actions import site_for_document
from orphee.record.intake import accept
from orphee.record.rules.changes import COMPLETE, DRAFT
from orphee.record.rules.submission import Channel
from orphee.record.rules.view import Loss, RecordView
from orphee.record.rules.worth import is_unfinished
from orphee.record.view import assemble

WRITERS = {"cda": write_cda, "phenopacket": write_packet}
BY_HAND = (Channel.FORM, Channel.PREFILL, Channel.SHEET, Channel.FHIR, Channel.MIGRATION)
FROM_DOCUMENTS = (Channel.CDA, Channel.PHENOPACKET)
LEAVING = [*((COMPLETE, one) for one in BY_HAND), *((DRAFT, one) for one in FROM_DOCUMENTS)]


def record(format_: str) -> RecordView:
    """A record that says something of everything the format can say."""
    return view_of(submission_of()) if format_ == "cda" else viewed(submitted(packet_named("complete")))


def standing(view: RecordView, state: str, channel: Channel) -> RecordView:
    entries = (replace(one, state=state, channel=channel.value) for one in view.entries)
    return replace(view, entries=tuple(entries))


def places(losses: tuple[Loss, ...]) -> set[str]:
    return {one.path for one in losses if one.reason == "draft"}


@pytest.mark.parametrize("channel", BY_HAND)
@pytest.mark.parametrize("format_", WRITERS)
def test_a_draft_stays_and_is_named(format_: str, channel: Channel) -> None:
    view = standing(record(format_), DRAFT, channel)
    export = WRITERS[format_](view, now=NOW)
    assert export.content == WRITERS[format_](replace(view, entries=()), now=NOW).content
    assert places(export.losses) == {
        "/".join(part for part in (one.dataset, one.instrument, one.source_key) if part) for one in view.entries
    }


@pytest.mark.parametrize(("state", "channel"), LEAVING)
@pytest.mark.parametrize("format_", WRITERS)
def test_what_is_finished_or_came_by_a_document_leaves(format_: str, state: str, channel: Channel) -> None:
    whole = WRITERS[format_](standing(record(format_), COMPLETE, channel), now=NOW)
    assert WRITERS[format_](standing(record(format_), state, channel), now=NOW) == whole
    assert not places(whole.losses)


def test_only_the_draft_stays() -> None:
    view = record("cda")
    began = replace(next(view.of("sdm-mr", "diagnosis")), state=DRAFT, channel="prefill")
    mixed = replace(view, entries=tuple(began if one.key == began.key else one for one in view.entries))
    export = write_cda(mixed, now=NOW)
    assert places(export.losses) == {f"sdm-mr/diagnosis/{began.source_key}"}
    again = read_cda(export.content, received_at=NOW, sender="")
    assert {(one.instrument, one.key) for one in again.entries} == {
        (one.instrument, one.source_key) for one in view.entries if one.key != began.key
    }


def test_a_document_of_drafts_alone_still_obeys_the_official_rules() -> None:
    assert check(write_cda(standing(record("cda"), DRAFT, Channel.FORM), now=NOW).content) == ()


def test_a_supposed_diagnosis_leaves_no_trace_in_a_packet() -> None:
    view = record("cda")
    packet = json.loads(write_packet(standing(view, DRAFT, Channel.PREFILL), now=NOW).content)
    assert not packet.keys() & {"interpretations", "diseases", "phenotypicFeatures", "measurements"}
    assert "vitalStatus" not in packet["subject"]


def test_a_draft_that_has_no_place_in_a_format_is_said_to_have_none() -> None:
    activity = next(record("cda").of("sdm-mr", "activity"))
    foreign = replace(activity, dataset="biobank", state=DRAFT, channel="form")
    cda = write_cda(replace(record("cda"), entries=(foreign,)), now=NOW)
    assert {one.reason for one in cda.losses if one.path.startswith("biobank")} == {"other_data_set"}
    begun = replace(activity, state=DRAFT, channel="form")
    packet = write_packet(replace(record("cda"), entries=(begun,)), now=NOW)
    assert {one.reason for one in packet.losses if "/activity/" in one.path} == {"no_place"}


@pytest.mark.parametrize("say", [cda_sentence, packet_sentence])
def test_the_reason_is_said_in_both_languages(say) -> None:
    loss = Loss("sdm-mr/diagnosis/1", "draft")
    assert say(loss, "fr") == "Brouillon : à terminer avant l’envoi."
    assert say(loss, "en") == "Draft: finish it before it is sent."


@pytest.mark.parametrize("channel", Channel)
def test_what_is_unfinished(channel: Channel) -> None:
    entry = replace(record("cda").entries[0], channel=channel.value, said_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert is_unfinished(replace(entry, state=DRAFT)) is (channel not in FROM_DOCUMENTS)
    assert not any(is_unfinished(replace(entry, state=one)) for one in ("complete", "validated", "entered_in_error"))


@pytest.mark.django_db
def test_an_imported_entry_with_an_error_leaves_as_its_source_said_it() -> None:
    answers = {
        "identifier": "1.2^D1", "status": CONFIRMED, "appraisal_on_entry": "2667000",
        "first_signs": {"period": "767023003", "months": 14},
    }  # fmt: skip
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with as_system("test") as reader:
        site_for_document("S900", name="Centre d’essai", finess="750000001")
        said = submission_of((("diagnosis", "1.2^D1", answers),), site_codes=("S900",))
        key = UUID(accept(said, now=now).record_key)
        (stored,) = assemble(key, reader, now=now, audit=False).of("sdm-mr", "diagnosis")
        export = export_record(key, reader, now=now)
    assert stored.state == DRAFT  # confirmed, and no disease named
    assert not places(export.losses)
    again = read_cda(export.content, received_at=now, sender="")
    assert [one.payload for one in again.entries if one.instrument == "diagnosis"] == [stored.payload]
