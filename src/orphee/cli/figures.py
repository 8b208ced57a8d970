"""`orphee warehouse build` and `orphee indicator`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from orphee.cli.answers import NOT_FOUND, NOT_READY, answer, paper, stop
from orphee.cli.moments import now, waiting
from orphee.cli.options import AsJson, InLanguage, Language
from orphee.cli.readiness import ready

warehouse = typer.Typer(help="The pseudonymised tables behind the figures.", no_args_is_help=True)


@warehouse.callback()
def _warehouse() -> None:
    """The pseudonymised tables behind the figures."""


@warehouse.command()
def build(as_json: AsJson = False) -> None:
    """Build the tables and indicators anew; the former build stays until the new one is whole."""
    ready(as_json=as_json)
    from orphee.warehouse.building import UnableToBuild
    from orphee.warehouse.building import build as build_warehouse

    try:
        with waiting("Figures", silent=as_json) as tell:
            made = build_warehouse(now=now(), progress=tell)
    except UnableToBuild as problem:
        stop(str(problem), as_json=as_json)
    if not as_json:
        paper.print(f"{made.people} people, {made.seconds:.1f} s, published as {made.name}")
    answer(made.as_json(), as_json=as_json)


def indicator(
    key: Annotated[str, typer.Argument(help="people, new-people, diagnosis-statuses…")],
    by: Annotated[
        str, typer.Option(help="How to divide it: filiere, region, department, or one of its own cuts.")
    ] = "",
    filiere: Annotated[str, typer.Option(help="Only this network.")] = "",
    region: Annotated[str, typer.Option(help="Only this region.")] = "",
    language: InLanguage = Language.FR,
    as_json: AsJson = False,
) -> None:
    """One indicator of the latest build; small counts are hidden."""
    ready(database=False)
    from orphee.warehouse.builds import NoBuildYet
    from orphee.warehouse.figures import UnableToDivide, UnknownIndicator
    from orphee.warehouse.figures import indicator as indicator_of

    try:
        found = indicator_of(key, by=by, filiere=filiere, region=region)
    except NoBuildYet:
        stop("There is no build yet. Run: orphee warehouse build", code=NOT_READY, as_json=as_json)
    except (UnknownIndicator, UnableToDivide) as problem:
        stop(str(problem), code=NOT_FOUND, as_json=as_json)
    if not as_json:
        table = Table(found.indicator.question[language], "people", "values")
        for line in (found.whole, *found.lines):
            values = ", ".join(f"{name} {value}" for name, value in line.values.items())
            table.add_row(line.label[language], "not shown" if line.people is None else str(line.people), values)
        paper.print(table)
    answer(found.as_json(), as_json=as_json)
