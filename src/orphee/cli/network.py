"""`orphee network import`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from orphee.cli.answers import DONE, PROBLEMS, answer, paper
from orphee.cli.moments import now
from orphee.cli.options import AsJson, a_file
from orphee.cli.readiness import ready

ABSENT_SHOWN = 10

network = typer.Typer(help="The directory of expert centres.", no_args_is_help=True)


@network.callback()
def _network() -> None:
    """The directory of expert centres."""


@network.command("import")
def import_file(
    path: Annotated[Path, typer.Argument(callback=a_file, help="A CSV as docs/operations/network.md says.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import the directory of centres: all of it or nothing, each problem with its line."""
    ready(as_json=as_json)
    from orphee.exchange.oversized import keep_file
    from orphee.network.actions import import_network
    from orphee.record.rules.receipt import Finding

    at = now()
    report = import_network(path, now=at, dry_run=dry_run)
    kept = None
    if not report.accepted and not dry_run:
        found = [Finding(one.code, one.severity, f"line {one.line}", one.text) for one in report.errors]
        kept = keep_file(path, sender="command", now=at, findings=found)
    if not as_json:
        for problem in report.problems:
            paper.print(f"line {problem.line}: {problem.text['fr']}")
        if report.absent:
            shown = ", ".join(report.absent[:ABSENT_SHOWN]) + (", …" if len(report.absent) > ABSENT_SHOWN else "")
            paper.print(
                f"{len(report.absent)} sites of the directory are not in the file, and stay as they are: {shown}"
            )
        done = "would change" if dry_run else "changed"
        paper.print(
            f"{len(report.changes)} {done}, {report.unchanged} unchanged"
            if report.accepted
            else f"{len(report.errors)} problems: nothing was imported{', the file is kept, sealed' if kept else ''}"
        )
    answer(
        asdict(report) | {"accepted": report.accepted, "delivery": str(kept.key) if kept else ""},
        as_json=as_json,
        code=DONE if report.accepted else PROBLEMS,
    )
