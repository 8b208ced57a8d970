"""The house keeps its shape: rooms in their place, files and functions of a readable size, nothing left lying about."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "src" / "orphee"
LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION = 400, 800, 50
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "service",
    "services",
    "handler",
    "misc",
}
ROOMS = sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists())


NOT_OURS = {".venv", "var", ".git", "node_modules"}


@cache
def sources():
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


class Outline(NamedTuple):
    """What the tests ask of a file: each function with its lines, each public name without a word of its own."""

    functions: list[tuple[str, int]]
    silent: list[str]


@cache
def outline(path):
    tree = ast.parse(path.read_text())  # read once and let go: the trees of all files are slow to keep
    return Outline(
        [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions(tree)],
        [
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ],
    )


def functions(node):
    """Every function of a file, also inside another: expressions hold none, and are most of the tree."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.stmt | ast.excepthandler | ast.match_case):
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                yield inner
            yield from functions(inner)


def files() -> Iterator[Path]:
    """Every file of the project; the folders that are not ours are not even entered."""
    for folder, inside, names in os.walk(PROJECT):
        if Path(folder) == PROJECT:
            inside[:] = [name for name in inside if name not in NOT_OURS]
        yield from (Path(folder) / name for name in names)


def layers():
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {room.strip() for floor in floors for room in floor.split("|")}


def test_every_room_has_its_place_in_the_plan():
    assert layers() == set(ROOMS), "a new room takes its place in the import contract of pyproject.toml"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is(room):
    readme = SOURCE / room / "README.md"
    assert readme.exists(), f"{room} has no README.md"
    assert len(readme.read_text().splitlines()) <= 60, "one screen"


@pytest.mark.parametrize("room", ROOMS)
def test_the_plan_of_the_house_names_the_room(room):
    assert f"`{room}`" in (PROJECT / "ARCHITECTURE.md").read_text()


def test_no_file_has_outgrown_its_room():
    long = {
        str(path.relative_to(PROJECT)): lines
        for path in sources()
        if (lines := path.read_text().count("\n")) > (LONGEST_TEST if "tests" in path.parts else LONGEST_FILE)
    }
    assert not long


def test_functions_fit_on_a_screen():
    long = {
        f"{path.relative_to(PROJECT)}:{name}": size
        for path in sources()
        for name, size in outline(path).functions
        if size > LONGEST_FUNCTION
    }
    assert not long


def test_names_say_what_a_thing_is():
    named = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if path.stem in FORBIDDEN_NAMES}
    assert not named


def test_public_functions_say_what_they_do():
    silent = [
        f"{path.relative_to(SOURCE)}:{name}"
        for path in sources()
        if "tests" not in path.parts
        for name in outline(path).silent
    ]
    assert not silent


def test_nothing_was_left_for_later():
    left = re.compile(r"\b(TODO|FIXME|NotImplementedError|coming soon)\b")
    found = [str(path.relative_to(SOURCE)) for path in sources() if left.search(path.read_text())]
    assert not found


def test_code_names_no_machine():
    machine = re.compile(r"(/work/|/root/|/home/[a-z]+/)")
    found = [
        str(path.relative_to(PROJECT))
        for path in files()
        if path.suffix in {".py", ".md", ".html", ".yaml", ".toml", ".lock"}
        and path.name != "test_house.py"
        and machine.search(path.read_text(errors="replace"))
    ]
    assert not found


def test_every_application_is_registered():
    from orphee.config import rooms

    with_models = {f"orphee.{room}" for room in ROOMS if (SOURCE / room / "apps.py").exists()}
    assert with_models == set(rooms.ROOMS)
