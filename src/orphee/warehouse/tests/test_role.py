"""The warehouse's database role reads the record without identity, and nothing more; a build goes all the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest
from django.db import DatabaseError, ProgrammingError, connections

from orphee.access.context import as_system
from orphee.datasets import catalogue
from orphee.datasets.identifying import leads_to_a_person
from orphee.network.actions import site_for_document
from orphee.record import intake
from orphee.record.rules.receipt import Outcome
from orphee.record.rules.submission import (
    Address,
    Channel,
    ConsentAsGiven,
    EntryAsGiven,
    LocalId,
    PersonAsGiven,
    Submission,
)
from orphee.warehouse import records
from orphee.warehouse.building import build
from orphee.warehouse.closing import SITE, close, closed_items
from orphee.warehouse.figures import indicator
from orphee.warehouse.models import ClosedForm
from orphee.warehouse.set_tables import is_exported
from orphee.warehouse.tests.fabricated import CONFIRMED, NOW, months
from orphee.warehouse.tests.test_set_tables import definition


@pytest.fixture
def database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The test database without pytest's transaction: the warehouse reads through a connection of its own."""
    with django_db_blocker.unblock():
        yield
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "TRUNCATE identity.identity_person, foundation_auditline, record_outboxline, network_organisation "
                "CASCADE"
            )
        for connection in connections.all():
            connection.close()


@pytest.mark.parametrize(
    "table", ["identity.identity_person", "identity.identity_identifier", "consent_statement", "record_document"]
)
def test_the_role_cannot_read_who_people_are(database, table):
    with (
        connections["warehouse"].cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        cursor.execute(f"SELECT 1 FROM {table}")


def test_the_role_has_no_way_into_the_identity_schema(database):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('orphee_warehouse', 'identity', 'USAGE')")
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT count(*) FROM information_schema.role_table_grants "
            "WHERE grantee = 'orphee_warehouse' AND (table_schema = 'identity' OR privilege_type <> 'SELECT')"
        )
        assert cursor.fetchone() == (0,)


def test_the_role_changes_nothing(database):
    with pytest.raises(DatabaseError, match=r"read-only|permission denied"), records.snapshot() as cursor:
        cursor.execute("DELETE FROM record_entry")


def test_an_empty_country_can_be_built(database):
    made = build(now=NOW)
    assert (made.people, made.opposed) == (0, 0)
    assert indicator("people").whole.people == 0


def submission(number: int, *, opposed: bool = False) -> Submission:
    """One person with a canary for a name."""
    diagnosis = {
        "status": CONFIRMED,
        "disease": "ORPHA:513",
        "first_signs": months(6),
        "clinical_diagnosis": months(20),
        "site": "S001",
    }
    return Submission(
        channel=Channel.SYNTHETIC,
        sender="test",
        person=PersonAsGiven(
            local_ids=(LocalId("1.2.3", f"P{number}"),),
            birth_name=f"CANARI{chr(65 + number % 26)}{chr(65 + number // 26)}",
            first_given_name="Canarie",
            sex="F",
            birth_date=f"1980-03-{number % 28 + 1:02d}",
            address=Address(line="1 rue du Canari", postal_code="75013", commune_code="75113", city="Paris"),
        ),
        entries=(EntryAsGiven("sdm-mr", "2025.01", "diagnosis", diagnosis, key="d1"),),
        received_at=NOW,
        site_codes=("S001",),
        consent=ConsentAsGiven(reuse_opposed=opposed),
        synthetic=True,
    )


def test_from_submissions_to_a_figure_without_a_name_on_the_way(database):
    with as_system("test"):
        site_for_document("S001", name="Centre fictif")
    for number in range(24):
        receipt = intake.accept(submission(number, opposed=number >= 22), now=NOW)
        assert receipt.outcome is Outcome.STORED, receipt.findings
    made = build(now=NOW)
    assert (made.people, made.opposed, made.synthetic) == (22, 2, 22)
    assert indicator("people", by="department", region="11").whole.people == 22
    assert indicator("delay-to-diagnosis").whole.values == {"median": 14}
    for file in made.folder.iterdir():
        content = file.read_bytes().lower()
        assert b"canari" not in content, file.name
        assert b"1980-03-0" not in content, file.name


def test_a_published_dossier_has_its_table_with_the_entries_of_those_who_did_not_oppose(database, monkeypatch):
    published = definition()
    source = type("Source", (), {
        "dataset_keys": lambda self: [published.key],
        "versions": lambda self, key: [published.version],
        "load": lambda self, key, version: published,
    })()  # fmt: skip
    monkeypatch.setattr("orphee.datasets.catalogue._SOURCES", [source])
    empty = build(now=NOW)
    assert empty.rows["dossier-trial__visit"] == 0
    assert (empty.folder / "dossier-trial__visit__tests.parquet").exists()
    with as_system("test"):
        site_for_document("S001", name="Centre fictif")
    answers = {"score": 3, "remark": "CANARI écrit", "seen_on": "2024-05-17", "tests": [{"normal": True}]}
    for number, opposed in ((0, False), (1, True)):
        given = submission(number, opposed=opposed)
        entries = (*given.entries, EntryAsGiven(published.key, "1", "visit", answers, key="v1"))
        intake.accept(replace(given, entries=entries), now=NOW)
    made = build(now=NOW)
    assert (made.rows["dossier-trial__visit"], made.rows["dossier-trial__visit__tests"]) == (1, 1)
    path = made.folder / "dossier-trial__visit.parquet"
    assert duckdb.sql(f"SELECT score, seen_on, entry_site FROM '{path}'").fetchall() == [(3, "2024-05", "S001")]
    for file in made.folder.glob("*.parquet"):
        told = repr(duckdb.sql(f"SELECT * FROM '{file}'").fetchall())
        assert "CANARI" not in told, file.name
        assert not re.search(r"\d{4}-\d{2}-\d{2}", told), file.name


NAMED = ("IPP-OF-THE-SISTER", "IPP-OF-THE-FOETUS", "DR CANARI", "CANARI says", "SUBJECT-CANARI")


def told_without_names() -> tuple[EntryAsGiven, ...]:
    """Entries with names, numbers and free text at every depth, beside codes that the warehouse counts."""
    sister = {"identifier": NAMED[0], "sex": "F"}
    foetus = {"context": "11429006", "foetus": {"local_id": NAMED[1]}, "site": "S001"}
    follow_up = {"site": "S001", "encounter_type": "185389009", "physician": {"name": NAMED[2]}}
    diagnosis = {"status": CONFIRMED, "disease": "ORPHA:513", "comment": NAMED[3], "site": "S001"}
    kept = {"kept": {"subject": {"id": NAMED[4]}}}
    said = {"family": {"index_cases": [sister]}, "activity": foetus, "follow_up": follow_up, "diagnosis": diagnosis}
    ours = [
        EntryAsGiven("sdm-mr", "2025.01", form, answers, key=form, complete=False) for form, answers in said.items()
    ]
    return (*ours, EntryAsGiven("phenotype", "1.0", "encounter", kept, key="packet", complete=False))


def test_the_role_reads_no_entry_itself(database):
    with (
        connections["warehouse"].cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        cursor.execute("SELECT payload FROM record_entry")


def test_the_role_is_not_shown_what_leads_to_a_person(database):
    with as_system("test"):
        site_for_document("S001", name="Centre fictif")
    intake.accept(replace(submission(1), entries=told_without_names()), now=NOW)
    with as_system("test"), connections["default"].cursor() as cursor:
        cursor.execute("SELECT string_agg(payload::text, ' ') FROM record_entry")
        stored = cursor.fetchone()[0]
    assert all(name in stored for name in NAMED)
    close()
    with records.snapshot() as cursor:
        cursor.execute("SELECT instrument, payload FROM warehouse_entry ORDER BY instrument")
        shown = dict(cursor.fetchall())
    assert {form: json.loads(said) if isinstance(said, str) else said for form, said in shown.items()} == {
        "activity": {"context": "11429006", "foetus": {}, "site": "S001"},
        "diagnosis": {"status": CONFIRMED, "disease": "ORPHA:513", "site": "S001"},
        "encounter": {},
        "family": {"index_cases": [{"sex": "F"}]},
        "follow_up": {"site": "S001", "encounter_type": "185389009"},
    }


def test_an_entry_of_a_form_that_nobody_closed_shows_no_answer(database):
    with as_system("test"):
        site_for_document("S001", name="Centre fictif")
    intake.accept(submission(1), now=NOW)
    ClosedForm.objects.all().delete()
    with records.snapshot() as cursor:
        cursor.execute("SELECT DISTINCT payload::text FROM warehouse_entry")
        assert cursor.fetchall() == [("{}",)]


def test_what_leads_to_a_person_is_closed_in_every_form_at_any_depth():
    for key in catalogue.file_keys():
        for instrument in catalogue.dataset(key).instruments:
            closed = closed_items(instrument.items)
            for path, item in instrument.by_path.items():
                if leads_to_a_person(item) or (len(path) == 1 and not is_exported(item) and item.key != SITE):
                    assert is_closed(closed, path), (key, instrument.key, path)


def is_closed(closed, path) -> bool:
    """Whether an answer, or a group around it, goes."""
    for key in path:
        if key not in closed:
            return False
        if closed[key] is None:
            return True
        closed = closed[key]
    return False
