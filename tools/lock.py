"""Is the lock file the one of `pyproject.toml`? Without a network: the lock carries a digest of what was asked."""

from __future__ import annotations

import hashlib
import json
import pathlib
import sys
import tomllib

PROJECT = pathlib.Path(__file__).resolve().parent.parent
LOCK = PROJECT / "requirements.lock"
STAMP = "# asked: "


def digest() -> str:
    """SHA-256 of the dependencies that pyproject asks for."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    wanted = (project["dependencies"], *project["optional-dependencies"].values())
    asked = [project["requires-python"], *(sorted(group) for group in wanted)]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def stamp() -> None:
    """Write the digest at the head of the lock file."""
    lines = [line for line in LOCK.read_text().splitlines() if not line.startswith(STAMP)]
    LOCK.write_text("\n".join([STAMP + digest(), *lines]) + "\n")


def main() -> int:
    """Check (or `stamp`); 1 when the lock is older than the question."""
    if sys.argv[1:] == ["stamp"]:
        stamp()
        return 0
    if not LOCK.read_text().startswith(STAMP + digest()):
        print("requirements.lock does not answer pyproject.toml: run make lock", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
