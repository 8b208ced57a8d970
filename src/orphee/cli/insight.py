"""`orphee rank` and `orphee knowledge`: ranking diagnoses on the command line. No database, no network."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orphee.cli.answers import NOT_FOUND, NOT_READY, PROBLEMS, USAGE, answer, diagnostics, paper, stop
from orphee.cli.moments import waiting

if TYPE_CHECKING:  # numpy and scipy are slow to import, and only these commands need them
    from orphee.insight.ranking.answers import Ranking, Reason
    from orphee.insight.ranking.compiled import Knowledge
    from orphee.insight.ranking.query import Query

knowledge = typer.Typer(
    help="What the ranking knows: releases, and what an upgrade would change.", no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object for programs.")]
REASONS_SHOWN, EXPECTED_SHOWN = 4, 3


def rank(
    hpo: Annotated[str, typer.Option(help="Observed features, HP:…,HP:…")] = "",
    excluded: Annotated[str, typer.Option(help="Features looked for and absent, HP:…,HP:…")] = "",
    age: Annotated[str, typer.Option(help="Age today, P6Y or P18M.")] = "",
    onset: Annotated[str, typer.Option(help="Age at the first signs, P6Y, P18M or an HPO onset term.")] = "",
    sex: Annotated[str, typer.Option(help="F or M.")] = "",
    genes: Annotated[str, typer.Option(help="Suspected genes, shown on the candidates; they change no rank.")] = "",
    phenopacket: Annotated[Path | None, typer.Option(help="A GA4GH phenopacket instead of the options above.")] = None,
    top: Annotated[int, typer.Option(help="How many candidates.", min=1, max=400)] = 10,
    language: Annotated[str, typer.Option(help="fr or en.")] = "fr",
    as_json: AsJson = False,
) -> None:
    """Rank diagnoses by phenotypic features, with the reasons. An aid to thinking: not for sole decision."""
    from orphee.insight.ranking.answering import rank as rank_diseases
    from orphee.insight.ranking.query import Query

    if phenopacket is not None and (hpo or excluded):
        stop("Give either features or a phenopacket, not both.", code=USAGE, as_json=as_json)
    query = Query(_codes(hpo), _codes(excluded), sex=sex, age=age, onset=onset, genes=_codes(genes))
    if phenopacket is not None:
        query = _of_packet(phenopacket, as_json=as_json)
    found = rank_diseases(_loaded(as_json=as_json), query, top=top)
    if not as_json:
        _show(found, language)
    code = PROBLEMS if found.problems else NOT_FOUND if not found.candidates else 0
    answer(found.as_json(), as_json=as_json, code=code)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.replace(";", ",").replace(" ", ",").split(",") if code)


def _of_packet(path: Path, *, as_json: bool) -> Query:
    from orphee.insight.ranking.cases import UnableToReadCase, packets, query_of

    try:
        packet = next(packets(path), None)
        if packet is None:
            stop(f"{path.name} holds no phenopacket.", code=NOT_FOUND, as_json=as_json)
        return query_of(packet)
    except UnableToReadCase as problem:
        stop(str(problem), code=PROBLEMS, as_json=as_json)


def _loaded(*, as_json: bool) -> Knowledge:
    from orphee.insight import knowledge as kept
    from orphee.terminology.rules.statements import UnableToRead

    try:
        with waiting("Knowledge", silent=as_json):
            return kept.load()
    except (kept.UnableToCompile, UnableToRead) as problem:
        stop(str(problem), code=NOT_READY, as_json=as_json)


def _show(found: Ranking, language: str) -> None:
    from orphee.insight.ranking.answers import NOT_FOR_SOLE_DECISION

    for problem in found.problems:
        diagnostics.print(problem.said(language), style="yellow")
    for one in found.candidates:
        known = "" if one.is_annotated else " (name, definition and kin only)"
        paper.print(
            f"{one.rank:3}. {one.score:6.1%}  {one.name(language)}  [{', '.join(one.codes)}]{known}", markup=False
        )
        for sign, reasons in (("+", one.reasons_for), ("-", one.reasons_against)):
            for reason in reasons[:REASONS_SHOWN]:
                paper.print(f"       {sign} {_said(reason, language)}", markup=False)
        missing = ", ".join(f"{e.term.name(language)} ({e.share:.0%})" for e in one.usually_present[:EXPECTED_SHOWN])
        if missing:
            paper.print(f"       ? {missing}", markup=False)
    if found.next_questions:
        paper.print("Look for next:")
    for question in found.next_questions:
        paper.print(f"  {question.gain:.2f} bit  {question.term.name(language)} {question.term.code}", markup=False)
    paper.print(f"{NOT_FOR_SOLE_DECISION[0 if language == 'fr' else 1]} {found.release}", style="dim", markup=False)


def _said(reason: Reason, language: str) -> str:
    share = f", {reason.share:.0%}" if reason.share is not None else ""
    through = f" ← {reason.through.name(language)}" if reason.through else ""
    absent = "" if reason.is_observed else " (absent)"
    kin = ", kin" if reason.is_borrowed else ""
    sources = f" [{', '.join(reason.references)}]" if reason.references else ""
    return f"{reason.term.name(language)}{absent}{through} {reason.weight:+.1f}{share}{kin}{sources}"


@knowledge.command()
def status(as_json: AsJson = False) -> None:
    """Which releases are in use, and whether the reference directory holds others."""
    from orphee.insight import knowledge as kept

    _loaded(as_json=as_json)
    found = kept.status()
    if not as_json:
        table = Table("source", "release", "digest", "files")
        for source in found.release.sources:
            table.add_row(source.title, source.version, source.digest[:12], ", ".join(source.files))
        paper.print(table)
        paper.print(
            f"{found.diseases} diseases, {found.annotated} with features; {found.terms} terms; {found.rows} rows."
        )
        if found.pending:
            paper.print("The reference directory holds other files: orphee knowledge upgrade --from DIR --dry-run.")
    answer(asdict(found), as_json=as_json)


@knowledge.command()
def upgrade(
    directory: Annotated[Path, typer.Option("--from", help="Folder with the new files.", exists=True, file_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compile the files of a folder, say what changes, and take them into use."""
    from orphee.insight import knowledge as kept
    from orphee.terminology.rules.statements import UnableToRead

    _loaded(as_json=as_json)
    try:
        with waiting("Compiling", silent=as_json):
            found = kept.upgrade(directory, dry_run=dry_run)
    except (kept.UnableToCompile, UnableToRead) as problem:
        stop(str(problem), code=PROBLEMS, as_json=as_json)
    if not as_json:
        for what, count in found.counts.items():
            paper.print(f"{what.replace('_', ' ')}: {count}")
        paper.print(f"{found.before.said()} → {found.after.said()}{' (not taken into use)' if dry_run else ''}")
    answer({**asdict(found), "dry_run": dry_run}, as_json=as_json)
