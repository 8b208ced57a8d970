"""`orphee terminology`: load, update, status, search."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orphee.cli.answers import DONE, NOT_FOUND, PROBLEMS, USAGE, answer, diagnostics, paper, stop
from orphee.cli.moments import waiting
from orphee.cli.options import AsJson, InLanguage, Language
from orphee.cli.readiness import ready

if TYPE_CHECKING:
    from orphee.terminology.loading import LoadReport

terminology = typer.Typer(help="HPO, ORPHA, genes, places: load, update, search.", no_args_is_help=True)


@terminology.command()
def load(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; by default ORPHEE_REFERENCE_DIR.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Accept a release older or much smaller than the one before.")] = False,
    as_json: AsJson = False,
) -> None:
    """Load terminologies. Unchanged files cost nothing; a damaged or unknown one is named, and nothing else touched."""
    ready(as_json=as_json)
    from orphee.terminology.loading import UnableToLoad
    from orphee.terminology.loading import load as load_terminologies

    try:
        with waiting("Terminologies", silent=as_json) as tell:
            report = load_terminologies(paths, force=force, progress=lambda what: tell(what, 0, 0))
    except UnableToLoad as problem:
        stop(str(problem), code=PROBLEMS, as_json=as_json)
    _show(report, as_json=as_json)


@terminology.command()
def update(
    source: Annotated[str, typer.Option(help="Fetch from this address instead of the official ones.")] = "",
    as_json: AsJson = False,
) -> None:
    """Fetch the official releases, then load them. Needs the internet."""
    ready(as_json=as_json)
    from orphee.terminology.updating import UnableToFetch
    from orphee.terminology.updating import update as update_terminologies

    try:
        with waiting("Official releases", silent=as_json) as tell:
            report = update_terminologies(base=source or None, progress=lambda what: tell(what, 0, 0))
    except UnableToFetch as problem:
        stop(str(problem), as_json=as_json)
    _show(report, as_json=as_json)


@terminology.command()
def status(as_json: AsJson = False) -> None:
    """What is loaded, from which files."""
    ready(as_json=as_json)
    from orphee.terminology.loading import status as status_of

    found = status_of()
    if not as_json:
        table = Table("source", "release", "files")
        for release in found["releases"]:
            table.add_row(release["title"], release["version"], ", ".join(release["files"]))
        paper.print(table)
    answer(found, as_json=as_json)


@terminology.command()
def search(
    text: Annotated[str, typer.Argument(help="Words, misspelt or not, or a code.")],
    system: Annotated[str, typer.Option(help="hpo, orpha, hgnc…; everything by default.")] = "",
    language: InLanguage = Language.FR,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1, max=1000)] = 10,
    as_json: AsJson = False,
) -> None:
    """Find concepts by name or code, best first."""
    ready(as_json=as_json)
    from orphee.terminology.rules.codes import SYSTEMS
    from orphee.terminology.search import search as search_concepts

    try:
        hits = search_concepts(text, system or tuple(SYSTEMS), language, limit)
    except ValueError as problem:
        stop(str(problem), code=USAGE, as_json=as_json)
    for hit in hits if not as_json else ():
        replaced = f" (instead of {hit.instead_of})" if hit.instead_of else ""
        paper.print(f"{hit.code:16} {hit.label}{replaced}", markup=False)
    answer({"text": text, "hits": [asdict(hit) for hit in hits]}, as_json=as_json, code=DONE if hits else NOT_FOUND)


def _show(report: LoadReport, *, as_json: bool) -> None:
    sources = report.sources
    if not as_json:
        table = Table("source", "outcome", "release", "seconds", "what changed")
        for one in sources:
            changed = ", ".join(f"{name} {count}" for name, count in one.changes.counts().items())
            table.add_row(one.title, one.outcome, one.version, f"{one.seconds:.1f}", changed)
        paper.print(table)
        _show_problems(report)
    found = {
        "sources": [asdict(one) for one in sources],
        "left_out": list(report.left_out),
        "damaged": list(report.damaged),
        "unknown": list(report.unknown),
    }
    answer(found, as_json=as_json, code=PROBLEMS if report.has_problems else DONE)


def _show_problems(report: LoadReport) -> None:
    for one in report.refused:
        diagnostics.print(f"{one.title}: {one.problem}", markup=False, style="red", soft_wrap=True)
    if not report.sources:
        diagnostics.print("No file of a terminology was found: nothing was loaded.", style="red")
    for name in report.left_out:
        damaged = name in report.damaged
        what = "is damaged or cut off: download it again." if damaged else "is no file of a terminology: left out."
        wrong = damaged or name in report.unknown
        diagnostics.print(f"{name} {what}", markup=False, style="red" if wrong else None, soft_wrap=True)
