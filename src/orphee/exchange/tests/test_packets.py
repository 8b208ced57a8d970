"""Packets through the one door and back: whole, resumable, and nothing lost on the way."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path

import pytest
from django.db import DatabaseError
from google.protobuf import json_format
from phenopackets.schema.v2.phenopackets_pb2 import Phenopacket

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose, Reader, Scope, system_reader
from orphee.exchange import packets
from orphee.exchange.models import Delivery
from orphee.exchange.packets import export_record, import_paths
from orphee.foundation.models import AuditLine
from orphee.foundation.sealing import open_sealed
from orphee.record.models import Document, Entry, Record
from orphee.record.view import UnableToFindRecord

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
INVENTED = Path(__file__).parent / "phenopackets" / "packets"
SYSTEM = system_reader("command", Purpose.EXCHANGE)


@pytest.fixture
def lines(tmp_path):
    """Five packets on five lines, the third of them broken."""
    minimal = json.loads((INVENTED / "minimal.json").read_text(encoding="utf-8"))
    texts = [json.dumps({**minimal, "id": f"packet-{number}"}) for number in range(5)]
    texts[2] = texts[2][:-20]
    path = tmp_path / "packets.jsonl"
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def imported(*paths, **more):
    return import_paths(paths, sender="laboratory", now=NOW, **more)


def records():
    with as_system("test"):
        return {
            document.identifier: document.record_id
            for document in Document.objects.filter(is_current=True).order_by("identifier")
        }


def test_good_packets_are_stored_and_bad_ones_listed_by_line(lines):
    heard = []
    summary = imported(lines, batch=2, progress=lambda told: heard.append(told.found))
    assert (summary.found, summary.stored, summary.refused) == (5, 4, 1)
    (bad,) = summary.bad
    assert (bad.source, bad.line, bad.code) == (str(lines), 3, "not_json")
    assert str(bad).startswith(f"{lines}:3 ")
    assert heard == [2, 4, 5]
    assert json.dumps(summary.as_json())


def test_a_refused_packet_is_kept_sealed_with_its_answer_once(lines):
    imported(lines)
    imported(lines)
    with as_system("test"):
        (kept,) = Delivery.objects.all()
    assert (kept.state, kept.sender, kept.answer["outcome"]) == ("refused", "laboratory", "refused")
    assert kept.answer["problems"][0]["code"] == "not_json"
    assert open_sealed(bytes(kept.sealed)) == lines.read_bytes().split(b"\n")[2]


def kept(sender="laboratory"):
    with as_system("test"):
        return [
            (one, b"".join(open_sealed(bytes(part.sealed)) for part in one.parts.order_by("number")))
            for one in Delivery.objects.filter(sender=sender)
        ]


def test_a_file_of_which_a_packet_is_too_large_is_kept_whole(lines, monkeypatch):
    monkeypatch.setattr("orphee.exchange.phenopackets.opening.MAX_PACKET_BYTES", lines.stat().st_size - 1)
    whole = lines.rename(lines.with_suffix(".json"))
    whole.write_text(json.dumps(json.loads(lines_of(whole)[0]), indent=4) + " " * 10_000, encoding="utf-8")
    for _ in range(2):  # the same file again is kept once
        summary = imported(whole)
    assert [one.code for one in summary.bad] == ["packet_too_large"]
    ((delivery, content),) = kept()
    assert content == whole.read_bytes()
    assert [one["code"] for one in delivery.answer["problems"]] == ["packet_too_large"]


@pytest.mark.parametrize(("born", "queries"), [("2026-01-15", {}), ("2026-01-16", {"date_in_future": 1})])
def test_today_is_the_day_of_the_country(tmp_path, born, queries):
    """Received at half past midnight in Paris, an hour earlier in universal time."""
    packet = json.loads((INVENTED / "minimal.json").read_text(encoding="utf-8"))
    packet["subject"]["dateOfBirth"] = f"{born}T00:00:00Z"
    path = tmp_path / "newborn.json"
    path.write_text(json.dumps(packet), encoding="utf-8")
    at_night = dt.datetime(2026, 1, 14, 23, 30, tzinfo=dt.UTC)
    summary = import_paths([path], sender="laboratory", now=at_night)
    assert (summary.stored, summary.bad) == (1, [])
    assert {code: count for code, count in summary.remainders.items() if code == "date_in_future"} == queries


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def test_a_file_with_many_packets_too_large_is_read_again_once(tmp_path, monkeypatch):
    monkeypatch.setattr("orphee.exchange.phenopackets.opening.MAX_PACKET_BYTES", 50)
    monkeypatch.setattr(packets, "MOST_TOLD", 3)
    reads = []
    keep = packets.keep_file
    monkeypatch.setattr(packets, "keep_file", lambda file, **more: reads.append(file) or keep(file, **more))
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"{number}", "said": "x" * 60}) for number in range(9)))
    assert imported(path, batch=2).refused == 9
    assert reads == [path]
    ((delivery, content),) = kept()
    assert content == path.read_bytes()
    assert len(delivery.answer["problems"]) == 3


@pytest.mark.parametrize("name", ["broken.zip", "exclamation!mark.zip", "cut.json.gz"])
def test_a_damaged_archive_is_kept_whole(tmp_path, name):
    damaged = tmp_path / name
    damaged.write_bytes((b"PK\x03\x04" if name.endswith("zip") else b"\x1f\x8b") + b"no archive" * 50)
    summary = imported(damaged)
    assert summary.refused == 1
    ((delivery, content),) = kept()
    assert content == damaged.read_bytes()
    assert delivery.state == "refused"


def test_an_empty_file_stops_no_other(lines):
    empty = lines.with_name("empty.json")
    empty.touch()
    for stored in (4, 0):
        summary = imported(lines.parent)
        assert (summary.found, summary.stored, summary.refused) == (6, stored, 2)
    assert {one.code for one in summary.bad} == {"not_json"}
    assert sorted((one.size, content) for one, content in kept())[0] == (0, b"")


def test_very_long_identifiers_are_stored(tmp_path):
    body = {"id": "p" * 300, "subject": {"id": "s" * 300}, "metaData": {"created": "2025-03-04T10:11:12Z"}}
    body["phenotypicFeatures"] = [{"type": {"id": "HP:" + "1" * 300}}]
    path = tmp_path / "one.json"
    path.write_text(json.dumps(body))
    assert imported(path).stored == 1
    (key,) = records().values()
    told = json.loads(export_record(key, SYSTEM, now=NOW).content)
    assert {name: told[name] for name in body} == body


def test_a_second_run_changes_nothing(lines):
    imported(lines)
    again = imported(lines)
    assert (again.stored, again.unchanged, again.refused) == (0, 4, 1)
    assert len(records()) == 4


def test_what_was_killed_goes_on_where_it_stopped(lines, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(_summary):
        raise Killed

    with pytest.raises(Killed):
        imported(lines, batch=1, progress=kill)
    assert len(records()) == 1
    summary = imported(lines)
    assert (summary.stored, summary.unchanged) == (3, 1)


def test_a_batch_that_the_database_refuses_is_tried_packet_by_packet(lines, monkeypatch):
    real = packets.accept_many

    def fussy(submissions, *, now):
        if len(submissions) > 1 or submissions[0].document.identifier == "packet-1":
            raise DatabaseError
        return real(submissions, now=now)

    monkeypatch.setattr(packets, "accept_many", fussy)
    summary = imported(lines)
    assert (summary.stored, summary.refused) == (3, 2)
    assert {one.code for one in summary.bad} == {"not_json", "not_stored"}


@pytest.mark.parametrize("name", ["complete", "minimal", "foetus", "odd"])
def test_a_stored_packet_leaves_as_it_came(name):
    path = INVENTED / f"{name}.json"
    assert imported(path).stored == 1
    (key,) = records().values()
    export = export_record(key, SYSTEM, now=NOW, with_birth_date=True)
    given = json_format.ParseDict(json.loads(path.read_bytes()), Phenopacket(), ignore_unknown_fields=True)
    assert json_format.Parse(export.content, Phenopacket()) == given
    assert {one.path for one in export.losses} <= {"$._cohort", "follow_ups/PHENOPACKETS"}


def test_a_family_gives_one_record_a_member():
    assert imported(INVENTED / "family.json").stored == 2
    assert list(records()) == ["invented-minimal", "invented-mother"]


def test_a_newer_packet_revises_the_record_and_withdraws_what_it_no_longer_says(tmp_path):
    body = json.loads((INVENTED / "minimal.json").read_text(encoding="utf-8"))
    path = tmp_path / "one.json"
    path.write_text(json.dumps(body))
    imported(path)
    body["phenotypicFeatures"] = [{**body["phenotypicFeatures"][0], "severity": {"id": "HP:0012828"}}]
    body["metaData"]["updates"] = [{"timestamp": "2025-06-01T00:00:00Z"}]
    path.write_text(json.dumps(body))
    assert imported(path).stored == 1
    (key,) = records().values()
    told = json.loads(export_record(key, SYSTEM, now=NOW).content)
    assert told["phenotypicFeatures"] == body["phenotypicFeatures"]
    with as_system("test"):
        assert Record.objects.count() == 1


def test_a_correction_with_the_same_date_is_the_next_version(tmp_path):
    body = json.loads((INVENTED / "minimal.json").read_text(encoding="utf-8"))
    bodies = [{**body, "phenotypicFeatures": [{"type": {"id": f"HP:000125{number}"}}]} for number in range(4)]
    path = tmp_path / "packets.jsonl"
    for some, stored in ((bodies[:2], 2), (bodies[2:3], 1), (bodies[:3], 0), (bodies[3:], 1)):
        path.write_text("\n".join(json.dumps(one) for one in some))
        summary = imported(path)
        assert (summary.stored, summary.unchanged, summary.refused) == (stored, len(some) - stored, 0)
    (key,) = records().values()
    told = json.loads(export_record(key, SYSTEM, now=NOW).content)
    assert [one["type"]["id"] for one in told["phenotypicFeatures"]] == ["HP:0001253"]
    with as_system("test"):
        assert Document.objects.count() == 4


def test_a_disease_code_too_long_for_lists_is_stored_all_the_same(tmp_path):
    body = json.loads((INVENTED / "minimal.json").read_text(encoding="utf-8"))
    body["diseases"] = [{"term": {"id": "OMIM:" + "1" * 300, "label": "l" * 500}}]
    path = tmp_path / "one.json"
    path.write_text(json.dumps(body))
    assert imported(path).stored == 1


def test_what_wants_a_second_look_is_kept_with_the_document(tmp_path):
    body = json.loads((INVENTED / "complete.json").read_text(encoding="utf-8"))
    path = tmp_path / "one.json"
    path.write_text(json.dumps(body))
    summary = imported(path)
    assert summary.remainders["feature_present_and_absent"] == 1
    with as_system("test"):
        reasons = {one["reason"] for one in Document.objects.get().remainders}
    assert {"feature_present_and_absent", "id_and_label_swapped", "age_not_iso8601"} <= reasons


def test_the_same_packet_of_another_sender_is_another_person(lines):
    imported(lines)
    assert import_paths([lines], sender="another", now=NOW).stored == 4


def test_no_birth_date_is_in_any_entry():
    imported(INVENTED / "complete.json")
    with as_system("test"):
        assert "1990-02-03" not in json.dumps(list(Entry.objects.values_list("payload", flat=True)))


def test_an_export_is_audited_and_closed_to_those_who_may_not(lines):
    imported(lines)
    key = records()["packet-0"]
    export_record(key, SYSTEM, now=NOW)
    with as_system("test"):
        line = AuditLine.objects.get(action="export")
        assert (line.record_key, line.detail["format"]) == (key, "phenopacket")
    stranger = Reader(actor="user:1", roles=frozenset({"clinician"}), scope=Scope.SITES)
    research = Reader(actor="user:2", roles=frozenset({"research-staff"}), scope=Scope.SITES)
    for reader in (stranger, research):
        with pytest.raises(UnableToFindRecord):
            export_record(key, reader, now=NOW)
    with pytest.raises(UnableToFindRecord):
        export_record(uuid.uuid4(), SYSTEM, now=NOW)
