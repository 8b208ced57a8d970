"""`orphee terminology load`: what cannot be loaded is said, on screen and by the exit code."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from orphee.cli import terminology
from orphee.cli.main import app

pytestmark = pytest.mark.django_db
OBO = "format-version: 1.2\ndata-version: hp/releases/2030-01-01\nontology: hp\n\n[Term]\nid: HP:0000001\nname: All\n"


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminology, "ready", lambda **_: None)


def load(*paths: Path, as_json: bool = False) -> Result:
    return CliRunner().invoke(app, ["terminology", "load", *map(str, paths), *(["--json"] if as_json else [])])


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as pack:
        pack.writestr("ORPHAnomenclature_fr.xml", "<JDBOR/>" * 500)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("hp.obo.gz", gzip.compress(OBO.encode())[:-20], "damaged or cut off"),
        ("hp.obo.gz", gzip.compress(OBO.encode())[:12], "damaged or cut off"),
        ("pack.zip", zipped()[:300], "damaged or cut off"),
        ("notes.txt", b"nothing of ours", "no file of a terminology"),
        ("empty.tsv", b"", "no file of a terminology"),
    ],
    ids=["cut gzip", "stump of a gzip", "cut zip", "another file", "empty file"],
)
def test_a_file_that_cannot_be_loaded_is_said(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = load(path)
    assert done.exit_code == 1
    assert said in done.output
    assert name in done.output
    assert load(path, as_json=True).exit_code == 1


def test_another_file_in_a_folder_is_named_and_no_problem(tmp_path: Path) -> None:
    (tmp_path / "hp.obo").write_text(OBO)
    (tmp_path / "readme.txt").write_text("words")
    done = load(tmp_path)
    assert done.exit_code == 0
    assert "readme.txt is no file of a terminology" in done.output
    said = json.loads(load(tmp_path, as_json=True).stdout)
    assert (said["left_out"], said["damaged"], said["unknown"]) == (["readme.txt"], [], [])


def test_a_damaged_file_in_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "hp.obo").write_text(OBO)
    (tmp_path / "pack.zip").write_bytes(zipped()[:300])
    done = load(tmp_path, as_json=True)
    assert (done.exit_code, json.loads(done.stdout)["damaged"]) == (1, ["pack.zip"])


def test_a_folder_without_a_terminology_is_a_problem(tmp_path: Path) -> None:
    assert load(tmp_path).exit_code == 1
