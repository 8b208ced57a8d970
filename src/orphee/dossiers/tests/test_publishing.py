"""Review by four eyes, versions that cannot be altered, and whom a published dossier concerns."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from orphee.access.context import as_system, reading_as
from orphee.access.models import Membership
from orphee.access.queries import reader_of
from orphee.datasets import catalogue
from orphee.datasets.definition import Status, UnknownName
from orphee.dossiers import actions, inclusion
from orphee.dossiers.actions import UnableToDecide, UnableToPublish, publish_text
from orphee.dossiers.models import Version
from orphee.dossiers.rules.inclusion import has_one_of
from orphee.dossiers.rules.states import STEPS, Standing, State, Step, obstacle
from orphee.dossiers.tests.conftest import (
    DISEASE,
    GROUP,
    NOW,
    OTHER,
    SUBTYPE,
    ask_something,
    decide,
    edit,
    include,
    make,
    member,
    publish,
    someone,
    write,
)
from orphee.record.rules.receipt import Outcome
from orphee.record.view import assemble

CONFIRMED, REFUTED, NOT_A_CARRIER = "255545003", "723511001", "MED-1313"
UNDETERMINED, PROBABLE = "42425007", "2931005"


@pytest.mark.parametrize(
    ("diagnoses", "diseases", "included"),
    [
        ([(DISEASE, CONFIRMED)], {DISEASE}, True),
        ([(DISEASE, PROBABLE)], {DISEASE}, True),
        ([(DISEASE, UNDETERMINED)], {DISEASE}, True),
        ([(DISEASE, None)], {DISEASE}, True),
        ([(DISEASE, REFUTED)], {DISEASE}, False),
        ([(DISEASE, NOT_A_CARRIER)], {DISEASE}, False),
        ([(OTHER, CONFIRMED)], {DISEASE}, False),
        ([(DISEASE, REFUTED), (DISEASE, PROBABLE)], {DISEASE}, True),  # twice the same disease, one stands
        ([(OTHER, CONFIRMED), (DISEASE, PROBABLE)], {DISEASE}, True),
        ([], {DISEASE}, False),
        ([], None, False),
        ([(OTHER, CONFIRMED)], None, True),
        ([(OTHER, REFUTED)], None, False),
        ([(None, UNDETERMINED)], {DISEASE}, False),
    ],
)
def test_which_diagnoses_include(diagnoses, diseases, included):
    assert has_one_of([{"disease": d, "status": s} for d, s in diagnoses], diseases) is included


def standing(state, *, faults=False, seen=True, submitted="user:1", others=True):
    return Standing(state, submitted, faults, seen, others)


@pytest.mark.parametrize(
    ("step", "stands", "actor", "problem"),
    [
        (Step.SUBMIT, standing(State.DRAFT), "user:1", ""),
        (Step.SUBMIT, standing(State.DRAFT, faults=True), "user:1", "has-faults"),
        (Step.SUBMIT, standing(State.DRAFT, seen=False), "user:1", "losses-unseen"),
        (Step.PUBLISH, standing(State.REVIEW), "user:2", ""),
        (Step.PUBLISH, standing(State.REVIEW), "user:1", "four-eyes"),
        (Step.PUBLISH, standing(State.REVIEW, others=False), "user:1", ""),
        (Step.PUBLISH, standing(State.REVIEW, faults=True), "user:2", "has-faults"),
        (Step.RETURN, standing(State.REVIEW, faults=True), "user:1", ""),
        (Step.RETIRE, standing(State.PUBLISHED), "user:1", ""),
    ],
)
def test_who_may_take_which_step(step, stands, actor, problem):
    assert obstacle(step, stands, actor=actor) == problem


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", list(State))
def test_a_step_follows_one_state_only(step, state):
    allowed = STEPS[step][0] is state
    assert (obstacle(step, standing(state), actor="user:2") == "") is allowed


@pytest.mark.django_db
def test_the_author_does_not_publish_alone_while_someone_else_can(manager, colleague, nomenclature):
    version = edit(manager, make(manager), ask_something)
    decide(manager, version, Step.SUBMIT)
    with pytest.raises(UnableToDecide, match="four-eyes"):
        decide(manager, version, Step.PUBLISH)
    assert decide(colleague, version, Step.PUBLISH).state == State.PUBLISHED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("diseases", "at", "problem"),
    [
        ([GROUP], ["S901", "S902"], ""),
        ([GROUP], [], ""),
        ([GROUP], ["S903"], "foreign-sites"),
        ([GROUP], ["S901", "S999"], "foreign-sites"),
        (["ORPHA:999999"], ["S901"], "unknown-diseases"),
    ],
)
def test_an_inclusion_keeps_to_the_network_and_to_known_diseases(manager, nomenclature, diseases, at, problem):
    version = edit(manager, make(manager), ask_something)
    edit(manager, version, include(diseases, at))
    if problem:
        with pytest.raises(UnableToDecide, match=problem):
            decide(manager, version, Step.SUBMIT)
    else:
        assert decide(manager, version, Step.SUBMIT).state == State.REVIEW


@pytest.mark.django_db
def test_a_centre_of_another_network_does_not_take_part_even_by_command(published, sites):
    text = published.text.replace("S901", "S903").replace(published.dossier.key, "dossier-ailleurs")
    publish_text(text, actor="command", now=NOW, filiere="filnemus")
    record = someone("MARTIN", (DISEASE, CONFIRMED), sites=("S903",))
    assert sets_seen(clinician_of(sites[2], "c"), record) == ()


@pytest.mark.django_db
def test_someone_who_is_alone_publishes(manager, nomenclature):
    version = edit(manager, make(manager), ask_something)
    publish(manager, manager, version)


@pytest.mark.django_db
def test_a_colleague_of_another_network_is_no_second_person(manager, stranger, nomenclature):
    publish(manager, manager, edit(manager, make(manager), ask_something))


@pytest.mark.django_db
def test_every_decision_is_kept_with_its_author(manager, colleague, nomenclature):
    version = edit(manager, make(manager), ask_something)
    decide(manager, version, Step.SUBMIT)
    decide(colleague, version, Step.RETURN, why="Il manque l’âge.")
    kept = list(version.decisions.values_list("state", "by", "why"))
    assert kept[-1] == ("draft", f"user:{colleague.pk}", "Il manque l’âge.")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE dossiers_decision SET by = 'x'")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossiers_version SET text = text || ' '",
        "UPDATE dossiers_version SET state = 'draft'",
        "UPDATE dossiers_version SET state = 'retired', digest = 'x'",
        "UPDATE dossiers_version SET version = '9.0'",
        "UPDATE dossiers_version SET migration = 'x'",
        "DELETE FROM dossiers_version",
        "ALTER TABLE dossiers_version DISABLE TRIGGER dossiers_frozen",
        "DROP FUNCTION dossiers_keep_frozen() CASCADE",
    ],
)
def test_a_published_version_cannot_be_altered_even_by_sql(published, statement):
    with pytest.raises(DatabaseError, match=r"frozen|owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Version.objects.get(pk=published.pk).text == published.text


@pytest.mark.django_db
def test_a_published_version_is_retired_and_stays_readable(published, manager):
    key = published.dossier.key
    assert catalogue.dataset(key).status is Status.PUBLISHED
    decide(manager, published, Step.RETIRE)
    with pytest.raises(UnknownName):
        catalogue.dataset(key)
    assert catalogue.load(key, "1.0").status is Status.RETIRED
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE dossiers_version SET state = 'published'")


@pytest.mark.django_db
def test_the_catalogue_gives_a_dossier_as_soon_as_it_is_published(manager, colleague, nomenclature):
    version = edit(manager, make(manager), ask_something)
    assert version.dossier.key not in set(catalogue.keys())
    publish(manager, colleague, version)
    found = catalogue.dataset(version.dossier.key)
    assert found.inclusion is not None
    assert found is catalogue.dataset(version.dossier.key)
    assert found in catalogue.all_datasets()


@pytest.mark.django_db
def test_another_process_sees_a_publication_by_the_pulse(published):
    from orphee.dossiers.source import DossierSource, touch

    elsewhere = DossierSource()
    key = published.dossier.key
    assert key in set(elsewhere.dataset_keys())
    Version.objects.filter(pk=published.pk).update(state="retired")
    assert elsewhere.concern(key) is not None
    touch()
    elsewhere.forget()
    assert elsewhere.concern(key) is None


def clinician_of(site, name):
    return member(f"{name}@example.org", "clinician", site=site)


def sets_seen(user, record_key):
    reader = reader_of(user)
    with reading_as(reader):
        return inclusion.sets_of(assemble(record_key, reader, now=timezone.now(), audit=False), reader)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("diagnoses", "followed_at", "seen_by"),
    [
        ([(DISEASE, CONFIRMED)], ("S901",), {"S901"}),
        ([(SUBTYPE, PROBABLE)], ("S901",), {"S901"}),  # below the group
        ([(GROUP, CONFIRMED)], ("S901",), {"S901"}),
        ([(OTHER, CONFIRMED)], ("S901",), set()),
        ([(DISEASE, REFUTED)], ("S901",), set()),
        ([(DISEASE, CONFIRMED), (SUBTYPE, CONFIRMED)], ("S901",), {"S901"}),
        ([(DISEASE, CONFIRMED)], ("S902",), set()),  # of the network, but the dossier names S901
        ([(DISEASE, CONFIRMED)], ("S901", "S903"), {"S901"}),  # S903 follows them too and does not see it
        ([], ("S901",), set()),
    ],
)
def test_a_dossier_is_on_the_chart_of_the_right_people_for_the_right_readers(
    published, sites, diagnoses, followed_at, seen_by
):
    record = someone("MARTIN", *diagnoses, sites=followed_at)
    readers = {site.code: clinician_of(site, f"c{site.code}") for site in sites if site.code in followed_at}
    seen = {code for code, user in readers.items() if published.dossier.key in sets_seen(user, record)}
    assert seen == seen_by


@pytest.mark.django_db
def test_without_centres_all_those_of_the_network_take_part(manager, colleague, nomenclature, sites):
    version = edit(manager, make(manager), ask_something)
    edit(manager, version, include([GROUP]))
    publish(manager, colleague, version)
    record = someone("MARTIN", (DISEASE, CONFIRMED), sites=("S902", "S903"))
    assert sets_seen(clinician_of(sites[1], "b"), record) == (version.dossier.key,)
    assert sets_seen(clinician_of(sites[2], "c"), record) == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("disease", "followed_at", "writer", "outcome"),
    [
        (DISEASE, ("S901",), "S901", Outcome.STORED),
        (OTHER, ("S901",), "S901", Outcome.REFUSED),
        (DISEASE, ("S902",), "S902", Outcome.REFUSED),
        (DISEASE, ("S901", "S903"), "S903", Outcome.REFUSED),
        (DISEASE, ("S901",), "", Outcome.STORED),  # a command
        (OTHER, ("S901",), "", Outcome.REFUSED),
    ],
)
def test_the_door_of_the_record_follows_the_inclusion(published, sites, disease, followed_at, writer, outcome):
    record = someone("MARTIN", (disease, CONFIRMED), sites=followed_at)
    user = clinician_of(next(one for one in sites if one.code == writer), "w") if writer else None
    receipt = write(user, record, published, site=writer or "S901")
    assert receipt.outcome is outcome
    assert [one.code for one in receipt.findings if one.severity == "refusal"] == (
        [] if outcome is Outcome.STORED else ["not-included"]
    )


@pytest.mark.django_db
def test_what_stands_is_corrected_after_the_diagnosis_changed_and_hidden_from_other_centres(published, sites):
    record = someone("MARTIN", (DISEASE, CONFIRMED), sites=("S901", "S903"))
    ours, theirs = clinician_of(sites[0], "ours"), clinician_of(sites[2], "theirs")
    write(ours, record, published, site="S901")
    someone("MARTIN", (DISEASE, REFUTED), sites=("S901",))
    assert write(ours, record, published, site="S901", withdrawn=True, based_on=1).outcome is Outcome.STORED
    seen = {}
    for user in (ours, theirs):
        with reading_as(reader_of(user)):
            view = assemble(record, reader_of(user), now=timezone.now(), audit=False)
        seen[user.email] = any(one.dataset == published.dossier.key for one in view.entries)
    assert seen == {"ours@example.org": True, "theirs@example.org": False}


@pytest.mark.django_db
def test_a_retired_dossier_takes_no_first_entry_and_stays_open_to_its_centres_alone(published, manager, sites):
    record = someone("MARTIN", (DISEASE, CONFIRMED), sites=("S901", "S903"))
    ours = clinician_of(sites[0], "ours")
    write(ours, record, published, site="S901")
    decide(manager, published, Step.RETIRE)
    assert sets_seen(ours, record) == ()
    assert inclusion.GATE.is_open_at(published.dossier.key, {sites[0].pk})
    assert not inclusion.GATE.is_open_at(published.dossier.key, {sites[2].pk})
    assert not inclusion.GATE.is_open_at("dossier-never-published", {sites[0].pk})
    other = someone("DURAND", (DISEASE, CONFIRMED))
    assert write(ours, other, published, site="S901").outcome is Outcome.REFUSED


@pytest.mark.django_db
@pytest.mark.parametrize(("people", "told"), [(0, None), (10, None), (11, 11), (12, 12)])
def test_small_numbers_of_people_are_not_told(published, people, told):
    for number in range(people):
        someone(f"P{number}", (DISEASE, CONFIRMED), (SUBTYPE, CONFIRMED))
    someone("AILLEURS", (DISEASE, CONFIRMED), sites=("S902",))
    someone("REFUTE", (DISEASE, REFUTED))
    said = catalogue.dataset(published.dossier.key).inclusion
    assert inclusion.people_now(said, "filnemus") == told


@pytest.mark.django_db
def test_the_command_publishes_and_the_same_text_again_changes_nothing(published):
    text = published.text.replace(published.dossier.key, "dossier-autre")
    first = publish_text(text, actor="command", now=NOW)
    assert publish_text(text, actor="command", now=NOW) == first
    assert catalogue.dataset("dossier-autre").version == "1.0"
    with pytest.raises(UnableToPublish, match="exists already"):
        publish_text(text + "# other\n", actor="command", now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "word"),
    [("key: a", "version"), ("a: [", "YAML"), ("key: sdm-mr\nversion: '1'", "title")],
)
def test_the_command_lists_every_fault_of_what_it_refuses(text, word):
    with pytest.raises(UnableToPublish, match=word) as problem:
        publish_text(text, actor="command", now=NOW)
    assert all(one.line for one in problem.value.faults)


@pytest.mark.django_db
def test_only_a_dossier_is_published_as_one(published):
    with pytest.raises(UnableToPublish, match="dossier-"):
        publish_text(published.text.replace(published.dossier.key, "sdm-mr"), actor="command", now=NOW)


@pytest.mark.django_db
def test_one_draft_at_a_time_and_numbers_that_grow(published, manager):
    made = actions.new_version(reader=reader_of(manager), key=published.dossier.key, now=NOW)
    assert made.version == "2.0"
    with pytest.raises(actions.UnableToMake, match="draft-already"):
        actions.new_version(reader=reader_of(manager), key=published.dossier.key, now=NOW)


@pytest.mark.django_db
def test_a_mixed_account_does_not_reach_the_dossiers_of_a_network_it_coordinates(manager, networks, published):
    Membership.objects.create(user=manager, role="network-coordinator", filiere=networks[1])
    other = reader_of(manager)
    assert "autre" not in other.filieres
    with as_system("test"):
        assert Version.objects.count() == 1
