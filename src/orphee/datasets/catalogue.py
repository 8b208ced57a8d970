"""Where data sets are found: one folder a data set, one file a version.

`catalogue/<folder>/<version>.yaml` holds the instruments; a long list of codes may stand beside it in
`<version>.value_sets.yaml`. What is published is frozen: `catalogue/digests.toml` holds its digest.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import lru_cache
from pathlib import Path

from orphee.datasets.definition import Dataset, UnknownName
from orphee.datasets.reading import read

FOLDER = Path(__file__).parent / "catalogue"
_VALUE_SETS = ".value_sets.yaml"


@lru_cache(maxsize=256)
def load(key: str, version: str) -> Dataset:
    """One version of a data set. Raises UnknownName."""
    if version not in versions(key):
        raise UnknownName(f"the catalogue has no version {version[:20]} of {key[:60]}")
    text, value_sets = sources(key, version)
    return read(text, value_sets=value_sets, digest=digest_of(text, value_sets))


def dataset(key: str, version: str | None = None) -> Dataset:
    """A data set in a version, by default the latest. Raises UnknownName."""
    return load(key, version or latest_version(key))


@lru_cache(maxsize=1)
def all_datasets() -> tuple[Dataset, ...]:
    """Every data set of the catalogue in its latest version, by key."""
    return tuple(dataset(key) for key in keys())


@lru_cache(maxsize=1)
def keys() -> tuple[str, ...]:
    """The keys of the catalogue: the folder's name with hyphens."""
    return tuple(sorted(folder.name.replace("_", "-") for folder in FOLDER.iterdir() if folder.is_dir()))


@lru_cache(maxsize=256)
def versions(key: str) -> tuple[str, ...]:
    """The versions of a data set, oldest first. Raises UnknownName."""
    if key not in keys():
        raise UnknownName(f"the catalogue has no data set {key[:60]}")
    folder = FOLDER / key.replace("-", "_")
    found = (path.name.removesuffix(".yaml") for path in folder.glob("*.yaml") if not path.name.endswith(_VALUE_SETS))
    return tuple(sorted(found, key=_numerically))


def latest_version(key: str) -> str:
    """The newest version of a data set. Raises UnknownName."""
    return versions(key)[-1]


def sources(key: str, version: str) -> tuple[str, str]:
    """The YAML of a version and of its value sets (empty when they are in the same file)."""
    folder = FOLDER / key.replace("-", "_")
    beside = folder / f"{version}{_VALUE_SETS}"
    text = (folder / f"{version}.yaml").read_text(encoding="utf-8")
    return text, beside.read_text(encoding="utf-8") if beside.exists() else ""


def digest_of(text: str, value_sets: str = "") -> str:
    """SHA-256 over both files; line endings do not count."""
    whole = hashlib.sha256()
    for part in (text, value_sets):
        whole.update(part.replace("\r\n", "\n").encode() + b"\x00")
    return whole.hexdigest()


@lru_cache(maxsize=1)
def published_digests() -> dict[str, dict[str, str]]:
    """The frozen digests: data set, version, digest."""
    return tomllib.loads((FOLDER / "digests.toml").read_text(encoding="utf-8"))


def _numerically(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
