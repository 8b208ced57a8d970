"""`orphee dataset`: definitions listed, shown, checked, compared, published, taken in and given out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from orphee.cli.answers import DONE, NOT_FOUND, PROBLEMS, USAGE, answer, diagnostics, paper, stop
from orphee.cli.moments import now
from orphee.cli.options import AsJson, InLanguage, Language, a_file
from orphee.cli.readiness import ready

if TYPE_CHECKING:
    from orphee.datasets.definition import Dataset
    from orphee.datasets.interchange.results import Exported, Imported, Loss

datasets = typer.Typer(help="Definitions of data sets and dossiers.", no_args_is_help=True)
Key = Annotated[str, typer.Argument(help="The key of a data set, such as sdm-mr.")]
File = Annotated[Path, typer.Argument(callback=a_file, help="The file.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of on standard output.")]
NewKey = Annotated[str, typer.Option("--key", help="The key of the data set to make.")]
Title = Annotated[str, typer.Option(help="Its title.")]


class Form(StrEnum):
    """What a definition can be given out as."""

    FHIR = "fhir"
    REDCAP = "redcap"
    DICTIONARY = "dictionary"


class Sort(StrEnum):
    """How a dictionary is written."""

    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"


@datasets.command("list")
def list_(as_json: AsJson = False) -> None:
    """Every data set in its version in use, and every dossier."""
    ready(as_json=as_json)
    from orphee.datasets import catalogue

    known = catalogue.keys()
    found = [_line(key, catalogue.versions(key), _in_use(key)) for key in known]
    if not as_json:
        table = Table("key", "in use", "versions", "title", "items")
        for one in found:
            versions = ", ".join(one["versions"])
            table.add_row(one["key"], one["in_use"], versions, one["title"], str(one["items"]))
        paper.print(table)
    answer({"datasets": found}, as_json=as_json)


@datasets.command()
def show(
    key: Key,
    version: Annotated[str, typer.Option(help="A version; by default the one in use.")] = "",
    as_json: AsJson = False,
) -> None:
    """One definition: its YAML, or with --json its dictionary."""
    ready(as_json=as_json)
    from orphee.datasets import dictionary
    from orphee.datasets.writing import write

    found = _dataset(key, version, as_json=as_json)
    if not as_json:
        sys.stdout.write(write(found))
    head = {
        "key": found.key,
        "version": found.version,
        "title": asdict(found.title),
        "status": found.status.value,
        "kind": found.kind.value,
        "digest": found.digest,
    }
    answer({**head, "items": dictionary.as_dicts(found)}, as_json=as_json)


@datasets.command()
def check(file: File, as_json: AsJson = False) -> None:
    """Everything wrong in a definition (YAML), with its path and line."""
    from orphee.datasets.reading import faults_of

    faults = faults_of(_text(file, as_json=as_json))
    for fault in faults if not as_json else ():
        paper.print(f"{file}:{fault.line} {fault.path}: {fault.message}", markup=False, soft_wrap=True)
    if not (faults or as_json):
        paper.print("The definition can be used.")
    code = PROBLEMS if faults else DONE
    answer({"usable": not faults, "faults": [asdict(one) for one in faults]}, as_json=as_json, code=code)


@datasets.command()
def diff(
    before: Annotated[str, typer.Argument(help="A file, or KEY@VERSION.")],
    after: Annotated[str, typer.Argument(help="A file, or KEY@VERSION.")],
    language: InLanguage = Language.FR,
    as_json: AsJson = False,
) -> None:
    """What changed from one definition to another."""
    if not (Path(before).is_file() and Path(after).is_file()):
        ready(as_json=as_json)
    from orphee.datasets.difference import difference

    found = difference(_either(before, as_json=as_json), _either(after, as_json=as_json))
    for change in found.changes if not as_json else ():
        paper.print(change.sentence.in_(language), markup=False, soft_wrap=True)
    if not (found.changes or as_json):
        paper.print("Nothing changed.")
    answer(asdict(found), as_json=as_json)


@datasets.command()
def publish(
    file: File,
    filiere: Annotated[str, typer.Option(help="The network that the dossier belongs to.")] = "",
    as_json: AsJson = False,
) -> None:
    """Publish a dossier from its YAML. The same file again changes nothing."""
    ready(as_json=as_json)
    from orphee.dossiers.actions import UnableToPublish, publish_text

    try:
        made = publish_text(_text(file, as_json=as_json), actor="command", now=now(), filiere=filiere)
    except UnableToPublish as problem:
        faults = [asdict(one) for one in problem.faults]
        for one in problem.faults if not as_json else ():
            paper.print(f"{file}:{one.line} {one.path}: {one.message}", markup=False, soft_wrap=True)
        answer({"published": False, "faults": faults}, as_json=as_json, code=PROBLEMS)
        return
    if not as_json:
        paper.print(f"{made.dossier.key} {made.version} is published")
    answer({"published": True, "key": made.dossier.key, "version": made.version}, as_json=as_json)


@datasets.command("import-redcap")
def import_redcap(
    file: File, key: NewKey = "", title: Title = "", output: Output = None, as_json: AsJson = False
) -> None:
    """A REDCap data dictionary (CSV) into a definition; what is not carried over is listed."""
    from orphee.datasets.interchange.redcap import read_redcap

    _take_in(lambda: read_redcap(file.read_bytes(), key=key or "imported", title=title), output, as_json=as_json)


@datasets.command("import-xlsform")
def import_xlsform(
    file: File, key: NewKey = "", title: Title = "", output: Output = None, as_json: AsJson = False
) -> None:
    """An XLSForm (XLSX) into a definition; what is not carried over is listed."""
    from orphee.datasets.interchange.xlsform import read_xlsform

    _take_in(lambda: read_xlsform(file.read_bytes(), key=key, title=title), output, as_json=as_json)


@datasets.command("import-fhir")
def import_fhir(
    file: File, key: NewKey = "", title: Title = "", output: Output = None, as_json: AsJson = False
) -> None:
    """A FHIR R4 Questionnaire (or a Bundle of them) into a definition; what is not carried over is listed."""
    from orphee.datasets.interchange.fhir_questionnaire import read_fhir_questionnaire

    _take_in(lambda: read_fhir_questionnaire(file.read_bytes(), key=key, title=title), output, as_json=as_json)


@datasets.command()
def export(
    key: Key,
    form: Annotated[Form, typer.Option("--as", help="fhir, redcap or dictionary.")],
    sort: Annotated[Sort, typer.Option("--format", help="Of a dictionary: html, csv or xlsx.")] = Sort.HTML,
    version: Annotated[str, typer.Option(help="A version; by default the one in use.")] = "",
    language: InLanguage = Language.FR,
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Give a definition out; what the format cannot say is listed."""
    ready(as_json=as_json)
    _hand_over(_made(_dataset(key, version, as_json=as_json), form, sort, language), output, as_json=as_json)


def _made(dataset: Dataset, form: Form, sort: Sort, language: str) -> Exported:
    from orphee.datasets.interchange.dictionary import write_dictionary
    from orphee.datasets.interchange.fhir_questionnaire import write_fhir_questionnaire
    from orphee.datasets.interchange.redcap import write_redcap

    if form is Form.FHIR:
        return write_fhir_questionnaire(dataset)
    if form is Form.REDCAP:
        return write_redcap(dataset, language=language)
    return write_dictionary(dataset, file_format=sort.value, language=language)


def _take_in(read: Callable[[], Imported], output: Path | None, *, as_json: bool) -> None:
    from orphee.datasets.interchange.results import UnableToImport

    try:
        made = read()
    except UnableToImport as problem:
        _tell(problem.faults, as_json=as_json)
        answer({"imported": False, "faults": _plain(problem.faults)}, as_json=as_json, code=PROBLEMS)
        return
    if output is not None:
        output.write_text(made.text, encoding="utf-8")
    elif not as_json:
        sys.stdout.write(made.text)
    _tell(made.losses, as_json=as_json)
    found: dict[str, object] = {
        "imported": True,
        "key": made.dataset.key,
        "version": made.dataset.version,
        "losses": _plain(made.losses),
    }
    if output is None:
        found["text"] = made.text
    answer(found, as_json=as_json)


def _hand_over(made: Exported, output: Path | None, *, as_json: bool) -> None:
    if output is not None:
        output.write_bytes(made.content)
    elif not as_json:
        sys.stdout.buffer.write(made.content)
    _tell(made.losses, as_json=as_json)
    found: dict[str, object] = {"media_type": made.media_type, "losses": _plain(made.losses)}
    if output is None and made.media_type.endswith("charset=utf-8"):
        found["content"] = made.content.decode("utf-8-sig")
    elif output is None and as_json:
        stop("This format is no text: say where to write it with --output.", code=USAGE, as_json=as_json)
    answer(found, as_json=as_json)


def _tell(losses: Iterable[Loss], *, as_json: bool) -> None:
    for loss in losses if not as_json else ():
        where = " ".join(part for part in (f"line {loss.line}" if loss.line else "", loss.path) if part)
        diagnostics.print(f"{where}: {loss.what.fr}", markup=False, soft_wrap=True)


def _plain(losses: Iterable[Loss]) -> list[dict[str, object]]:
    return [{"path": one.path, "line": one.line, "fr": one.what.fr, "en": one.what.en} for one in losses]


def _line(key: str, versions: Iterable[str], found: Dataset | None) -> dict[str, Any]:
    from orphee.datasets.definition import walk_items

    count = sum(1 for form in found.instruments for _ in walk_items(form.items)) if found else 0
    return {
        "key": key,
        "in_use": found.version if found else "",
        "versions": list(versions),
        "title": found.title.fr if found else "",
        "status": found.status.value if found else "",
        "kind": found.kind.value if found else "",
        "items": count,
    }


def _in_use(key: str) -> Dataset | None:
    from orphee.datasets import catalogue
    from orphee.datasets.definition import UnknownName

    try:
        return catalogue.dataset(key)
    except UnknownName:
        return None


def _dataset(key: str, version: str, *, as_json: bool) -> Dataset:
    from orphee.datasets import catalogue
    from orphee.datasets.definition import UnknownName

    try:
        return catalogue.dataset(key, version or None)
    except UnknownName as problem:
        stop(str(problem.args[0]), code=NOT_FOUND, as_json=as_json)


def _either(name: str, *, as_json: bool) -> Dataset:
    """A definition in a file, or KEY@VERSION of the catalogue."""
    from orphee.datasets.reading import read
    from orphee.datasets.yaml_tree import UnableToReadDefinition

    if not Path(name).is_file():
        key, _, version = name.partition("@")
        return _dataset(key, version, as_json=as_json)
    try:
        return read(_text(Path(name), as_json=as_json))
    except UnableToReadDefinition as problem:
        stop(str(problem), code=PROBLEMS, as_json=as_json)


def _text(file: Path, *, as_json: bool) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        stop("This is no text in UTF-8: save the file in that encoding.", code=PROBLEMS, as_json=as_json)
