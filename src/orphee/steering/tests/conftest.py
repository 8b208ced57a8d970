"""A warehouse of its own for each test, and who looks at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from orphee.access.context import as_system
from orphee.access.models import Membership, User
from orphee.warehouse.building import build_from
from orphee.warehouse.builds import Build
from orphee.warehouse.records import france
from orphee.warehouse.tests.fabricated import NOW, around, cohort


@pytest.fixture(autouse=True)
def data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory."""
    monkeypatch.setenv("ORPHEE_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Build]:
    """A fabricated country of 800 people, 16 of whom opposed, built once; its pictures are drawn once too."""
    folder = tmp_path_factory.mktemp("country")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORPHEE_DATA_DIR", str(folder))
        return folder, build_from(cohort(800), around(), france(), now=NOW)


@pytest.fixture
def build(country: tuple[Path, Build], data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """The fabricated country is what this test sees."""
    monkeypatch.setenv("ORPHEE_DATA_DIR", str(country[0]))
    return country[1]


@pytest.fixture
def signed_in(db) -> Callable[[str], Client]:
    """A browser signed in under a role."""

    def client_of(role: str) -> Client:
        with as_system("test"):
            user = User.objects.create_user(f"{role}@example.org", "a long enough password", name="Someone")
            Membership.objects.create(user=user, role=role)
        client = Client()
        client.force_login(user)
        return client

    return client_of
