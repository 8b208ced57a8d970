"""The `orphee` command: every command in one list."""

from __future__ import annotations

import contextlib
import sys

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
from orphee.cli.answers import NOT_READY, stop

_AWAY = "The database went away. What was done is kept: run orphee doctor, then the same command again."

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
    """Entry point of the command. A database that goes away is answered, not shown as a traceback."""
    try:
        app()
    except Exception as error:
        if not _is_database_away(error):
            raise
        with contextlib.suppress(typer.Exit):
            stop(_AWAY, as_json="--json" in sys.argv)
        sys.exit(NOT_READY)


def _is_database_away(error: Exception) -> bool:
    """Asked only of what failed: commands that need no database do not import it."""
    from django.db import InterfaceError, OperationalError

    return isinstance(error, InterfaceError | OperationalError)
