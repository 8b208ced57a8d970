"""`orphee serve` and `orphee database`: start and stop."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from orphee.cli.answers import answer, diagnostics, paper
from orphee.cli.answers import stop as stop_with
from orphee.cli.moments import now
from orphee.cli.options import AsJson
from orphee.cli.readiness import ready

database = typer.Typer(help="The database: start, stop, migrate.", no_args_is_help=True)
MOST_THREADS = 8  # a process; each keeps a connection to PostgreSQL, and the embedded one takes 60


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65_535)] = 8000,
    workers: Annotated[int, typer.Option(help="Server processes.", min=1)] = 2,
    as_json: AsJson = False,
) -> None:
    """Serve Orphée until Ctrl-C."""
    refuse_taken(host, port, as_json=as_json)
    ready(as_json=as_json)
    _answer_what_waits()
    answer({"address": f"http://{host}:{port}", "workers": workers}, as_json=as_json)
    sys.stdout.flush()
    run_server(host=host, port=port, workers=workers)


def _answer_what_waits() -> None:
    """Answer documents that were received when the server last stopped, and not read yet."""
    from orphee.exchange.actions import resume

    answered = sum(1 for _ in resume(now=now()))
    if answered:
        diagnostics.print(f"{answered} documents that were waiting have been answered.")


def run_server(*, host: str, port: int, workers: int) -> None:
    """Become the server process; never returns."""
    from orphee.config.keeping import SERVER

    os.environ[SERVER] = str(os.getpid())  # the number stays: its processes see by it that it lives
    diagnostics.print(f"Orphée on http://{host}:{port} (Ctrl-C to stop)")
    granian = str(Path(sys.executable).with_name("granian"))
    os.execv(  # noqa: S606 - our own program with our own arguments
        granian,
        [granian, "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
         "--blocking-threads", str(_threads()), "--no-ws", "--log-level", "warning",
         "--respawn-failed-workers", "--respawn-interval", "1", "orphee.config.wsgi:application"],
    )  # fmt: skip


def _threads() -> int:
    """A process's threads: those that wait for the database, beside those that compute; more only take turns."""
    return min(MOST_THREADS, 2 * (os.cpu_count() or 1) + 1)


def refuse_taken(host: str, port: int, *, as_json: bool = False) -> None:
    """End with 3 when nobody can listen at this address, or another program does."""
    problem = _why_not(host, port)
    if problem:
        stop_with(problem, as_json=as_json)


def _why_not(host: str, port: int) -> str:
    """Why one cannot listen there. The server shares its address between its processes (SO_REUSEPORT): two of them
    would answer in turns, from two databases."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                what = f"Something listens on {host}:{port} already, perhaps another Orphée"
                return f"{what}: stop it, or choose another --port."
            why = error.strerror or str(error)
            return f"Nobody can listen on {host}:{port} ({why}): choose an address of this machine, or another --port."
    return ""


@database.command()
def start(as_json: AsJson = False) -> None:
    """Start the embedded PostgreSQL and bring its tables up to date."""
    ready(as_json=as_json)
    _say("The database is running and up to date.", {"running": True}, as_json=as_json)


@database.command()
def stop(as_json: AsJson = False) -> None:
    """Stop the embedded PostgreSQL."""
    ready(database=False)
    from django.conf import settings

    if settings.DATABASE_IS_EMBEDDED:
        settings.EMBEDDED.stop()
    is_ours = settings.DATABASE_IS_EMBEDDED
    said = "Stopped." if is_ours else "DATABASE_URL names a server: nothing to stop here."
    _say(said, {"running": not is_ours}, as_json=as_json)


@database.command()
def migrate(as_json: AsJson = False) -> None:
    """Bring the tables up to date and apply the rights of each role."""
    ready(database=False)
    from orphee.config import database as wiring

    wiring.start()
    wiring.migrate(verbosity=0 if as_json else 1)
    answer({"migrated": True}, as_json=as_json)


def _say(words: str, found: dict[str, object], *, as_json: bool) -> None:
    if not as_json:
        paper.print(words)
    answer(found, as_json=as_json)
