"""`orphee entries import`: rows of a sheet into records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orphee.cli.answers import DONE, NOT_FOUND, PROBLEMS, answer, diagnostics, paper, stop
from orphee.cli.moments import now, waiting
from orphee.cli.options import AsJson, a_file
from orphee.cli.readiness import ready

entries = typer.Typer(help="Entries of records.", no_args_is_help=True)


@entries.callback()
def _entries() -> None:
    """Entries of records."""


@entries.command("import")
def import_(
    key: Annotated[str, typer.Argument(help="The key of a data set, such as sdm-mr.")],
    file: Annotated[Path, typer.Argument(callback=a_file, help="An XLSX or CSV file.")],
    instrument: Annotated[str, typer.Option(help="The form it fills, when its columns do not say.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, store nothing.")] = False,
    good_rows: Annotated[bool, typer.Option("--good-rows", help="Store the good rows even if others are bad.")] = False,
    problems_to: Annotated[
        Path | None, typer.Option("--problems", help="Write the file here again, with its problems beside each row.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import a sheet: every row, or none when one is bad. Run again after an interruption: nothing is stored twice."""
    ready(as_json=as_json)
    from orphee.access.context import as_system
    from orphee.access.rules.policy import Purpose
    from orphee.datasets import catalogue
    from orphee.datasets.definition import UnknownName
    from orphee.exchange.sheets.importing import Import, Mode, Summary
    from orphee.exchange.sheets.opening import open_file
    from orphee.exchange.sheets.returning import with_problems
    from orphee.exchange.sheets.wording import UnableToReadSheet

    with as_system("command", Purpose.EXCHANGE) as reader:
        pass  # the rows enter in transactions of their own
    try:
        dataset = catalogue.dataset(key)
        if instrument:
            dataset.instrument(instrument)
        opened = open_file(file.read_bytes(), dataset, instrument)
    except UnknownName as problem:
        stop(str(problem.args[0]), code=NOT_FOUND, as_json=as_json)
    except UnableToReadSheet as problem:
        for one in problem.problems if not as_json else ():
            paper.print(f"{one.sheet} {one.row}: {one.text.fr}", markup=False, soft_wrap=True)
        refused = {"stored": False, "problems": [one.as_json() for one in problem.problems]}
        answer(refused, as_json=as_json, code=PROBLEMS)
        return
    if opened.note is not None:
        diagnostics.print(opened.note.fr)
    coming = Import(reader, dataset, opened, now())
    with waiting("Rows checked", silent=as_json) as tell:
        done: Summary = coming.check(lambda so_far: tell("", so_far.done, so_far.rows))
    if not dry_run and (good_rows or not done.bad):
        with waiting("Rows stored", silent=as_json) as tell:
            mode = Mode.GOOD if good_rows else Mode.ALL
            done = coming.store(mode, lambda so_far: tell("", so_far.done, so_far.rows), checked=done)
    if problems_to is not None:
        problems_to.write_bytes(with_problems(opened, done.problems).content)
    _tell(done, as_json=as_json)
    answer(done.as_json(), as_json=as_json, code=PROBLEMS if done.bad else DONE)


def _tell(done: object, *, as_json: bool) -> None:
    from orphee.exchange.sheets.importing import Summary

    if as_json or not isinstance(done, Summary):
        return
    for one in done.problems:
        paper.print(f"{one.sheet} {one.row} {one.column}: {one.text.fr}", markup=False, soft_wrap=True)
    paper.print(
        f"{done.rows} rows: {done.new} new, {done.revised} revised, {done.unchanged} unchanged, {done.kept} kept as "
        f"corrected, {done.bad} bad{'' if done.stored else '; nothing was stored'}"
    )
