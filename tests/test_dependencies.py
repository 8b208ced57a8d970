"""Every package that the program imports is one it asks for: what comes only by another may go with it."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

PROJECT = Path(__file__).parent.parent
SOURCE = PROJECT / "src" / "orphee"
ASKED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_IMPORT = re.compile(r"^\s*(?:from|import) ([a-zA-Z_][\w.]*)", re.MULTILINE)
TESTING = {"testing.py"}  # loaded by pytest only


def plain(name: str) -> str:
    """The name of a package as registries compare it, without version or extras."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ]", name, maxsplit=1)[0]).lower()


def imported(path: Path) -> set[str]:
    """The modules that a file imports from outside, wherever in it."""
    found = set(_IMPORT.findall(path.read_text(encoding="utf-8")))
    return {one for one in found if one.partition(".")[0] not in {"orphee", *sys.stdlib_module_names}}


def packages_of(module: str, known: dict[str, list[str]]) -> set[str]:
    """The packages that may bring a module: for a shared name (`google`), those that hold the next part."""
    found = known.get(module.partition(".")[0], [])
    if len(set(found)) > 1:
        found = [one for one in found if one in module.replace(".", "-")] or found
    return {plain(one) for one in found}


def test_what_the_program_imports_is_asked_for() -> None:
    optional = [one for key, names in ASKED["optional-dependencies"].items() if key != "dev" for one in names]
    asked = {plain(one) for one in [*ASKED["dependencies"], *optional]}
    known = dict(packages_distributions())
    missing: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" in path.parts or path.name in {"conftest.py", *TESTING}:
            continue
        for module in imported(path):
            if module.partition(".")[0] in known and not packages_of(module, known) & asked:
                missing.setdefault(module, set()).add(path.relative_to(PROJECT).as_posix())
    told = {module: sorted(files)[:3] for module, files in missing.items()}
    assert not told, f"not in the dependencies of pyproject.toml: {told}"


def test_every_dependency_says_why() -> None:
    decided = (PROJECT / "docs" / "adr" / "0005-dependencies.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[a-z0-9][a-z0-9.\-]+", decided.lower()))
    asked = [one for names in (ASKED["dependencies"], ASKED["optional-dependencies"]["reading"]) for one in names]
    assert [one for one in asked if plain(one) not in named] == []
