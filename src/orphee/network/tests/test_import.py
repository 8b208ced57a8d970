"""The directory file: what a ministry can send, and everything that can be wrong in it."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.network.actions import import_network
from orphee.network.models import Organisation, Site
from orphee.network.rules.line_problems import SENTENCES
from orphee.network.rules.table_reading import MAX_BYTES, Table, read_table

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
HEADER = "code;type;nom;coordonnateur;filière;ern;finess;établissement;ville;département\n"
GOOD = (
    HEADER + "S001;CRMR coordonnateur;Anomalies du développement Île-de-France;;AnDDI-Rares;ERN ITHACA, ERN CRANIO;"
    "750803454;Hôpital Robert-Debré;Paris;75\n"
    "S002;CRMR constitutif;Anomalies du développement Est;S001;AnDDI-Rares;ERN ITHACA;210987558;CHU Dijon;Dijon;21\n"
    "S003;CCMR;Anomalies du développement Ain;S002;AnDDI-Rares;;010780054;CH Bourg;Bourg-en-Bresse;1\n"
    "LAB-1;Laboratoire;Laboratoire de génétique;;;;210987558;;Dijon;21\n"
    "PEMR-1;PEMR;Plateforme de Bourgogne;;;;;;Dijon;21\n"
)

pytestmark = pytest.mark.django_db


def codes(content: str | bytes) -> set[str]:
    return {found.code for found in import_network(content, now=NOW).problems}


def test_a_good_file_becomes_a_tree() -> None:
    report = import_network(GOOD, now=NOW)
    assert report.accepted, report.problems
    coordinator, constitutive, competence = Site.objects.order_by("code")
    assert (competence.coordinator, constitutive.coordinator) == (constitutive, coordinator)
    assert {ern.acronym for ern in coordinator.erns.all()} == {"ERN ITHACA", "ERN CRANIO"}
    assert competence.hospital.department_id == "01"  # a spreadsheet wrote 1
    assert Organisation.objects.filter(kind="laboratory").count() == 1


def test_the_same_file_again_changes_nothing() -> None:
    import_network(GOOD, now=NOW)
    before = list(Site.objects.values()) + list(Organisation.objects.values())
    report = import_network(GOOD, now=NOW)
    assert report.accepted
    assert report.changes == ()
    assert before == list(Site.objects.values()) + list(Organisation.objects.values())


def test_a_change_is_reported_field_by_field() -> None:
    import_network(GOOD, now=NOW)
    report = import_network(GOOD.replace("S003;CCMR;", "S003;CRC;").replace("Ain;S002", "Ain;S001"), now=NOW)
    assert {(one.code, one.field, one.before, one.after) for one in report.changes} == {
        ("S003", "kind", "ccmr", "crc"),
        ("S003", "coordinator", "S002", "S001"),
    }


def test_a_dry_run_writes_nothing_and_reports_the_same() -> None:
    dry = import_network(GOOD, now=NOW, dry_run=True)
    assert Site.objects.count() == 0
    assert dry.changes == import_network(GOOD, now=NOW).changes


def test_one_wrong_line_keeps_everything_out() -> None:
    report = import_network(GOOD + "S004;CCMR;Sans coordonnateur;;;;;CHU Nice;Nice;06\n", now=NOW)
    assert [(one.line, one.code) for one in report.errors] == [(7, "coordinator-missing")]
    assert Site.objects.count() == Organisation.objects.count() == 0


def test_a_file_may_name_a_coordinator_of_an_earlier_file() -> None:
    import_network(GOOD, now=NOW)
    report = import_network(HEADER + "S009;CCMR;Nice;S001;;;;CHU Nice;Nice;06\n", now=NOW)
    assert report.accepted
    assert Site.objects.get(code="S009").coordinator == Site.objects.get(code="S001")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_usual_encoding_and_separator(encoding: str, separator: str) -> None:
    text = GOOD.replace("ERN ITHACA, ERN CRANIO", "ERN ITHACA|ERN CRANIO").replace(";", separator)
    report = import_network(text.encode(encoding), now=NOW)
    assert report.accepted, report.problems
    assert Site.objects.get(code="S001").name == "Anomalies du développement Île-de-France"


def line(**given: str) -> str:
    cells = {
        "code": "S1",
        "type": "CRMR coordonnateur",
        "nom": "Centre",
        "coordonnateur": "",
        "filière": "",
        "ern": "",
        "finess": "",
        "établissement": "CHU",
        "ville": "Dijon",
        "département": "21",
    }
    return HEADER + ";".join((cells | given).values()) + "\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("\n", "file-empty"),
        (b"\x89PNG\x00\x01", "file-not-text"),
        (b"\xff\xfe\x00", "file-not-text"),
        ('code;type;nom;département\n"S1;CRC\n', "file-not-csv"),
        ("code;type;nom\nS1;CRC;x\n", "column-missing"),
        ("code;type;nom;département;code\n", "column-twice"),
        (HEADER.replace("ville", "couleur"), "column-unknown"),
        (line(nom="=cmd|' /C calc'!A0"), "cell-formula"),
        (line(nom="+33 1"), "cell-formula"),
        (line(nom="@SUM(A1)"), "cell-formula"),
        (line(nom="a\x07b"), "cell-control-character"),
        (line(nom="x" * 1001), "cell-too-long"),
        (line(nom="x" * 201), "value-too-long"),
        (line(nom=""), "value-missing"),
        (line(code="S 1"), "code-malformed"),
        (line(type="CMR"), "kind-unknown"),
        (line(filière="AnDDI"), "filiere-unknown"),
        (line(ern="ERN MOON"), "ern-unknown"),
        (line(département="20"), "department-unknown"),
        (line(département="96"), "department-unknown"),
        (line(finess="12345678"), "finess-malformed"),
        (line(coordonnateur="S2"), "coordinator-unexpected"),
        (line(type="CCMR"), "coordinator-missing"),
        (line(type="CCMR", coordonnateur="S2"), "coordinator-unknown"),
        (line(type="CRMR constitutif", coordonnateur="S1"), "coordinator-cycle"),
        (line() + line().split("\n")[1] + "\n", "code-twice"),
    ],
)
def test_what_can_be_wrong(content: str | bytes, code: str) -> None:
    assert code in codes(content)
    assert Site.objects.count() == 0 or code == "column-unknown"


def test_a_circle_of_coordinators_is_shown_as_a_chain() -> None:
    circle = HEADER + "".join(
        f"{code};CRMR constitutif;Centre;{above};;;;CHU;Dijon;21\n"
        for code, above in (("A", "B"), ("B", "C"), ("C", "A"))
    )
    report = import_network(circle, now=NOW)
    assert "A → B → C → A" in report.errors[0].text["fr"]


def test_a_competence_centre_coordinates_nobody() -> None:
    content = GOOD + "S005;CCMR;Nice;S003;;;;CHU Nice;Nice;06\n"
    assert "coordinator-not-a-reference-centre" in codes(content)


def test_two_names_for_one_finess_are_a_warning() -> None:
    report = import_network(GOOD + "S005;CCMR;x;S001;;;010780054;CH de Bourg;Bourg;01\n", now=NOW)
    assert report.accepted
    assert [one.code for one in report.problems] == ["hospital-differs"]


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert [one.code for one in import_network(path, now=NOW).problems] == ["file-too-large"]
    assert codes(b"a" * (MAX_BYTES + 1)) == {"file-too-large"}


def test_a_real_line_never_takes_over_a_synthetic_site() -> None:
    import_network(GOOD, now=NOW)
    Site.objects.filter(code="S002").update(is_synthetic=True)
    found = [one for one in import_network(GOOD, now=NOW).problems if one.code == "replaces-synthetic"]
    assert [(one.line, one.column) for one in found] == [(3, "code"), (4, "coordinator")]


def test_a_real_line_never_takes_over_a_synthetic_hospital() -> None:
    import_network(GOOD, now=NOW)
    Organisation.objects.filter(code="LAB-1").update(is_synthetic=True)
    found = import_network(GOOD, now=NOW)
    assert not found.accepted
    assert [(one.code, one.line) for one in found.problems] == [("replaces-synthetic", 5)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("H-1;Hôpital;CH;;;;010780055;;Bourg;01\n", "finess-key"),
        ("H-1;Hôpital;CH;;;;000000000;;Bourg;01\n", "finess-key"),
        ("H-1;Hôpital;CH;;;;010780054;;Dijon;21\n", "finess-elsewhere"),
        ("S005;CCMR;x;S001;;;010780054;CH Bourg;Bourg;02\n", "hospital-elsewhere"),
        ("S005;CCMR;x;S001;;;010780054;CH Bourg;Bourg;01;trop\n", "cells-beyond"),
    ],
)
def test_what_may_be_a_slip_is_a_warning(line: str, code: str) -> None:
    report = import_network(GOOD + line, now=NOW)
    assert report.accepted, report.problems
    assert code in {one.code for one in report.problems if one.line == GOOD.count("\n") + 1}


@pytest.mark.parametrize("finess", ["750803454", "2A0000014", ""])
def test_a_good_number_and_one_of_corsica_raise_nothing(finess: str) -> None:
    department = finess[:2] or "75"
    assert codes(HEADER + f"H-1;Hôpital;CH;;;;{finess};;Ville;{department}\n") == set()


def test_a_code_differs_by_more_than_its_case() -> None:
    assert "code-twice" in codes(GOOD + "s003;CCMR;Autre;S001;;;010780054;CH Bourg;Bourg;01\n")


def test_a_quotation_mark_that_does_not_close_has_its_line() -> None:
    found = import_network(GOOD + 'S005;CCMR;"Ain" ;S001;;;;CH;Bourg;01\n', now=NOW).problems
    assert [(one.code, one.line) for one in found] == [("file-not-csv", GOOD.count("\n") + 1)]


def test_what_the_file_no_longer_names_is_listed_and_kept() -> None:
    import_network(GOOD, now=NOW)
    shorter = "".join(line for line in GOOD.splitlines(keepends=True) if not line.startswith("S003"))
    assert import_network(shorter, now=NOW).absent == ("S003",)
    assert Site.objects.filter(code="S003").exists()


def test_every_problem_is_said_in_both_languages() -> None:
    for severity, french, english in SENTENCES.values():
        assert severity in {"error", "warning"}
        assert french.endswith(".")
        assert english.endswith(".")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    table = read_table(content)
    assert isinstance(table, Table) or table.code in SENTENCES
