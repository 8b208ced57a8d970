"""Make `.venv` from the lock file, with nothing but Python 3.11 or newer, pip and a package index.

Run by `make` under the system's Python. Whatever is missing is named, with the command that installs it.
"""

from __future__ import annotations

import importlib.util
import os
import pathlib
import platform
import shutil
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
BIN = VENV / "bin"
LOCK = PROJECT / "requirements.lock"
NEEDED = (3, 11)


def main() -> int:
    """Create or refresh the virtual environment; returns the exit code."""
    problem = missing()
    if problem:
        print(problem, file=sys.stderr)
        return 1
    print("1/4 virtual environment", flush=True)
    if not (BIN / "python").exists():
        run(sys.executable, "-m", "venv", str(VENV))
    print("2/4 installer", flush=True)
    if not (BIN / "uv").exists():
        run(str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", uv_of_the_lock())
    print("3/4 packages of the lock file (about 1.3 GB installed; the first time takes a minute or more)", flush=True)
    run(str(BIN / "uv"), "pip", "sync", "--python", str(BIN / "python"), "--require-hashes", "--compile-bytecode",
        "--quiet", str(LOCK), environment=index())  # fmt: skip
    run(str(BIN / "uv"), "pip", "install", "--python", str(BIN / "python"), "--no-deps", "--no-build-isolation",
        "--quiet", "--editable", str(PROJECT), environment=index())  # fmt: skip
    print("4/4 translations", flush=True)
    run(str(BIN / "python"), str(PROJECT / "tools" / "translations.py"), "compile")
    (VENV / "installed").touch()
    return 0


def missing() -> str:
    """What this machine lacks and how to get it, or an empty text."""
    debian = shutil.which("apt-get") is not None
    if sys.version_info < NEEDED:
        return (
            f"Orphée needs Python 3.11 or newer; this is {platform.python_version()}. "
            + (
                "Debian 12 or newer has it: apt-get install python3 python3-venv"
                if debian
                else "macOS: brew install python"
            )
            + "; then: make PYTHON=python3.11 …"
        )
    if not all(map(importlib.util.find_spec, ("ensurepip", "venv"))):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return f"Python's venv module is missing. Debian: apt-get install python{version}-venv"
    if platform.system() not in ("Linux", "Darwin"):
        return "Orphée runs on Linux and macOS; on Windows, use the Windows Subsystem for Linux."
    return ""


def uv_of_the_lock() -> str:
    """The installer at the version that the lock file names."""
    for line in LOCK.read_text().splitlines():
        if line.startswith("uv=="):
            return line.split()[0].split(";")[0].rstrip("\\").strip()
    return "uv"


def index() -> dict[str, str]:
    """Let uv use the package index that pip is set to (a hospital's mirror, say)."""
    environment = dict(os.environ)
    for theirs, ours in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_EXTRA_INDEX_URL", "UV_INDEX")):
        if theirs in environment and ours not in environment:
            environment[ours] = environment[theirs]
    if "UV_DEFAULT_INDEX" not in environment:
        asked = subprocess.run(
            [str(BIN / "python"), "-m", "pip", "config", "get", "global.index-url"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0 and asked.stdout.strip():
            environment["UV_DEFAULT_INDEX"] = asked.stdout.strip()
    environment.setdefault("UV_NATIVE_TLS", "1")
    return environment


def run(*command: str, environment: dict[str, str] | None = None) -> None:
    """Run a step; a failure ends everything with what to try."""
    done = subprocess.run(command, env=environment, check=False)
    if done.returncode:
        print(
            f"This step failed: {' '.join(command)}\nCheck that the package index answers (pip download six) and "
            "that the disk has 3 GB free, then run make again: it goes on from here.",
            file=sys.stderr,
        )
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    raise SystemExit(main())
