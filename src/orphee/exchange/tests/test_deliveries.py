"""Documents at the door: the same answer twice, any order of versions, whole documents only."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orphee.access.context import as_system
from orphee.access.models import Token
from orphee.access.queries import token_digest
from orphee.exchange import actions
from orphee.exchange.actions import deliver, deliver_many, resume
from orphee.exchange.api import make_api
from orphee.exchange.cda.writing_header import Issuer
from orphee.exchange.documents import export_record, import_paths
from orphee.exchange.models import Delivery, State
from orphee.exchange.queries import UnableToFindDelivery, delivery_of, original_of
from orphee.exchange.watching import WatchedFolder
from orphee.network.models import Organisation, OrganisationKind, Site
from orphee.record.models import Document, Entry, Reach, Record

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
Small = Callable[..., bytes]
numbers = itertools.count(1000)


def send(content: bytes, sender: str = "organisation:chu") -> Delivery:
    """One document of a hospital."""
    return deliver(content, sender=sender, way="http", now=NOW)


def problems(delivery: Delivery) -> dict[str, dict[str, str]]:
    """The problems of an answer by code."""
    return {one["code"]: one for one in delivery.answer["problems"]}


def standing(person: int) -> list[object]:
    """What stands in the record about a person: current entries, and which version is current."""
    with as_system("test"):
        documents = Document.objects.filter(set_id=f"1.2.3.{person}")
        records = set(documents.values_list("record_id", flat=True))
        assert len(records) == 1
        entries = Entry.objects.filter(record_id__in=records, is_current=True)
        return [
            sorted((one.instrument, one.source_key, json.dumps(one.payload, sort_keys=True)) for one in entries),
            list(documents.filter(is_current=True).values_list("version", flat=True)),
        ]


def test_a_document_becomes_a_record(small: Small) -> None:
    delivery = send(small())
    assert delivery.state == State.ACCEPTED
    assert delivery.answer["outcome"] == "stored"
    assert delivery.answer["entries"] == {"new": 2, "revised": 0, "unchanged": 0}
    with as_system("test"):
        assert Record.objects.get().number == delivery.answer["record"]


@pytest.mark.parametrize(("sender", "hospital", "provisional", "state"), [
    ("organisation:chu",   "chu",   False, State.ACCEPTED),
    ("organisation:chu",   "autre", True,  State.ACCEPTED),  # nobody has confirmed whose it is
    ("organisation:chu",   "autre", False, State.REFUSED),
    ("command",            "autre", False, State.ACCEPTED),  # whoever runs the command answers for it
])  # fmt: skip
def test_a_hospital_speaks_for_its_own_sites(
    small: Small, sender: str, hospital: str, provisional: bool, state: State
) -> None:
    places = {
        code: Organisation.objects.create(code=code, kind=OrganisationKind.HOSPITAL, name=code)
        for code in ("chu", "autre")
    }
    Site.objects.create(code="S001", kind="ccmr", name="S", hospital=places[hospital], is_provisional=provisional)
    delivery = send(small(site="S001"), sender=sender)
    assert delivery.state == state
    refused = problems(delivery).get("site_of_another_hospital")
    assert (refused is not None) == (state == State.REFUSED)
    if refused:
        assert refused["xpath"].endswith("participant")
        with as_system("test"):
            assert not Record.objects.exists()


def custodian(finess: str) -> bytes:
    """The establishment that keeps a document, and the start of its body."""
    return (
        b"<custodian><assignedCustodian><representedCustodianOrganization>"
        b'<id root="1.2.250.1.71.4.2.2" extension="1%b"/><name>CHU de Test</name>'
        b"</representedCustodianOrganization></assignedCustodian></custodian><component><structuredBody>"
    ) % finess.encode()


@pytest.mark.parametrize(("ours", "named", "state"), [
    ("990000001", "990000001", State.ACCEPTED),
    ("990000001", "990000002", State.REFUSED),   # another hospital's
    ("990000001", "990000009", State.REFUSED),   # nobody's yet, but not ours
    ("",          "990000009", State.ACCEPTED),  # the directory cannot tell
    ("",          "990000002", State.REFUSED),
])  # fmt: skip
@pytest.mark.parametrize("by_code", [True, False])
def test_a_hospital_without_a_site_speaks_for_itself_only(
    small: Small, ours: str, named: str, state: State, by_code: bool
) -> None:
    for code, finess in (("chu", ours), ("autre", "990000002")):
        Organisation.objects.create(code=code, kind=OrganisationKind.HOSPITAL, name=code, finess=finess)
    if by_code:
        content = small(site=f"FINESS-{named}")
    else:
        content = small().replace(b'extension="S001"', b'nullFlavor="UNK"')
        content = content.replace(b"<component><structuredBody>", custodian(named), 1)
    for version in (b'versionNumber value="1"', b'versionNumber value="2"'):
        delivery = send(content.replace(b'versionNumber value="1"', version))
        assert delivery.state == state
    assert ("site_of_another_hospital" in problems(delivery)) == (state == State.REFUSED)
    assert Site.objects.filter(code=f"FINESS-{named}").exists() == (state == State.ACCEPTED)
    if state == State.REFUSED and not by_code:
        assert problems(delivery)["site_of_another_hospital"]["xpath"].startswith("/ClinicalDocument/custodian")


def test_where_the_diagnosis_was_made_is_nobodys_word(small: Small) -> None:
    hospitals = {
        code: Organisation.objects.create(code=code, kind=OrganisationKind.HOSPITAL, name=code)
        for code in ("chu", "autre")
    }
    for code, site in (("chu", "S001"), ("autre", "S900")):
        Site.objects.create(code=site, kind="ccmr", name=site, hospital=hospitals[code])
    disease = b'code="513" codeSystem="1.2.250.1.213.2.49.1"/>'
    made_at = (
        b'<participant typeCode="LOC"><participantRole><id root="1.2.250.1.213.2.61" extension="S900"/>'
        b"</participantRole></participant>"
    )
    content = small().replace(disease, disease + made_at)
    delivery = send(content)
    assert delivery.state == State.ACCEPTED
    with as_system("test"):
        assert Entry.objects.get(instrument="diagnosis").payload["site"] == "S900"
        assert set(Reach.objects.values_list("site__code", flat=True)) == {"S001"}


def test_the_same_bytes_get_the_same_answer_and_change_nothing(small: Small) -> None:
    first, again = send(small()), send(small())
    assert (again.key, again.answer) == (first.key, first.answer)
    with as_system("test"):
        assert Entry.objects.count() == 2
        assert Document.objects.count() == 1
        assert Delivery.objects.count() == 1


def test_two_centres_that_send_one_person_share_a_record(small: Small) -> None:
    send(small(person=7))
    other = small(person=7, site="S002").replace(b"1.2.3.7", b"1.2.9.7").replace(b"1.2.3.5.7", b"1.2.9.5.7")
    second = send(other, sender="organisation:autre")
    assert second.answer["outcome"] == "stored"
    with as_system("test"):
        assert Record.objects.count() == 1
        follow_ups = Entry.objects.filter(instrument="follow_up", is_current=True)
        assert sorted(one.payload["site"] for one in follow_ups) == ["S001", "S002"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(1, 3), min_size=3, max_size=7).filter(lambda order: set(order) == {1, 2, 3}))
def test_any_order_and_repetition_of_versions_ends_the_same(order: list[int], small: Small) -> None:
    reference, shuffled = next(numbers), next(numbers)
    for version in (1, 2, 3):
        send(small(reference, version))
    for version in order:
        send(small(shuffled, version))
    before = str(standing(reference)).replace(str(reference), "N")
    assert str(standing(shuffled)).replace(str(shuffled), "N") == before


@pytest.mark.parametrize("version", [2, 3])
def test_an_older_version_arriving_late_is_kept_and_changes_nothing(version: int, small: Small) -> None:
    send(small(5, version))
    late = send(small(5, version - 1))
    assert late.answer["outcome"] == "superseded"
    assert standing(5)[1] == [version]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"not xml", "not_xml"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "doctype"),
        (b"<a>\xff</a>", "invalid_characters"),
        (b"<a>" * 100_000 + b"</a>" * 100_000, "too_deep"),
        (b"<ClinicalDocument xmlns='urn:hl7-org:v3'/>", "other_document_type"),
    ],
)
def test_a_refused_document_is_kept_sealed_and_leaves_no_trace(content: bytes, problem: str) -> None:
    delivery = send(content)
    assert delivery.state == State.REFUSED
    assert set(problems(delivery)) == {problem}
    assert problems(delivery)[problem]["fr"]
    assert original_of(delivery.key, sender="organisation:chu") == content
    with as_system("test"):
        assert content not in bytes(Delivery.objects.get().sealed)
        assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"status": "XYZ"}, "observation/value"),
        ({"death": "19800101"}, "section"),
        ({"birth": "20300101"}, "birthTime"),
        ({"death": "20990101"}, "section"),
    ],
)
def test_bad_content_is_answered_with_its_xpath(changes: dict[str, str], where: str, small: Small) -> None:
    delivery = send(small(**changes))
    found = [one for one in delivery.answer["problems"] if one["severity"] in ("error", "refusal", "query")]
    assert any(where in one["xpath"] for one in found), found
    assert "ESSAI" not in str(delivery.answer)


def test_a_code_in_error_still_stores_a_draft(small: Small) -> None:
    assert send(small(status="XYZ")).answer["outcome"] == "stored"
    with as_system("test"):
        assert Entry.objects.get(instrument="diagnosis").state == "draft"


def test_a_document_that_names_no_site_stands_for_its_establishment(small: Small) -> None:
    content = small().replace(b'extension="S001"', b'nullFlavor="UNK"')
    assert "no-site" in problems(send(content))
    delivery = send(content.replace(b"<component><structuredBody>", custodian("990000001")))
    assert delivery.answer["outcome"] == "stored"
    assert Site.objects.get(code="FINESS-990000001").name == "CHU de Test"


def test_opposition_is_no_error(small: Small) -> None:
    delivery = send(small(consent="GEN-315"))
    assert delivery.answer["outcome"] == "stored"


def test_a_batch_answers_each_and_a_bad_one_does_not_stop_the_others(small: Small) -> None:
    contents = [small(1), b"not xml", small(2), small(1), small(1, 2)]
    answers = [one.answer["outcome"] for one in deliver_many(contents, sender="command", way="command", now=NOW)]
    assert answers == ["stored", "refused", "stored", "stored", "stored"]
    with as_system("test"):
        assert Record.objects.count() == 2


def test_a_failure_leaves_the_document_waiting_and_resume_takes_it_up(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("secret of the person")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "accept_many", fail)
        waiting = [send(small(1)), send(small(2))]
    assert {one.state for one in waiting} == {State.RECEIVED}
    assert original_of(waiting[0].key, sender="organisation:chu") == small(1)
    assert [one.answer["outcome"] for one in resume(now=NOW)] == ["stored", "stored"]
    assert list(resume(now=NOW)) == []


def test_an_answer_is_for_its_sender_only(small: Small) -> None:
    delivery = send(small())
    assert delivery_of(delivery.key, sender="organisation:chu").answer == delivery.answer
    with pytest.raises(UnableToFindDelivery):
        delivery_of(delivery.key, sender="organisation:autre")


# The web service


@pytest.fixture
def token() -> str:
    """The token of a hospital's system."""
    hospital = Organisation.objects.create(code="chu", kind=OrganisationKind.HOSPITAL, name="CHU")
    Token.objects.create(digest=token_digest("secret"), label="t", organisation=hospital, created_at=NOW)
    return "Bearer secret"


def post(content: bytes, token: str, **headers: str) -> object:
    """A document sent by HTTP."""
    return Client().post(
        "/api/cda", content, content_type="application/hl7-cda+xml", headers={"Authorization": token, **headers}
    )


def test_the_web_service_answers_by_status(token: str, small: Small) -> None:
    stored = post(small(), token)
    assert stored.status_code == 200
    assert stored.json()["outcome"] == "stored"
    again = Client().get(f"/api/deliveries/{stored.json()['delivery']}", headers={"Authorization": token})
    assert again.json() == stored.json()
    assert post(b"not xml", token).status_code == 422
    assert post(small(), "Bearer wrong").status_code == 401
    assert Client().post("/api/cda", small(), content_type="text/xml").status_code == 401
    unknown = Client().get("/api/deliveries/00000000-0000-4000-8000-000000000000", headers={"Authorization": token})
    assert unknown.status_code == 404


def test_a_revoked_token_opens_nothing(token: str, small: Small) -> None:
    Token.objects.update(revoked_at=NOW)
    assert post(small(), token).status_code == 401


def test_a_huge_request_is_refused_before_it_is_read(token: str) -> None:
    answer = post(b"x", token, **{"Content-Length": "120000001"})
    assert answer.status_code == 413
    assert answer.json()["problems"][0]["code"] == "too_large_to_keep"
    assert "delivery" not in answer.json()
    with as_system("test"):
        assert not Delivery.objects.exists()


def test_people_read_the_answer_in_their_language(token: str) -> None:
    french = post(b"not xml", token, Accept="text/plain").content.decode()
    english = post(b"not xml", token, Accept="text/plain", **{"Accept-Language": "en"}).content.decode()
    assert french.startswith("Document refusé")
    assert english.startswith("Document refused")


def test_the_service_describes_itself() -> None:
    schema = make_api().get_openapi_schema(path_prefix="/api/")
    hospitals = {"/api/cda", "/api/deliveries/{key}", "/api/fhir/QuestionnaireResponse"}
    assert set(schema["paths"]) == hospitals | {"/api/rank", "/api/read"}


# Files


def test_files_and_folders_are_imported_and_a_second_run_changes_nothing(tmp_path: Path, small: Small) -> None:
    for person in range(1, 6):
        (tmp_path / f"{person}.xml").write_bytes(small(person))
    (tmp_path / "bad.xml").write_bytes(b"not xml")
    heard: list[int] = []
    first = import_paths(
        [tmp_path, tmp_path / "absent.xml"], now=NOW, progress=lambda one: heard.append(one.found), batch=2
    )
    assert (first.found, first.stored, first.refused) == (7, 5, 2)
    assert heard[-1] == 7
    assert first.problems["not_xml"] == first.problems["no_file"] == 1
    again = import_paths([tmp_path], now=NOW + dt.timedelta(hours=1))
    assert (again.stored, again.unchanged, again.refused) == (0, 5, 1)
    assert json.dumps(again.as_json())


def test_a_watched_folder_answers_beside_each_file(tmp_path: Path, small: Small) -> None:
    folder = WatchedFolder(tmp_path, sender="organisation:chu", quiet_for=0)
    (tmp_path / "good.xml").write_bytes(small())
    (tmp_path / "bad.xml").write_bytes(b"not xml")
    (tmp_path / "link.xml").symlink_to(tmp_path / "good.xml")
    (tmp_path / "notes.txt").write_text("ignored")
    handled = {path.name: state for path, state in folder.turn(now=NOW)}
    assert handled == {"bad.xml": "refused", "good.xml": "accepted"}
    answer = json.loads((tmp_path / "done" / "good.xml.ack.json").read_text())
    assert answer["outcome"] == "stored"
    assert [path.name for path in (tmp_path / "refused").iterdir()] == ["bad.xml.ack.json"]
    refusal = json.loads((tmp_path / "refused" / "bad.xml.ack.json").read_text())
    assert original_of(UUID(refusal["delivery"]), sender="organisation:chu") == b"not xml"
    assert list(folder.turn(now=NOW)) == []


def test_a_file_still_growing_is_left_alone(tmp_path: Path, small: Small) -> None:
    folder = WatchedFolder(tmp_path, sender="organisation:chu", quiet_for=0.01)
    (tmp_path / "a.xml").write_bytes(small()[:100])
    assert list(folder.turn(now=NOW)) == []
    (tmp_path / "a.xml").write_bytes(small())
    assert list(folder.turn(now=NOW)) == []


def test_a_file_in_the_making_when_killed_is_taken_up(tmp_path: Path, small: Small) -> None:
    folder = WatchedFolder(tmp_path, sender="organisation:chu", quiet_for=0)
    (tmp_path / "working" / "a.xml").write_bytes(small())
    send(small())
    assert [state for _, state in folder.turn(now=NOW)] == ["accepted"]
    with as_system("test"):
        assert Delivery.objects.count() == 1


@pytest.mark.samples
def test_a_sample_comes_out_as_it_went_in(samples_of_cda: list[bytes]) -> None:
    for content in samples_of_cda:
        send(content)
    with as_system("test") as reader:
        keys = list(Record.objects.values_list("key", flat=True))
        for key in keys:
            export = export_record(key, reader, now=NOW)
            assert send(export.content).answer["entries"]["revised"] == 0


def exported(key: UUID, *, now: dt.datetime = NOW) -> bytes:
    """A record as a document."""
    with as_system("test") as reader:
        issuer = Issuer(finess="990000001", organisation="CHU", rpps="10000000001", name="ESSAI Anne")
        return export_record(key, reader, now=now, issuer=issuer).content


ROLE = "/ClinicalDocument/recordTarget/patientRole"
BODY = "/ClinicalDocument/component/structuredBody"
AN_INS = b'<id root="1.2.250.1.213.1.4.8" extension="224027511583555"/><id root="1.2.3.4"'
# After version 2 of the documents of persons 1, 2 and 3: what is found in another, and where.
PLACES = [
    ("version-reused",               (1, 2), "42425007", {}, "/ClinicalDocument/versionNumber"),
    ("older-version",                (1, 1), "",         {}, "/ClinicalDocument/versionNumber"),
    ("document-of-another-person",   (2, 3), "", {b'setId root="1.2.3.2"': b'setId root="1.2.3.1"'},
     "/ClinicalDocument/setId"),
    ("identifier-of-another-person", (4, 1), "", {b'"P4"': b'"P1"', b"19900517": b"19700101"}, f"{ROLE}/id"),
    ("identifiers-disagree",         (4, 1), "",
     {b'extension="P4"/>': b'extension="P2"/><id root="1.2.9" extension="P3"/>'}, f"{ROLE}/id"),
    ("no-site",                      (4, 1), "", {b'extension="S001"': b'nullFlavor="UNK"'}, BODY),
    ("ins-key",                      (4, 1), "", {b'<id root="1.2.3.4"': AN_INS}, f"{ROLE}/id"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "numbers", "status", "changes", "where"), PLACES, ids=[one[0] for one in PLACES])
def test_what_intake_finds_has_its_place(
    code: str, numbers: tuple[int, int], status: str, changes: dict[bytes, bytes], where: str, small: Small
) -> None:
    for person in (1, 2, 3):
        send(small(person, 2).replace(b'root="1.2.3.4" extension="P3"', b'root="1.2.9" extension="P3"'))
    content = small(*numbers, status=status)
    for before, after in changes.items():
        assert before in content
        content = content.replace(before, after, 1)
    found = problems(send(content))
    assert code in found
    assert found[code]["xpath"].startswith(where)


def test_a_record_exported_twice_is_one_document(small: Small) -> None:
    first = send(small(1, 1, status="385651009"))
    with as_system("test"):
        key = Record.objects.get(number=first.answer["record"]).key
    content = exported(key)
    later = exported(key, now=NOW + dt.timedelta(days=40))
    assert content == later
    assert deliver(content, sender="command", way="command", now=NOW).answer["outcome"] == "stored"
    back = deliver(later, sender="command", way="command", now=NOW + dt.timedelta(hours=1))
    assert back.answer["outcome"] == "stored"  # the same delivery, the same answer
    deliver(small(1, 2, status="2931005"), sender="organisation:chu", way="http", now=NOW + dt.timedelta(hours=2))
    changed = exported(key, now=NOW + dt.timedelta(hours=3))
    assert changed != content
    sent = deliver(changed, sender="command", way="command", now=NOW + dt.timedelta(hours=4))
    assert sent.answer["outcome"] == "stored"


def test_an_export_is_of_the_day_of_the_country(small: Small) -> None:
    midnight = dt.datetime(2026, 1, 15, 23, 30, tzinfo=dt.UTC)  # the 16th in France
    delivery = deliver(small(birth="20260116"), sender="organisation:chu", way="http", now=midnight)
    with as_system("test"):
        key = Record.objects.get(number=delivery.answer["record"]).key
    content = exported(key, now=midnight)
    assert b'<birthTime value="20260116"/>' in content
    assert b'<effectiveTime value="20260116003000+0100"/>' in content


def test_a_diagnosis_keeps_its_history_when_its_act_is_renewed_or_fills(small: Small) -> None:
    """Stored as before under its act, then sent with an identifier of its own, a new act and a second diagnosis."""
    person = next(numbers)
    before = f'<id root="1.2.3.6.{person}"/>'.encode()
    coded = b'<code code="282291009" codeSystem="2.16.840.1.113883.6.96"/>'
    own = f'<id root="1.2.3.7.{person}"/>'.encode() + coded
    send(small(person, 1))
    second = send(small(person, 2).replace(coded, own))
    assert second.answer["entries"] == {"new": 0, "revised": 1, "unchanged": 1}
    third = send(small(person, 3).replace(coded, own).replace(before, f'<id root="1.2.3.8.{person}"/>'.encode()))
    assert third.answer["entries"] == {"new": 0, "revised": 1, "unchanged": 1}
    with as_system("test"):
        record = Document.objects.filter(set_id=f"1.2.3.{person}").values_list("record_id", flat=True)[0]
        found = Entry.objects.filter(record_id=record, instrument="diagnosis", is_current=True)
        assert [(one.revision, one.state != "entered_in_error") for one in found] == [(3, True)]


def test_the_same_document_by_another_way_gets_the_same_problems(small: Small) -> None:
    person = next(numbers)
    content = small(person, status="XYZ").replace(b'<id root="1.2.3.4"', b'<id root="1.2.3.4" invented="x"')
    first = send(content)
    again = deliver(content, sender="command", way="command", now=NOW + dt.timedelta(days=1))
    assert {one["severity"] for one in first.answer["problems"]} == {"error", "query", "kept"}
    assert again.answer["outcome"] == "unchanged"
    assert again.answer["problems"] == first.answer["problems"]


def test_an_index_finds_the_same_bytes_whoever_sent_them() -> None:
    with connection.cursor() as cursor:
        held = connection.introspection.get_constraints(cursor, Delivery._meta.db_table).values()
    assert [one["columns"] for one in held if one["index"] and one["columns"][0] == "digest"] == [["digest"]]


def test_an_opposition_that_a_newer_version_does_not_repeat_is_kept_and_told(small: Small) -> None:
    person = next(numbers)
    told = []
    for version, consent in enumerate(["GEN-315", "GEN-320", "", "GEN-317", ""], 1):
        answer = problems(send(small(person, version, consent=consent)))
        told.append("opposition-kept" in answer)
    assert told == [False, True, True, False, False]
    assert problems(send(small(next(numbers), 1))).keys() & {"opposition-kept"} == set()


def test_a_kept_opposition_is_a_query_about_the_document(small: Small) -> None:
    person = next(numbers)
    send(small(person, 1, consent="GEN-315"))
    silent = problems(send(small(person, 2)))["opposition-kept"]
    assert (silent["severity"], silent["xpath"]) == ("query", "/ClinicalDocument")
