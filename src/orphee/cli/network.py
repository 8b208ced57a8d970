"""`orphee network import`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from orphee.cli.answers import DONE, PROBLEMS, answer, paper
from orphee.cli.moments import now
from orphee.cli.readiness import ready

network = typer.Typer(help="The directory of expert centres.", no_args_is_help=True)


@network.callback()
def _network() -> None:
    """The directory of expert centres."""


@network.command("import")
def import_file(
    path: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A CSV as docs/operations/network.md says.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for programs.")] = False,
) -> None:
    """Import the directory of centres: all of it or nothing, each problem with its line."""
    ready(as_json=as_json)
    from orphee.network.actions import import_network

    report = import_network(path, now=now(), dry_run=dry_run)
    if not as_json:
        for problem in report.problems:
            paper.print(f"line {problem.line}: {problem.text['fr']}")
        done = "would change" if dry_run else "changed"
        paper.print(
            f"{len(report.changes)} {done}, {report.unchanged} unchanged"
            if report.accepted
            else f"{len(report.errors)} problems: nothing was imported"
        )
    answer(
        asdict(report) | {"accepted": report.accepted},
        as_json=as_json,
        code=DONE if report.accepted else PROBLEMS,
    )
