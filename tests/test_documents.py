"""The documents say what is so: the functions, settings and commands they name are those of the code."""

import ast
import re
from functools import cache
from pathlib import Path

from typer.main import get_command

from orphee.cli.main import app

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "src" / "orphee"
QUARTER_OF_AN_HOUR = 500  # lines that someone new reads with attention in that time

NAMED = re.compile(r"`([\w./]+\.(?:py|yaml)):([\w.-]+)`")


@cache
def tree(path):
    return ast.parse(path.read_text())


def places(document):
    """Each `path:name` of a document, once, in order."""
    return list(dict.fromkeys(NAMED.findall((PROJECT / document).read_text())))


def node_of(path, name):
    """What a name stands for in a file: a function, a class, a method as `Class.method`, a constant; else None."""
    inside, found = tree(path).body, None
    for part in name.split("."):
        found = next((node for node in inside if part in names_of(node)), None)
        inside = getattr(found, "body", [])
    return found


def names_of(node):
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def stands(path, name):
    if not path.is_file():
        return False
    if path.suffix == ".yaml":
        return re.search(rf"^\s*(- key: )?{re.escape(name)}:?$", path.read_text(), re.MULTILINE) is not None
    return node_of(path, name) is not None


def test_the_way_of_one_element_names_what_there_is():
    named = places("CONTRIBUTING.md")
    assert len(named) > 30, "the way names a function a step"
    assert not [f"{path}:{name}" for path, name in named if not stands(SOURCE / path, name)]


def test_the_way_of_one_element_is_read_in_a_quarter_of_an_hour():
    nodes = [node_of(SOURCE / path, name) for path, name in places("CONTRIBUTING.md") if path.endswith(".py")]
    read = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert sum(node.end_lineno - node.lineno + 1 for node in read) <= QUARTER_OF_AN_HOUR


def test_a_name_that_is_gone_is_seen():
    assert not stands(SOURCE / "record/intake.py", "_Visit._was_renamed")
    assert not stands(SOURCE / "record/was_moved.py", "accept")
    assert not stands(SOURCE / "datasets/catalogue/sdm_mr/2025.01.yaml", "was-renamed")


def commands(command=None, words=("orphee",)):
    """Every command that does something, by its words."""
    command = command or get_command(app)
    for name, inside in getattr(command, "commands", {}).items():
        yield from commands(inside, (*words, name))
    if not hasattr(command, "commands"):
        yield " ".join(words), command


def told_of(page, command):
    """The rows and paragraphs of a page that begin with a command."""
    blocks = re.split(r"\n\n|\n(?=\|)", (PROJECT / page).read_text())
    return "\n".join(block for block in blocks if re.match(rf"(\| )?`{re.escape(command)}[ `]", block))


def variables(paths):
    """The names of our settings in some files."""
    return {name for path in paths for name in re.findall(r"ORPHEE_[A-Z_]*[A-Z]", path.read_text())}


def documents():
    return [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]


def pages():
    """Every document, the rooms' own included."""
    return [*documents(), *SOURCE.rglob("README.md")]


def test_every_link_of_a_document_leads_to_a_file():
    links = [(page, link) for page in pages() for link in re.findall(r"\]\(([^)#\s]+)", page.read_text())]
    assert not [
        f"{page.relative_to(PROJECT)}: {link}"
        for page, link in links
        if "://" not in link and not (page.parent / link).exists()
    ]


def test_every_file_that_a_document_names_is_there():
    there = {f"/{path.relative_to(PROJECT)}" for folder in ("src", "tests", "tools", "benchmarks", "docs")
             for path in (PROJECT / folder).rglob("*.*")}  # fmt: skip
    named = {(page, name) for page in pages() for name in re.findall(r"`([\w/.-]+\.(?:py|yaml|md))`", page.read_text())}
    assert not [
        f"{page.relative_to(PROJECT)}: {name}"
        for page, name in sorted(named)
        if not (PROJECT / name).exists() and not any(path.endswith(f"/{name}") for path in there)
    ]


def test_every_setting_stands_in_a_document_and_the_documents_name_no_other():
    code = [path for folder in ("src", "tests", "tools", "benchmarks") for path in (PROJECT / folder).rglob("*.py")]
    assert variables(code) == variables(documents())


def test_the_page_of_the_command_line_knows_every_command_and_option():
    missing = []
    for words, command in commands():
        told = told_of("docs/operations/command-line.md", words)
        missing += [words] if not told else []
        for option in command.params:
            names = [name for name in (*option.opts, *option.secondary_opts) if name.startswith("--")]
            if names and names != ["--json"] and not any(re.search(rf"{name}(?![\w-])", told) for name in names):
                missing.append(f"{words} {names[0]}")
    assert not missing


def test_the_page_of_the_command_line_names_no_other_command():
    page = (PROJECT / "docs/operations/command-line.md").read_text()
    assert set(re.findall(r"^\| `(orphee(?: [a-z][a-z-]*)+)", page, re.MULTILINE)) == {words for words, _ in commands()}
