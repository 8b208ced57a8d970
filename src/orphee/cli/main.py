"""The `orphee` command: every command in one list."""

from __future__ import annotations

import contextlib
import signal
import sys
from types import FrameType

import typer

from orphee.cli import (
    accounts,
    datasets,
    demo,
    doctor,
    documents,
    entries,
    figures,
    insight,
    network,
    reading,
    server,
    terminology,
    undiagnosed,
)
from orphee.cli.answers import NOT_FOUND, NOT_READY, STOPPED, USAGE, begin, has_answered, stop, wants_json

_AWAY = "The database went away. What was done is kept: run orphee doctor, then the same command again."
_STOPPED = "Stopped. What was done is kept: the same command goes on from there, or starts again."
_SILENT = {
    USAGE: "The command line is not understood: standard error says why.",
    STOPPED: _STOPPED,
}

app = typer.Typer(
    name="orphee",
    help="Orphée, the information system of the national rare-disease plan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback of frames with locals could show what identifies a person
)
app.command()(server.serve)
app.command()(demo.demo)
app.command()(doctor.doctor)
app.command()(figures.indicator)
app.command()(documents.watch)
app.command()(insight.rank)
app.command()(reading.read)
app.add_typer(documents.imports, name="import")
app.add_typer(documents.exports, name="export")
app.add_typer(datasets.datasets, name="dataset")
app.add_typer(entries.entries, name="entries")
app.add_typer(terminology.terminology, name="terminology")
app.add_typer(insight.knowledge, name="knowledge")
app.add_typer(undiagnosed.undiagnosed, name="undiagnosed")
app.add_typer(network.network, name="network")
app.add_typer(figures.warehouse, name="warehouse")
app.add_typer(server.database, name="database")
app.add_typer(accounts.account, name="account")
app.add_typer(accounts.token, name="token")


def run() -> None:
    """Entry point of the command: whatever ends it, there is one object for programs, and a code that is documented."""
    begin()
    interrupted: list[bool] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        interrupted.append(True)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, interrupt)
    try:
        app()
    except SystemExit as end:
        if end.code and wants_json() and not has_answered():
            _end(_SILENT.get(int(end.code), "Failed: standard error says why."), int(end.code))
        raise
    except Exception as error:
        if interrupted:  # libraries turn Ctrl-C into errors of their own
            _end(_STOPPED, STOPPED)
        message, code = _explained(error)
        if not message:
            if wants_json():
                sys.excepthook(type(error), error, error.__traceback__)
                _end(f"An unforeseen failure: {type(error).__name__}. Standard error says where.", NOT_READY)
            raise
        _end(message, code)


def _end(message: str, code: int) -> None:
    with contextlib.suppress(typer.Exit):
        stop(message, code=code, as_json=wants_json() and not has_answered())
    sys.exit(code)


def _explained(error: Exception) -> tuple[str, int]:
    """What to say of a failure that has nothing to do with the program; nothing of another."""
    if isinstance(error, OSError) and error.filename is not None:
        is_none = isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError)
        return f"{error.filename}: {error.strerror}.", NOT_FOUND if is_none else NOT_READY
    return (_AWAY, NOT_READY) if _is_database_away(error) else ("", NOT_READY)


def _is_database_away(error: Exception) -> bool:
    """Asked only of what failed: commands that need no database do not import it."""
    from django.db import InterfaceError, OperationalError

    return isinstance(error, InterfaceError | OperationalError)
