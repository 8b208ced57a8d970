"""From files to knowledge in use: compiled once, upgraded only on purpose, what changes said before. By command too."""

import json

import pytest
from typer.testing import CliRunner

from orphee.cli.main import app
from orphee.insight import knowledge as kept
from orphee.insight.ranking.answering import rank
from orphee.insight.ranking.query import Query

OBO = """format-version: 1.2
data-version: hp/releases/{version}
ontology: hp

[Term]
id: HP:0000001
name: All

[Term]
id: HP:0000118
name: Phenotypic abnormality
is_a: HP:0000001 ! All

[Term]
id: HP:0000707
name: Abnormality of the nervous system
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0001250
name: Seizure
is_a: HP:0000707 ! Abnormality of the nervous system

[Term]
id: HP:0000988
name: Skin rash
is_a: HP:0000118 ! Phenotypic abnormality
"""
HEAD = (
    "#version: {version}\n"
    "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration\n"
)
FIRST = (
    "OMIM:100001\tFits\t\tHP:0001250\tPMID:1\tPCS\t\t8/10\t\t\tP\tx\n"
    "OMIM:100002\tSpots\t\tHP:0000988\tPMID:2\tPCS\t\t1/2\t\t\tP\tx\n"
)
NEWER = FIRST + "OMIM:100003\tRash and fits\t\tHP:0000988\tPMID:3\tPCS\t\t9/9\t\t\tP\tx\n"


def folder(path, annotations, version="2025-01-01"):
    path.mkdir()
    (path / "hp.obo").write_text(OBO.format(version=version), encoding="utf-8")
    (path / "phenotype.hpoa").write_text(HEAD.format(version=version) + annotations, encoding="utf-8")
    return path


@pytest.fixture
def old(tmp_path, monkeypatch):
    reference = folder(tmp_path / "old", FIRST)
    monkeypatch.setenv("ORPHEE_REFERENCE_DIR", str(reference))
    monkeypatch.setenv("ORPHEE_DATA_DIR", str(tmp_path / "data"))
    kept.forget()
    yield reference
    kept.forget()


@pytest.fixture
def new(tmp_path):
    return folder(tmp_path / "new", NEWER, "2026-01-01")


def command(*arguments):
    done = CliRunner().invoke(app, [*arguments, "--json"])
    return done.exit_code, json.loads(done.stdout)


def first(code="HP:0000988"):
    return rank(kept.load(), Query((code,))).candidates[0].codes[0]


def test_a_dry_run_says_what_changes_and_changes_nothing(old, new):
    assert first() == "OMIM:100002"
    found = kept.upgrade(new, dry_run=True)
    assert found.diseases_added == ("OMIM:100003",)
    assert (found.before.version("hpo-annotations"), found.after.version("hpo-annotations")) == (
        "2025-01-01",
        "2026-01-01",
    )
    assert first() == "OMIM:100002"


def test_an_upgrade_is_taken_into_use_and_stays(old, new):
    assert first() == "OMIM:100002"
    kept.upgrade(new)
    assert first() == "OMIM:100003"
    kept.forget()
    assert first() == "OMIM:100003"  # the reference directory still holds the old files: an upgrade is an act
    assert kept.status().pending is not None


def test_upgrading_to_the_same_files_changes_nothing(old, tmp_path):
    found = kept.upgrade(folder(tmp_path / "same", FIRST))
    assert set(found.counts.values()) == {0}
    assert found.before == found.after


def test_a_damaged_knowledge_is_made_again(old):
    digest = kept.load().release.digest
    (kept.place() / digest / "arrays.npz").write_bytes(b"rubbish")
    kept.forget()
    assert first() == "OMIM:100002"


def test_the_commands(old, new):
    code, said = command("knowledge", "upgrade", "--from", str(new), "--dry-run")
    assert (code, said["counts"]["diseases_added"], said["dry_run"]) == (0, 1, True)
    assert command("knowledge", "status")[1]["diseases"] == 2
    assert command("knowledge", "upgrade", "--from", str(new))[0] == 0
    assert command("knowledge", "status")[1]["diseases"] == 3
    code, said = command("rank", "--hpo", "HP:0000988@P1Y/severe", "--inheritance", "AR", "--affected", "brother")
    assert (code, said["candidates"][0]["codes"]) == (0, ["OMIM:100003"])


@pytest.mark.parametrize(
    "annotations",
    ["OMIM:100001\tFits\n", "\x00\x01\x02", ""],
    ids=["cut", "rubbish", "empty"],
)
def test_what_cannot_be_compiled_is_refused_and_the_old_stays(old, tmp_path, annotations):
    assert first() == "OMIM:100002"
    broken = folder(tmp_path / "broken", "")
    (broken / "phenotype.hpoa").write_text(annotations, encoding="utf-8")
    code, said = command("knowledge", "upgrade", "--from", str(broken))
    assert code != 0
    assert "problem" in json.dumps(said) or "error" in json.dumps(said)
    assert first() == "OMIM:100002"
