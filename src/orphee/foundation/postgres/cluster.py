"""A private PostgreSQL cluster: one folder, one unix socket, no network port.

The socket folder is closed to other accounts, which is what lets local connections in without a password.
As root, which PostgreSQL refuses to run as, the server runs under an unprivileged account that owns only
the cluster's own folders.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orphee.foundation.postgres.programs import Programs, find_programs, reachable_by_others, usable_by

PORT = 5432  # names the socket file only; nothing listens on the network
SUPERUSER = "postgres"
MEGABYTE = 1024 * 1024


def _shared_buffers() -> str:
    """An eighth of the machine's memory, between 256 MB and 2 GB: others live on it too."""
    memory = 4096
    with contextlib.suppress(ValueError, OSError):  # a system that does not say
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    return f"{min(2048, max(256, memory // 8))}MB"


DURABLE = {
    "shared_buffers": _shared_buffers(),
    "max_wal_size": "4GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_locks_per_transaction": "256",  # an intake of a thousand people holds some three thousand advisory locks
    "jit": "off",  # compiling costs more than our longest statement
}
THROW_AWAY = {**DURABLE, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class UnableToStartPostgres(RuntimeError):
    """The server did not start; the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster keeps its files and its socket, and under which account it runs (None: ours)."""

    folder: Path
    socket_folder: Path
    account: str | None
    settings: dict[str, str]

    def dsn(self, database: str, role: str) -> str:
        """A connection address for libpq."""
        return f"postgresql://{role}@/{database}?host={self.socket_folder}&port={PORT}"

    @property
    def is_running(self) -> bool:
        """Whether a server answers for this folder."""
        return self._pg_ctl("status", check=False).returncode == 0

    @property
    def has_died(self) -> bool:
        """Whether the server ended without being stopped: it left the file that names its process. Costs one read."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().split(maxsplit=1)[0])
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        except (OSError, ValueError, IndexError):  # stopped, of another account, or being written
            return False
        return False

    def start(self) -> None:
        """Create the cluster if it is not there, and start it if it does not run. Safe to call from many processes."""
        with self._one_at_a_time():
            if not (self.folder / "PG_VERSION").exists():
                self._create()
            if not self.is_running:
                self._make_socket_folder()
                started = self._pg_ctl("start", "-w", "-t", "60", "-l", str(self.folder / "log"), check=False)
                if started.returncode:
                    raise UnableToStartPostgres(self._end_of_log())

    def stop(self) -> None:
        """Stop the server at once, letting running statements fail; nothing if it does not run."""
        if (self.folder / "PG_VERSION").exists() and self.is_running:
            self._pg_ctl("stop", "-w", "-m", "fast")

    def remove(self) -> None:
        """Stop the server and delete its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._give_to_account(self.folder)
        self._run(
            self._programs.initdb, "-D", str(self.folder), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
            *_locale_options(self._programs),
        )  # fmt: skip
        lines = [f"{name} = {value}" for name, value in self.settings.items()]
        lines += [
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.socket_folder}'",
            "max_connections = 60",
        ]
        with (self.folder / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("\n".join(lines) + "\n")

    def _make_socket_folder(self) -> None:
        self.socket_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._give_to_account(self.socket_folder)

    def _give_to_account(self, folder: Path) -> None:
        if self.account:
            shutil.chown(folder, self.account)

    @property
    def _programs(self) -> Programs:
        return usable_by(find_programs(), another_account=self.account is not None)

    def _pg_ctl(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self._run(self._programs.pg_ctl, "-D", str(self.folder), *arguments, check=check)

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open in the server that pg_ctl leaves behind
            done = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False,
                user=self.account, cwd="/", env={**os.environ, "LC_ALL": "C"},
            )  # fmt: skip
            output.seek(0)
            said = output.read()
        if check and done.returncode:
            raise UnableToStartPostgres(said[-2000:])
        return subprocess.CompletedProcess(command, done.returncode, said, "")

    def _end_of_log(self) -> str:
        with contextlib.suppress(OSError):
            return (self.folder / "log").read_text(errors="replace")[-2000:]
        return "The server left no log."

    @contextlib.contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self.folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _locale_options(programs: Programs) -> tuple[str, ...]:
    version = subprocess.run([programs.initdb, "--version"], capture_output=True, text=True, check=True).stdout
    major = (
        int(version.split()[-1].split(".")[0])
        if version.split()[-1][0].isdigit()
        else int(version.split()[2].split(".")[0])
    )
    if major >= 17:  # the built-in provider came with PostgreSQL 17
        return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    return ("--locale=C.UTF-8",)


def cluster_in(folder: Path, *, throw_away: bool = False) -> Cluster:
    """The cluster that belongs in `folder`. `throw_away` trades durability for speed: tests only."""
    account = _unprivileged_account()
    if account and not reachable_by_others(folder):
        folder = Path("/var/lib/orphee") / hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    # A unix socket path holds about 100 characters: it cannot live below an arbitrary folder.
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    socket_folder = Path("/tmp") / f"orphee-{name}"  # noqa: S108 - closed to other accounts, see above
    return Cluster(folder, socket_folder, account, THROW_AWAY if throw_away else DURABLE)


def _unprivileged_account() -> str | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise UnableToStartPostgres("PostgreSQL does not run as root: create an account named postgres.")
