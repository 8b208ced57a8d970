"""The fast checks, each said in one line; two at a time; all are run even when one fails."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

PROJECT = pathlib.Path(__file__).resolve().parent.parent
BIN = PROJECT / ".venv" / "bin"
PYTHON = str(BIN / "python")
CHECKS = {
    "types": [PYTHON, "-m", "mypy", "src/orphee"],
    "lock": [PYTHON, "tools/lock.py"],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "templates": [str(BIN / "djlint"), "src/orphee", "--lint", "--quiet"],
    "translations": [PYTHON, "tools/translations.py", "check"],
    "house": [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_house.py"],
    "migrations": [PYTHON, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"],
}
ENVIRONMENT = {**os.environ, "DJANGO_SETTINGS_MODULE": "orphee.config.settings", "PYTHONPATH": str(PROJECT / "src")}


def run(name: str) -> tuple[str, bool, float, str]:
    """One check: its name, whether it passed, the seconds it took, and what it said."""
    started = time.perf_counter()
    done = subprocess.run(CHECKS[name], cwd=PROJECT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    return name, done.returncode == 0, time.perf_counter() - started, done.stdout + done.stderr


def main() -> int:
    """Run every check; 1 when one fails."""
    failed = []
    with ThreadPoolExecutor(2) as pool:
        for name, passed, seconds, said in pool.map(run, CHECKS):
            print(f"{'ok  ' if passed else 'FAIL'} {name:14} {seconds:5.1f} s", flush=True)
            if not passed:
                failed.append(name)
                print(said)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
