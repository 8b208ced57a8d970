"""The door: what is stored, what changes nothing, what is refused, and that a refusal leaves no trace."""

import datetime as dt
import hashlib
import itertools

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orphee.access.context import as_system, reading_as
from orphee.access.rules.policy import Reader, Scope
from orphee.foundation.models import AuditLine
from orphee.identity.models import Person
from orphee.network.actions import site_for_document
from orphee.record.intake import accept, accept_many
from orphee.record.models import Document, Entry, Reach, Record, Summary
from orphee.record.rules.receipt import Outcome
from orphee.record.rules.submission import (
    Channel,
    ConsentAsGiven,
    DocumentAsGiven,
    EntryAsGiven,
    LocalId,
    PersonAsGiven,
    Submission,
)
from orphee.record.view import UnableToFindRecord, assemble

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
LEA = PersonAsGiven(
    local_ids=(LocalId("1.2.3", "A1"),),
    birth_name="MARTIN-DURAND",
    first_given_name="Léa",
    birth_date="2020-02-28",
    sex="F",
)
CONFIRMED, ONGOING = "255545003", "385651009"


def diagnosis(status=ONGOING, key="D1", **more):
    payload = {
        "status": status,
        "disease": "ORPHA:513",
        "first_signs": {"period": "767023003", "months": 3},
        "appraisal_on_entry": "2667000",
        "clinical_diagnosis": {"period": "767023003", "months": 6},
        "genetic_diagnosis": {"period": "373068000", "months": None},
        **more,
    }
    return EntryAsGiven("sdm-mr", "2025.01", "diagnosis", payload, key=key)


def document(version=1, set_id="SET", content=None):
    body = content if content is not None else f"{set_id} {version}".encode()
    return DocumentAsGiven(
        f"{set_id}.{version}", set_id, version, "t", "text/xml", body, hashlib.sha256(body).hexdigest()
    )


def submission(*entries, person=LEA, site="S001", sender="hospital", doc=None, consent=None, **more):
    return Submission(
        Channel.CDA if doc else Channel.FORM,
        sender,
        person,
        entries or (diagnosis(),),
        NOW,
        site_codes=(site,) if site else (),
        document=doc,
        consent=consent,
        **more,
    )


def counted(model):
    with as_system("test"):
        return model.objects.count()


def current_payloads():
    with as_system("test"):
        rows = Entry.objects.filter(is_current=True).order_by("source_key")
        return [(row.source_key, row.state, row.payload.get("status")) for row in rows]


def test_a_first_submission_opens_a_record():
    receipt = accept(submission(), now=NOW)
    assert receipt.outcome is Outcome.STORED
    assert (receipt.entries_new, receipt.entries_revised) == (1, 0)
    assert [counted(model) for model in (Record, Person, Reach, Entry, Summary)] == [1, 1, 1, 1, 1]


def test_the_same_words_again_change_nothing():
    accept(submission(), now=NOW)
    receipt = accept(submission(), now=NOW)
    assert (receipt.outcome, receipt.entries_unchanged) == (Outcome.UNCHANGED, 1)
    assert counted(Entry) == 1


def test_a_correction_is_a_new_revision_and_the_old_one_stays():
    accept(submission(), now=NOW)
    accept(submission(diagnosis(CONFIRMED)), now=NOW)
    with as_system("test"):
        revisions = list(Entry.objects.order_by("revision").values_list("revision", "is_current", "payload__status"))
    assert revisions == [(1, False, ONGOING), (2, True, CONFIRMED)]


@pytest.mark.parametrize("statement", ["UPDATE record_entry SET payload = '{}'", "DELETE FROM record_entry"])
def test_history_cannot_be_rewritten(statement):
    accept(submission(), now=NOW)
    with pytest.raises(Exception, match="permission denied"), as_system("test"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_two_centres_sending_the_same_person_make_one_record():
    accept(submission(), now=NOW)
    elsewhere = PersonAsGiven(
        local_ids=(LocalId("9.9.9", "Z9"),),
        birth_name="Martin Durand",
        first_given_name="LEA",
        birth_date="2020-02-28",
        sex="F",
    )
    receipt = accept(submission(diagnosis(key="D2"), person=elsewhere, site="S002", sender="other"), now=NOW)
    assert receipt.outcome is Outcome.STORED
    assert (counted(Record), counted(Reach)) == (1, 2)


@pytest.mark.parametrize(
    ("change", "records"),
    [
        ({"birth_date": "2020-02-27"}, 2),
        ({"first_given_name": "Lia"}, 2),
        ({"sex": "M"}, 2),
        ({"birth_name": "MARTIN DURAND"}, 1),
        ({"birth_date": "2020-02"}, 2),
    ],
)
def test_traits_that_differ_make_another_person(change, records):
    accept(submission(), now=NOW)
    traits = {"birth_name": "MARTIN-DURAND", "first_given_name": "Léa", "birth_date": "2020-02-28", "sex": "F"} | change
    accept(submission(person=PersonAsGiven(local_ids=(LocalId("9", "9"),), **traits)), now=NOW)
    assert counted(Record) == records


def test_an_identifier_of_someone_else_is_refused_and_leaves_no_trace():
    accept(submission(), now=NOW)
    other = PersonAsGiven(local_ids=LEA.local_ids, birth_name="PETIT", first_given_name="Ana", birth_date="1980-01-01")
    receipt = accept(submission(diagnosis(CONFIRMED), person=other, doc=document()), now=NOW)
    assert receipt.outcome is Outcome.REFUSED
    assert [finding.code for finding in receipt.findings] == ["identifier-of-another-person"]
    assert (counted(Record), counted(Entry), counted(Document)) == (1, 1, 0)


def test_without_a_site_nobody_could_read_it_so_it_is_refused():
    receipt = accept(submission(site=""), now=NOW)
    assert receipt.outcome is Outcome.REFUSED
    assert (counted(Record), counted(Person)) == (0, 0)


def test_the_same_document_again_changes_nothing():
    first = accept(submission(doc=document()), now=NOW)
    again = accept(submission(doc=document()), now=NOW)
    assert again.outcome is Outcome.UNCHANGED
    assert again.document_key == first.document_key
    assert counted(Document) == 1


def test_one_version_number_with_two_contents_is_refused():
    accept(submission(doc=document()), now=NOW)
    receipt = accept(submission(doc=document(content=b"other")), now=NOW)
    assert [finding.code for finding in receipt.findings] == ["version-reused"]


def test_what_a_newer_version_no_longer_says_is_marked_as_an_error():
    accept(submission(diagnosis(), diagnosis(key="D2"), doc=document(1)), now=NOW)
    accept(submission(diagnosis(CONFIRMED), doc=document(2)), now=NOW)
    assert [(key, state) for key, state, _ in current_payloads()] == [("D1", "complete"), ("D2", "entered_in_error")]


def test_a_correction_on_screen_survives_a_document_that_repeats_itself():
    accept(submission(doc=document(1)), now=NOW)
    accept(submission(diagnosis(CONFIRMED)), now=NOW)
    receipt = accept(submission(doc=document(2)), now=NOW)
    assert receipt.entries_unchanged == 1
    assert current_payloads() == [("D1", "complete", CONFIRMED)]


VERSIONS = {
    1: (diagnosis(ONGOING), diagnosis(ONGOING, key="D2")),
    2: (diagnosis("2931005"),),
    3: (diagnosis(CONFIRMED), diagnosis(ONGOING, key="D3")),
}


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_versions_in_any_order_end_in_the_newest(order):
    for version in order:
        accept(submission(*VERSIONS[version], doc=document(version)), now=NOW)
    live = [line for line in current_payloads() if line[1] != "entered_in_error"]
    assert live == [("D1", "complete", CONFIRMED), ("D3", "complete", ONGOING)]


@given(order=st.lists(st.sampled_from([1, 2, 3]), min_size=3, max_size=7))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_repeated_and_batched_versions_end_in_the_newest(order):
    name = hashlib.sha256(repr(order).encode()).hexdigest()
    person = PersonAsGiven(local_ids=(LocalId("set", name),), birth_name="X", birth_date="2000-01-01")
    accept_many([submission(*VERSIONS[one], person=person, doc=document(one, set_id=name)) for one in order], now=NOW)
    with as_system("test"):
        record = Record.objects.get(person__identifiers__value=name)
        live = Entry.objects.filter(record=record, is_current=True).exclude(state="entered_in_error")
        found = sorted(live.values_list("source_key", "payload__status"))
    newest = {1: [("D1", ONGOING), ("D2", ONGOING)], 2: [("D1", "2931005")], 3: [("D1", CONFIRMED), ("D3", ONGOING)]}
    assert found == newest[max(order)]


def test_an_opposition_holds_until_its_own_source_takes_it_back():
    opposed = ConsentAsGiven(reuse_opposed=True)
    silent = ConsentAsGiven(reuse_opposed=False)
    accept(submission(consent=opposed), now=NOW)
    accept(submission(consent=silent, sender="other", site="S002"), now=NOW)
    with as_system("test"):
        assert Summary.objects.get().opposed
    accept(submission(consent=silent), now=NOW)
    with as_system("test"):
        assert not Summary.objects.get().opposed


def test_a_record_is_open_to_its_sites_only():
    receipt = accept(submission(), now=NOW)
    with as_system("test"):
        ours, other = site_for_document("S001"), site_for_document("S777")
    for site, sees in ((ours, True), (other, False)):
        reader = Reader("user:1", frozenset({"clinician"}), frozenset({site.pk}), scope=Scope.SITES)
        with reading_as(reader):
            assert (Entry.objects.count() > 0) is sees
            assert (Person.objects.count() > 0) is sees
            if sees:
                assert assemble(receipt.record_key, reader, now=NOW).person is not None
            else:
                with pytest.raises(UnableToFindRecord):
                    assemble(receipt.record_key, reader, now=NOW)


def test_each_reading_leaves_a_line():
    receipt = accept(submission(), now=NOW)
    with as_system("test") as reader:
        assemble(receipt.record_key, reader, now=NOW)
        actions = list(AuditLine.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["write", "read"]


def test_someone_who_saved_meanwhile_is_not_overwritten():
    accept(submission(), now=NOW)
    accept(submission(diagnosis("2931005")), now=NOW)
    entry = diagnosis(CONFIRMED)
    stale = EntryAsGiven(entry.dataset, entry.version, entry.instrument, entry.payload, key=entry.key, based_on=1)
    receipt = accept(submission(stale), now=NOW)
    assert [finding.code for finding in receipt.findings] == ["changed-meanwhile"]
    assert current_payloads() == [("D1", "complete", "2931005")]


def test_what_comes_back_in_a_third_version_counts_again():
    both, one = (diagnosis(), diagnosis(key="D2")), (diagnosis(),)
    for version, said in ((1, both), (2, one), (3, both)):
        accept(submission(*said, doc=document(version)), now=NOW)
    assert [(key, state) for key, state, _ in current_payloads()] == [("D1", "complete"), ("D2", "complete")]


def test_what_a_third_version_drops_is_withdrawn_though_the_second_repeated_it():
    both = (diagnosis(), diagnosis(key="D2"))
    accept(submission(*both, doc=document(1)), now=NOW)
    accept(submission(*both, doc=document(2)), now=NOW)
    accept(submission(diagnosis(), doc=document(3)), now=NOW)
    assert [(key, state) for key, state, _ in current_payloads()] == [("D1", "complete"), ("D2", "entered_in_error")]


def test_a_correction_survives_any_number_of_repetitions():
    accept(submission(doc=document(1)), now=NOW)
    accept(submission(doc=document(2)), now=NOW)
    accept(submission(diagnosis(CONFIRMED)), now=NOW)
    accept(submission(doc=document(3)), now=NOW)
    assert current_payloads() == [("D1", "complete", CONFIRMED)]


def test_another_hospital_cannot_supersede_a_document():
    accept(submission(doc=document(1), sender="organisation:a"), now=NOW)
    receipt = accept(submission(doc=document(9, content=b"evil"), sender="organisation:evil"), now=NOW)
    assert [finding.code for finding in receipt.findings] == ["document-of-another-sender"]
    assert current_payloads() == [("D1", "complete", ONGOING)]


@pytest.mark.parametrize("authority", ["7", LEA.local_ids[0].root])
def test_identifiers_of_two_people_are_refused(authority):
    accept(submission(), now=NOW)
    accept(submission(person=PersonAsGiven(local_ids=(LocalId(authority, "B"),), birth_name="X")), now=NOW)
    both = PersonAsGiven(local_ids=(*LEA.local_ids, LocalId(authority, "B")))
    receipt = accept(submission(person=both), now=NOW)
    assert [finding.code for finding in receipt.findings] == ["identifiers-disagree"]


def test_an_invented_person_is_never_taken_for_a_real_one():
    accept(submission(synthetic=True), now=NOW)
    real = PersonAsGiven(
        local_ids=(LocalId("9", "9"),),
        birth_name=LEA.birth_name,
        first_given_name=LEA.first_given_name,
        birth_date=LEA.birth_date,
        sex="F",
    )
    accept(submission(person=real), now=NOW)
    assert counted(Record) == 2


def test_traits_learnt_within_a_batch_are_used_within_it():
    bare = PersonAsGiven(local_ids=(LocalId("1", "1"),))
    named = PersonAsGiven(
        local_ids=(LocalId("1", "1"),), birth_name="A", first_given_name="B", birth_date="2001-02-03", sex="M"
    )
    elsewhere = PersonAsGiven(
        local_ids=(LocalId("2", "2"),), birth_name="A", first_given_name="B", birth_date="2001-02-03", sex="M"
    )
    accept_many([submission(person=one) for one in (bare, named, elsewhere)], now=NOW)
    assert counted(Record) == 1


def test_an_older_document_of_another_source_does_not_undo_a_newer_word():
    def written(on, set_id):
        plain = document(set_id=set_id)
        return DocumentAsGiven(
            plain.identifier, set_id, 1, "t", "text/xml", plain.content, plain.digest, header={"created_at": on}
        )

    accept(submission(diagnosis(CONFIRMED), doc=written("2025-06-01T10:00:00+02:00", "NEW")), now=NOW)
    receipt = accept(submission(diagnosis(ONGOING), doc=written("2024-06-01T10:00:00+02:00", "OLD")), now=NOW)
    assert [finding.code for finding in receipt.findings] == ["said-since"]
    assert current_payloads() == [("D1", "complete", CONFIRMED)]


def test_the_desk_settles_consents_for_every_source():
    registry = ConsentAsGiven(reuse_opposed=True, ern_registries=("EuRREB",))
    accept(submission(consent=registry), now=NOW)
    accept(submission(consent=ConsentAsGiven(reuse_opposed=False), sender="user:7"), now=NOW)
    with as_system("test") as reader:
        record = Record.objects.get()
        consent = assemble(record.key, reader, now=NOW).consent
    assert (consent.reuse_opposed, consent.ern_registries) == (False, ())


def test_emptied_traits_are_cleared_and_others_stay():
    accept(submission(person=PersonAsGiven(local_ids=LEA.local_ids, birth_name="A", ins="1", used_name="B")), now=NOW)
    with as_system("test"):
        key = str(Record.objects.get().key)
    accept(submission(person=PersonAsGiven(), record_key=key, emptied=frozenset({"ins"})), now=NOW)
    with as_system("test"):
        person = Person.objects.get()
    assert (person.ins, person.used_name) == ("", "B")


def test_what_belongs_to_identity_is_no_entry():
    entry = EntryAsGiven("sdm-mr", "2025.01", "identity", {"birth_name": "SECRET"})
    receipt = accept(submission(entry), now=NOW)
    assert [finding.code for finding in receipt.findings] == ["not-an-entry"]
    assert counted(Entry) == 0


@pytest.mark.django_db(transaction=True)
def test_two_intakes_of_one_person_at_once_lose_nothing():
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    first = accept(submission(), now=NOW)

    def write(number):
        try:
            entry = diagnosis(key=f"T{number}")
            return accept(submission(entry, person=PersonAsGiven(), record_key=first.record_key), now=NOW).outcome
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(write, range(6)))
    assert set(outcomes) == {Outcome.STORED}
    with as_system("test"):
        assert Entry.objects.filter(is_current=True).count() == 7
