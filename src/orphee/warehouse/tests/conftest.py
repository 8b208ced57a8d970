"""A warehouse of its own for each test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory."""
    monkeypatch.setenv("ORPHEE_DATA_DIR", str(tmp_path))
    return tmp_path
