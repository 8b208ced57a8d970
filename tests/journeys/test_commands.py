"""The `orphee` command as a program uses it: one JSON object, exit codes, nothing else on standard output."""

import json
import socket
import subprocess

import pytest

from orphee.foundation.places import samples_directory

from .conftest import ORPHEE

pytestmark = pytest.mark.xdist_group("country")


@pytest.fixture
def command(country):
    """Run a command; its exit code, its JSON answer, its diagnostics."""

    def run(*arguments):
        done = subprocess.run(
            [ORPHEE, *arguments, "--json"],
            env=country.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert len(done.stdout.splitlines()) <= 1, "one object on standard output"
        return done.returncode, json.loads(done.stdout or "null"), done.stderr

    return run


def test_doctor_finds_a_system_that_is_ready(command):
    code, answer, _ = command("doctor")
    assert (code, answer["ready"]) == (0, True)
    assert {check["state"] for check in answer["checks"]} <= {"ok", "advice"}
    assert all(check["todo"] for check in answer["checks"] if check["state"] == "advice")


def test_a_second_demo_has_nothing_to_do(command):
    _, answer, _ = command("demo", "--patients", "300", "--no-serve")
    assert answer["seconds"] < 120
    assert {line["role"] for line in answer["accounts"]} >= {"clinician", "national-team", "integrator"}


@pytest.mark.parametrize(
    ("words", "system", "expected"),
    [("seizure", "hpo", "HP:0001250"), ("seizzure", "hpo", "HP:0001250"), ("HP:0001250", "hpo", "HP:0001250")],
)
def test_terms_are_found(command, words, system, expected):
    code, answer, _ = command("terminology", "search", words, "--system", system, "--language", "en")
    assert code == 0
    assert expected in [hit["code"] for hit in answer["hits"][:3]]


def test_an_address_in_use_is_not_shared(command):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the server itself asks for
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, answer, _ = command("serve", "--port", str(other.getsockname()[1]))
    assert code == 3
    assert "already" in answer["error"]


def test_what_is_not_found_says_so(command):
    assert command("terminology", "search", "qqqqzzzzxx")[0] == 4
    assert command("export", "cda", "ABC-DEF-GHJ-K")[0] == 4
    assert command("indicator", "no-such-indicator")[0] == 4


def test_every_indicator_answers_and_hides_small_counts(command):
    from orphee.warehouse.indicators import INDICATORS

    for key in INDICATORS:
        code, answer, _ = command("indicator", key)
        assert code == 0
        assert answer["synthetic"]
        shown = [line["people"] for line in (answer["whole"], *answer["lines"]) if line["people"]]
        assert all(count >= 11 for count in shown)


def test_a_directory_with_problems_is_refused_whole(command, tmp_path):
    path = tmp_path / "centres.csv"
    path.write_text("code;kind;name\nS900;unheard-of;X\n")
    code, answer, _ = command("network", "import", str(path))
    assert (code, answer["accepted"]) == (1, False)
    assert answer["problems"]
    assert answer["delivery"]  # the file is kept, sealed
    code, answer, _ = command("network", "import", str(path), "--dry-run")
    assert (code, answer["delivery"]) == (1, "")


def test_a_bad_document_is_answered_and_kept(command, tmp_path):
    path = tmp_path / "bad.xml"
    path.write_text('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    code, answer, said = command("import", "cda", str(path))
    assert (code, answer["refused"], answer["stored"]) == (1, 1, 0)
    assert answer["answers"][0]["problems"][0]["fr"]
    assert "Traceback" not in said


@pytest.mark.samples
def test_a_document_enters_leaves_and_enters_again(command, tmp_path):
    sample = samples_directory() / "cda" / "SDM-MR_2024.01_nouveau-ne.xml"
    command("import", "cda", str(sample))
    code, answer, _ = command("import", "cda", str(sample))
    assert (answer["refused"], answer["stored"], answer["unchanged"]) == (0, 0, 1), answer
    number = answer["answers"][0]["record"]
    exported = tmp_path / "again.xml"
    code, _, said = command("export", "cda", number, "--output", str(exported))
    assert code == 0, said
    code, packet, _ = command("export", "phenopacket", number)
    assert "DECOURCY" not in packet["content"]
