"""`orphee import` and `orphee export`: documents in and out."""

from __future__ import annotations

import contextlib
import sys
import uuid
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from orphee.access.rules.policy import Purpose
from orphee.cli.answers import DONE, NOT_FOUND, NOT_READY, PROBLEMS, answer, diagnostics, paper, stop
from orphee.cli.moments import now, waiting
from orphee.cli.options import AsJson, a_folder, there
from orphee.cli.readiness import ready
from orphee.record.rules.view import Export

imports = typer.Typer(help="Bring documents in.", no_args_is_help=True)
exports = typer.Typer(help="Make a document from a record.", no_args_is_help=True)
Paths = Annotated[list[Path], typer.Argument(callback=there, help="Files or folders.")]
Record = Annotated[str, typer.Argument(help="The record's number (ABC-DEF-GHJ-K) or key.")]
Sender = Annotated[str, typer.Option(help="The code of the organisation that sends them; none: whoever runs this.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of on standard output.")]
COMMAND = "command"  # who sends what is imported in nobody's name
_TOLD = ("found", "stored", "unchanged", "superseded", "refused", "waiting")


@imports.command("cda")
def import_cda(paths: Paths, sender: Sender = "", as_json: AsJson = False) -> None:
    """Import CDA SDM-MR documents. Run again after an interruption: what is stored is not stored twice."""
    ready(as_json=as_json)
    from orphee.exchange.documents import SUFFIXES, import_paths

    key = _sender_key(sender, as_json=as_json) if sender else COMMAND
    with waiting("CDA documents", silent=as_json) as tell:
        summary = import_paths(paths, sender=key, now=now(), progress=lambda so_far: tell("", so_far.found, 0))
    _refuse_nothing(summary.found, SUFFIXES, as_json=as_json)
    if not as_json:
        for one in summary.answers:
            paper.print(f"{one.path}: {one.outcome}", markup=False)
            for problem in one.problems:
                paper.print(f"  {problem['severity']}: {problem['fr']}\n    {problem['xpath']}", markup=False)
        paper.print(", ".join(f"{getattr(summary, name)} {name}" for name in _TOLD))
        if summary.waiting:
            diagnostics.print("What waits is kept. Run: orphee doctor, then the same import again.")
    # A document that waits could not be answered: the database went away, or it failed in a way nobody foresaw.
    code = PROBLEMS if summary.refused else NOT_READY if summary.waiting else DONE
    answer(summary.as_json(), as_json=as_json, code=code)


@imports.command("phenopackets")
def import_phenopackets(
    paths: Paths,
    sender: Sender = "",
    site: Annotated[str, typer.Option(help="The site that follows these people.")] = "",
    as_json: AsJson = False,
) -> None:
    """Import Phenopackets v2: JSON, JSON lines, gzip or zip."""
    ready(as_json=as_json)
    from orphee.exchange.packets import UNPLACED_SITE, import_paths
    from orphee.exchange.phenopackets.opening import SUFFIXES

    key = _sender_key(sender, as_json=as_json) if sender else COMMAND
    with waiting("Phenopackets", silent=as_json) as tell:
        summary = import_paths(
            paths,
            sender=key,
            now=now(),
            site_codes=(site or UNPLACED_SITE,),
            progress=lambda so_far: tell("", so_far.found, 0),
        )
    _refuse_nothing(summary.found, SUFFIXES, as_json=as_json)
    if not as_json:
        for bad in summary.bad:
            paper.print(str(bad), markup=False)
        paper.print(
            f"{summary.found} found, {summary.stored} stored, {summary.unchanged} unchanged, {summary.refused} refused"
        )
    answer(summary.as_json(), as_json=as_json, code=PROBLEMS if summary.refused else DONE)


def _sender_key(organisation: str, *, as_json: bool = False) -> str:
    """The key of a sender. A name that is nobody's is refused: no account could see what was sent under it."""
    from orphee.network.models import Organisation
    from orphee.record.intake import ORGANISATION

    if not Organisation.objects.filter(code=organisation).exists():
        stop(
            f"No organisation of the directory has the code {organisation!r}. Check --sender: codes are in the "
            "directory of centres (orphee network import).",
            code=NOT_FOUND,
            as_json=as_json,
        )
    return f"{ORGANISATION}{organisation}"


def _refuse_nothing(found: int, suffixes: Collection[str], *, as_json: bool) -> None:
    if not found:
        looked_for = ", ".join(suffixes)
        stop(f"Nothing to import: no file there ends with {looked_for}.", code=NOT_FOUND, as_json=as_json)


@exports.command("cda")
def export_cda(record: Record, output: Output = None, as_json: AsJson = False) -> None:
    """Write a record as a CDA SDM-MR 2025.01 document; what it cannot say is listed."""
    ready(as_json=as_json)
    from orphee.access.context import as_system
    from orphee.exchange.cda.writing import UnableToWrite
    from orphee.exchange.documents import export_record

    with as_system("command", Purpose.EXCHANGE) as reader:
        try:
            made = export_record(_key(record, as_json=as_json), reader, now=now())
        except UnableToWrite as problem:
            stop(str(problem), code=PROBLEMS, as_json=as_json)
    _hand_over(made, output, as_json=as_json)


@exports.command("phenopacket")
def export_phenopacket(
    record: Record,
    output: Output = None,
    with_birth_date: Annotated[bool, typer.Option(help="Say the birth date and every day, instead of ages.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a record as a Phenopacket v2; what it cannot say is listed."""
    ready(as_json=as_json)
    from orphee.access.context import as_system
    from orphee.exchange.packets import export_record

    with as_system("command", Purpose.EXCHANGE) as reader:
        made = export_record(_key(record, as_json=as_json), reader, now=now(), with_birth_date=with_birth_date)
    _hand_over(made, output, as_json=as_json)


def _key(record: str, *, as_json: bool) -> uuid.UUID:
    from orphee.record.queries import has_record, key_of

    try:
        key = uuid.UUID(record)
    except ValueError:
        found = key_of(record)
    else:
        found = key if has_record(key) else None
    if found is None:
        stop("No record has this number or key.", code=NOT_FOUND, as_json=as_json)
    return found


def _hand_over(made: Export, output: Path | None, *, as_json: bool) -> None:
    losses = [asdict(loss) for loss in made.losses]
    if output is not None:
        output.write_bytes(made.content)
    elif not as_json:
        sys.stdout.buffer.write(made.content)
    for loss in losses if not as_json else ():
        diagnostics.print(f"left out: {loss['path']} ({loss['reason']})", markup=False)
    found: dict[str, object] = {"media_type": made.media_type, "losses": losses}
    if output is None:
        found["content"] = made.content.decode()
    answer(found, as_json=as_json)


def watch(
    folder: Annotated[Path, typer.Argument(callback=a_folder, help="Where documents are dropped.")],
    sender: Annotated[str, typer.Option(help="The code of the organisation that sends them.")],
) -> None:
    """Watch a folder until Ctrl-C: each document is taken in, and its answer is left beside it."""
    ready()
    from orphee.exchange.watching import AlreadyWatched
    from orphee.exchange.watching import watch as watch_folder

    key = _sender_key(sender)
    diagnostics.print(f"Watching {folder} (Ctrl-C to stop)", markup=False)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            watch_folder(
                folder,
                sender=key,
                clock=now,
                tell=lambda path, state: diagnostics.print(f"{state}: {path.name}", markup=False),
                away=_wait_for_database,
            )
    except AlreadyWatched as problem:
        stop(f"{problem}.")


def _wait_for_database() -> None:
    from orphee.config.keeping import raise_database
    from orphee.foundation.postgres.cluster import UnableToStartPostgres

    diagnostics.print("The database is away: files wait where they are. Trying again.")
    with contextlib.suppress(UnableToStartPostgres):
        raise_database()
