"""Where things are on this machine: one place to look, each overridden by an environment variable."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


def _given(variable: str, *, beside: str) -> Path | None:
    given = os.environ.get(variable)
    if given is not None:
        return Path(given).expanduser().resolve() if given else None
    neighbour = PROJECT.parent / "shared" / beside
    return neighbour if neighbour.is_dir() else None


def data_directory() -> Path:
    """Where Orphée keeps what it writes (`ORPHEE_DATA_DIR`, by default `var/` in the clone)."""
    return Path(os.environ.get("ORPHEE_DATA_DIR") or PROJECT / "var").expanduser().resolve()


def reference_directory() -> Path | None:
    """The terminologies (`ORPHEE_REFERENCE_DIR`), or None; an empty value says: none, even if beside the clone."""
    return _given("ORPHEE_REFERENCE_DIR", beside="reference")


def samples_directory() -> Path | None:
    """The real sample inputs (`ORPHEE_SAMPLES_DIR`), or None; used by tests and benchmarks only."""
    return _given("ORPHEE_SAMPLES_DIR", beside="samples")


def specification_directory() -> Path | None:
    """The machine-readable specifications (`ORPHEE_SPEC_DIR`), or None; used by tests only."""
    return _given("ORPHEE_SPEC_DIR", beside="spec")
