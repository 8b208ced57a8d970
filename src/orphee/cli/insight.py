"""`orphee rank` and `orphee knowledge`: ranking diagnoses on the command line. No database, no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orphee.cli.answers import NOT_FOUND, NOT_READY, PROBLEMS, USAGE, answer, diagnostics, paper, stop
from orphee.cli.moments import waiting
from orphee.cli.options import AsJson, InLanguage, Language, a_folder

if TYPE_CHECKING:  # numpy and scipy are slow to import, and only these commands need them
    from orphee.insight.ranking.answers import Ranking, Reason
    from orphee.insight.ranking.compiled import Knowledge
    from orphee.insight.ranking.query import Feature, Query

knowledge = typer.Typer(
    help="What the ranking knows: releases, and what an upgrade would change.", no_args_is_help=True
)
REASONS_SHOWN, EXPECTED_SHOWN = 4, 3
_FEATURE = re.compile(r"([^@/]*)(?:@((?:P\w+/(?=P))?[^/]*))?(?:/(.*))?")  # "HP:…", "HP:…@P6M", "HP:…@P1Y/P3Y/severe"
_VARIANT = re.compile(r"(HGNC:\d+|[^:=]*)(?::(.*?))?(?:=([A-Za-z_]+))?")  # "FBN1", "FBN1:c.1A>G=pathogenic"


def rank(
    hpo: Annotated[
        str, typer.Option(help="Observed features, HP:…,HP:… each with @ONSET and /SEVERITY if known.")
    ] = "",
    excluded: Annotated[str, typer.Option(help="Features looked for and absent, HP:…,HP:…")] = "",
    age: Annotated[str, typer.Option(help="Age today, P6Y or P18M.")] = "",
    onset: Annotated[str, typer.Option(help="Age at the first signs, P6Y, P18M or an HPO onset term.")] = "",
    sex: Annotated[str, typer.Option(help="F or M.")] = "",
    inheritance: Annotated[str, typer.Option(help="Suspected mode: AD, AR, XLR, XLD, MT or an HPO term.")] = "",
    inheritance_known: Annotated[bool, typer.Option("--inheritance-known", help="The mode is known.")] = False,
    consanguineous: Annotated[bool, typer.Option("--consanguineous", help="The parents are related.")] = False,
    affected: Annotated[str, typer.Option(help="Affected relatives: mother, brother, maternal-uncle…")] = "",
    genes: Annotated[str, typer.Option("--gene", "--genes", help="Suspected genes: symbols or HGNC ids.")] = "",
    variant: Annotated[list[str] | None, typer.Option(help="GENE, GENE:HGVS or GENE:HGVS=pathogenic.")] = None,
    genes_only: Annotated[bool, typer.Option("--genes-only", help="Only diseases of these genes.")] = False,
    phenopacket: Annotated[Path | None, typer.Option(help="A GA4GH phenopacket instead of the options above.")] = None,
    phenotype_only: Annotated[bool, typer.Option("--phenotype-only", help="Pass over genes and variants.")] = False,
    top: Annotated[int, typer.Option(help="How many candidates.", min=1, max=400)] = 10,
    language: InLanguage = Language.FR,
    as_json: AsJson = False,
) -> None:
    """Rank diagnoses by phenotypic features, with the reasons. An aid to thinking: not for sole decision."""
    from orphee.insight.ranking.answering import rank as rank_diseases
    from orphee.insight.ranking.query import Query

    if phenopacket is not None and (hpo or excluded):
        stop("Give either features or a phenopacket, not both.", code=USAGE, as_json=as_json)
    query = Query(
        excluded=_codes(excluded),
        sex=sex,
        age=age,
        onset=onset,
        features=_features(hpo),
        inheritance=inheritance,
        is_inheritance_known=inheritance_known,
        is_consanguineous=consanguineous or None,
        affected=_codes(affected),
    )
    if phenopacket is not None:
        query = _of_packet(phenopacket, query, as_json=as_json)
    query = _suspecting(query, genes, variant or (), genes_only=genes_only, phenotype_only=phenotype_only)
    found = rank_diseases(_loaded(as_json=as_json), query, top=top)
    if not as_json:
        _show(found, language)
    code = PROBLEMS if found.problems else NOT_FOUND if not found.candidates else 0
    answer(found.as_json(), as_json=as_json, code=code)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.replace(";", ",").replace(" ", ",").split(",") if code)


def _features(text: str) -> tuple[Feature, ...]:
    """ "HP:0001250@P6M/severe": the code, its onset, its severity. A slash in an onset stands before a P."""
    from orphee.insight.ranking.query import Feature

    found = (_FEATURE.fullmatch(one) for one in _codes(text))
    return tuple(Feature(*(part or "" for part in one.groups())) for one in found if one)


def _suspecting(
    query: Query, genes: str, variants: Sequence[str], *, genes_only: bool, phenotype_only: bool
) -> Query:  # fmt: skip
    """The query with the genes and variants given, beside those of a packet; without any when so asked."""
    from orphee.insight.ranking.query import Variant

    if phenotype_only:
        return replace(query, variants=())
    found = (_VARIANT.fullmatch(one.strip()) for one in variants)
    given = [Variant(*(part or "" for part in one.groups())) for one in found if one]
    return replace(query, genes=_codes(genes), variants=query.variants + tuple(given), genes_only=genes_only)


def _of_packet(path: Path, beside: Query, *, as_json: bool) -> Query:
    """What a packet says, with the family as given beside it; sex, age and onset as given come first."""
    from orphee.insight.ranking.cases import UnableToReadCase, packets, query_of

    try:
        packet = next(packets(path), None)
        if packet is None:
            stop(f"{path.name} holds no phenopacket.", code=NOT_FOUND, as_json=as_json)
        found = query_of(packet)
    except UnableToReadCase as problem:
        stop(str(problem), code=PROBLEMS, as_json=as_json)
    return replace(
        found,
        sex=beside.sex or found.sex,
        age=beside.age or found.age,
        onset=beside.onset or found.onset,
        inheritance=beside.inheritance,
        is_inheritance_known=beside.is_inheritance_known,
        is_consanguineous=beside.is_consanguineous,
        affected=beside.affected,
    )


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
        for evidence in one.evidence:
            sign = "+" if evidence.weight > 0 else "-"
            paper.print(f"       {sign} {evidence.said(language)} {evidence.weight:+.1f}", markup=False)
        if one.prevalence:
            paper.print(f"         {'prévalence' if language == 'fr' else 'prevalence'} {one.prevalence}", markup=False)
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
    directory: Annotated[Path, typer.Option("--from", help="Folder with the new files.", callback=a_folder)],
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
