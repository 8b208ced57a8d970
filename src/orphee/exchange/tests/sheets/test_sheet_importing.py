"""Rows into the record: checked, all or the good ones, the same file twice, corrections kept, other sites closed."""

import datetime as dt

import pytest
from django.db import transaction

from orphee.access.context import as_system
from orphee.access.rules.policy import Reader
from orphee.exchange.sheets import importing
from orphee.exchange.sheets.importing import Import, Mode, NotAllowed
from orphee.record.intake import accept
from orphee.record.models import Entry
from orphee.record.rules.submission import Channel, EntryAsGiven, PersonAsGiven, Submission

from .conftest import NOW, workbook

pytestmark = pytest.mark.django_db
HEAD = "record,entry,status,disease,first_signs.period,first_signs.months,appraisal_on_entry\n"
GOOD = "Confirmé,ORPHA:513,À la naissance,,Adéquat"


def entries(**wanted):
    with as_system("test"):
        return list(Entry.objects.filter(is_current=True, **wanted).order_by("pk"))


def lines(*rows):
    return HEAD + "".join(f"{row}\n" for row in rows)


def test_rows_are_stored_under_the_record_that_they_name(bring, people):
    done = bring(
        lines(f"{people[0]},d1,{GOOD}", f"IPP1,d1,{GOOD}", f"{people[2].lower().replace('-', '')},d1,{GOOD}")
    ).store(Mode.ALL)
    assert (done.rows, done.new, done.bad) == (3, 3, 0)
    first = entries()[0]
    assert first.payload["status"] == "255545003"
    assert first.payload["first_signs"] == {"period": "255407002"}
    assert (first.channel, first.author, first.site_code, first.source_key) == ("sheet", "user:7", "S001", "d1")


def test_one_number_in_several_writings_is_one_record(bring, people):
    number = people[0]
    ways = (number, number.replace("-", ""), number.lower(), number.replace("-", " "))
    done = bring(lines(*(f"{way},d{place},{GOOD}" for place, way in enumerate(ways)))).store(Mode.ALL)
    assert (done.new, done.bad) == (4, 0)
    assert len({one.record_id for one in entries()}) == 1


def test_a_check_stores_nothing_and_says_the_same(bring, people):
    coming = bring(lines(f"IPP0,d1,{GOOD}", f"IPP1,d1,{GOOD}"))
    checked = coming.check()
    assert not entries()
    done = coming.store(Mode.ALL, checked=checked)
    assert (checked.new, checked.bad, checked.queries) == (done.new, done.bad, done.queries)


def test_the_same_file_again_changes_nothing(bring, people):
    content = lines(f"IPP0,d1,{GOOD}", f"IPP1,,{GOOD}", "IPP1,,Probable,ORPHA:98,À la naissance,,Absent")
    bring(content).store(Mode.ALL)
    before = [(one.pk, one.revision) for one in entries()]
    again = bring(content, now=NOW + dt.timedelta(days=1)).store(Mode.ALL)
    assert (again.new, again.revised, again.unchanged) == (0, 0, 3)
    assert [(one.pk, one.revision) for one in entries()] == before


def test_a_changed_row_revises_its_entry(bring, people):
    bring(lines(f"IPP0,d1,{GOOD}")).store(Mode.ALL)
    done = bring(lines(f"IPP0,d1,{GOOD.replace('Confirmé', 'Probable')}")).store(Mode.ALL)
    assert (done.new, done.revised) == (0, 1)
    assert entries()[0].revision == 2


def test_a_correction_made_since_is_kept_when_the_same_file_comes_again(bring, people, clinician):
    content = lines(f"IPP0,d1,{GOOD}")
    bring(content).store(Mode.ALL)
    stored = entries()[0]
    corrected = EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {**stored.payload, "status": "2931005"}, key="d1")
    accept(
        Submission(Channel.FORM, "user:7", PersonAsGiven(), (corrected,), NOW, site_codes=("S001",),
                   record_key=str(stored.record_id)),
        now=NOW, reader=clinician,
    )  # fmt: skip
    again = bring(content).store(Mode.ALL)
    assert (again.kept, again.revised, again.queries) == (1, 0, 1)
    assert entries()[0].payload["status"] == "2931005"


@pytest.mark.parametrize(("mode", "stored"), [(Mode.ALL, 0), (Mode.GOOD, 1)])
def test_one_bad_row_keeps_all_out_or_only_itself(bring, people, mode, stored):
    done = bring(lines(f"IPP0,d1,{GOOD}", "IPP1,d1,Sûr,ORPHA:513,,,", f"NOBODY,d1,{GOOD}")).store(mode)
    assert (done.bad, len(entries())) == (2, stored)
    assert [(one.row, one.column) for one in done.problems if one.severity == "error"][:1] == [(3, "status")]
    assert any("Aucun dossier" in one.text.fr for one in done.problems)


def test_an_answer_that_the_definition_refuses_keeps_its_row_out_and_names_its_column(bring, people):
    done = bring(lines("IPP0,d1,Confirmé,ORPHA:513,À l’âge de…,9000,Adéquat")).store(Mode.GOOD)
    assert (done.bad, entries()) == (1, [])
    assert done.problems[0].column == "first_signs.months"


def test_records_of_another_site_do_not_exist(bring, people):
    done = bring(lines(f"{people[5]},d1,{GOOD}", f"IPP9,d1,{GOOD}")).check()
    assert done.bad == 2
    assert {one.text.en for one in done.problems} == {"No record of your sites has this number or identifier."}


def test_whoever_may_not_import_does_not(bring, people, clinician):
    stranger = Reader("user:8", frozenset({"research-staff"}), clinician.site_ids, scope=clinician.scope)
    with pytest.raises(NotAllowed):
        bring(lines(f"IPP0,d1,{GOOD}"), reader=stranger).check()


def test_a_network_data_manager_imports_by_number_and_never_by_identifier(bring, people, clinician):
    manager = Reader("user:9", frozenset({"network-data-manager"}), clinician.site_ids, scope=clinician.scope)
    done = bring(lines(f"{people[0]},d1,{GOOD}", f"IPP1,d1,{GOOD}"), reader=manager).store(Mode.GOOD)
    assert (done.new, done.bad) == (1, 1)
    assert entries()[0].author == "user:9"


def test_the_same_entry_twice_is_a_problem_of_the_second_row(bring, people):
    done = bring(lines(f"IPP0,d1,{GOOD}", f"IPP0,d1,{GOOD}")).check()
    assert [one.row for one in done.problems if one.severity == "error"] == [3]


def test_killed_after_a_batch_it_resumes_where_it_was(bring, people, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    content = lines(*(f"IPP{number},d1,{GOOD}" for number in range(5)))

    class Killed(BaseException):
        pass

    def kill(summary):
        if summary.done == 4:
            raise Killed

    coming = bring(content)
    checked = coming.check()
    with pytest.raises(Killed):
        coming.store(Mode.ALL, kill, checked=checked)
    assert len(entries()) == 4
    done = bring(content).store(Mode.ALL)
    assert (done.unchanged, done.new, len(entries())) == (4, 1, 5)


def test_a_row_that_the_database_refuses_stops_no_other(bring, people, monkeypatch):
    genuine = importing.accept_many

    def fails(submissions, **rest):
        if any("boom" in one.entries[0].key for one in submissions):
            with transaction.atomic():
                raise ValueError("boom")
        return genuine(submissions, **rest)

    monkeypatch.setattr(importing, "accept_many", fails)
    done = bring(lines(f"IPP0,boom,{GOOD}", f"IPP1,d1,{GOOD}")).store(Mode.GOOD)
    assert (done.new, done.bad) == (1, 1)
    assert "ValueError" in done.problems[0].text.en


def test_a_workbook_may_hold_several_forms(people, clinician):
    from orphee.datasets import catalogue
    from orphee.exchange.sheets.opening import open_file

    content = workbook(
        diagnosis=[["record", "entry", "status", "disease"], ["IPP0", "d1", "En cours", "ORPHA:513"]],
        care_activity=[["record", "entry"]],
        lists=[["anything"]],
    )
    found = catalogue.dataset("sdm-mr")
    opened = open_file(content, found)
    assert [sheet.name for sheet in opened.sheets] == ["diagnosis"]
    assert Import(clinician, found, opened, NOW).check().rows == 1
