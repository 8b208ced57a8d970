"""`orphee read`: what a French clinical text says, each finding at its place. Nothing is stored, nothing leaves."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from orphee.cli.answers import DONE, PROBLEMS, answer, paper, stop
from orphee.cli.options import AsJson, a_file
from orphee.foundation.places import data_directory, reference_directory
from orphee.insight.reading.findings import Feature, Reading

NOT_FOR_SOLE_DECISION = (
    "Propositions à vérifier par un clinicien : aucune n’est une donnée tant qu’elle n’est pas acceptée."
)
_KINDS = ("diagnoses", "genes", "variants", "drugs", "results", "family", "dates", "ages")


def read(
    path: Annotated[Path, typer.Argument(callback=a_file, help="A text, or a PDF that holds text.")],
    as_json: AsJson = False,
) -> None:
    """Read a French letter or report: signs, diseases, genes, drugs, dates, with their exact place and status."""
    from orphee.insight.reading.documents import document
    from orphee.insight.reading.lexicon import compiled
    from orphee.insight.reading.names import UnableToCompile
    from orphee.insight.reading.reader import Reader

    given = document(path.read_bytes())
    if given.kind == "unreadable":
        stop(given.problems[0].fr, code=PROBLEMS, as_json=as_json)
    reference = reference_directory()
    if reference is None:
        stop("Set ORPHEE_REFERENCE_DIR to the folder that holds HPO and Orphanet.", as_json=as_json)
    try:
        reader = Reader(compiled(reference, data_directory() / "knowledge"))
    except UnableToCompile as problem:
        stop(str(problem), as_json=as_json)
    found = reader.read(given.text)
    found = replace(found, problems=(*given.problems, *found.problems))
    if not as_json:
        _tell(found)
    answer(_as_json(found, given.kind), as_json=as_json, code=PROBLEMS if found.problems else DONE)


def _as_json(found: Reading, kind: str) -> dict[str, object]:
    plain: dict[str, object] = json.loads(json.dumps(asdict(found), ensure_ascii=False))
    return {"kind": kind, "notice": NOT_FOR_SOLE_DECISION, **plain}


def _tell(found: Reading) -> None:
    for problem in found.problems:
        paper.print(f"! {problem.fr}", markup=False)
    paper.print(NOT_FOR_SOLE_DECISION, markup=False)
    for feature in found.features:
        said = " ".join(part for part in (feature.status.value, feature.relative, _onset(feature)) if part)
        paper.print(
            f"{feature.span.start:>6}  {feature.hpo}  {feature.label}  « {feature.span.text} »  {said}", markup=False
        )
    for kind in _KINDS:
        for one in getattr(found, kind):
            detail = ", ".join(f"{key} {value}" for key, value in asdict(one).items() if key != "span" and value)
            paper.print(f"{one.span.start:>6}  {kind}  « {one.span.text} »  {detail}", markup=False)


def _onset(feature: Feature) -> str:
    onset = feature.onset
    return f"onset {onset.iso or onset.period}" if onset else ""
