"""`orphee read`: what it answers, and how it refuses."""

import json

import pytest
from typer.testing import CliRunner

from orphee.cli.main import app

run = CliRunner()


def test_a_binary_file_is_refused_with_what_to_do(tmp_path):
    given = tmp_path / "scan.bin"
    given.write_bytes(bytes(range(256)) * 10)
    answer = run.invoke(app, ["read", str(given), "--json"])
    assert answer.exit_code == 1
    assert "PDF" in json.loads(answer.stdout)["error"]


def test_without_terminologies_it_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("ORPHEE_REFERENCE_DIR", "")
    given = tmp_path / "letter.txt"
    given.write_text("Pas d'épilepsie.")
    answer = run.invoke(app, ["read", str(given), "--json"])
    assert answer.exit_code == 3
    assert "ORPHEE_REFERENCE_DIR" in json.loads(answer.stdout)["error"]


@pytest.mark.reference
def test_a_letter_is_answered_as_json(tmp_path):
    given = tmp_path / "letter.txt"
    given.write_text("Microcéphalie. Pas d'épilepsie. Exome négatif.")
    answer = run.invoke(app, ["read", str(given), "--json"])
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    assert [(one["hpo"], one["status"], one["span"]["text"]) for one in found["features"]] == [
        ("HP:0000252", "observed", "Microcéphalie"),
        ("HP:0001250", "negated", "épilepsie"),
    ]
    assert [(one["test"], one["outcome"]) for one in found["results"]] == [("exome", "negative")]
