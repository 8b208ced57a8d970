"""French administrative divisions (etalab): the npm tarball, or its three JSON files."""

from __future__ import annotations

import json
import re
import tarfile
import zlib
from pathlib import Path

from orphee.terminology.loaders.files import LARGEST, beginning, content_of
from orphee.terminology.rules.statements import Concept, Content, Edge, Level, Name, Place, Status, UnableToRead

FILES = ("regions", "departements", "communes")
LEVELS = {
    "commune-actuelle": Level.COMMUNE,
    "arrondissement-municipal": Level.DISTRICT,
    "commune-deleguee": Level.DISTRICT,
    "commune-associee": Level.DISTRICT,
}
Json = dict[str, object]


def is_places(path: Path) -> bool:
    """Whether a file is the tarball, or one of its JSON files."""
    start = beginning(path, 4096)
    return (b"package/" in start[:600] and start[257:262] == b"ustar") or _is_json(path, start)


def _is_json(path: Path, start: bytes) -> bool:
    return (path.name.partition(".")[0] in FILES and b'"chefLieu"' in start) or b'"codesPostaux"' in start


def read(paths: list[Path]) -> Content:
    """Regions, departments and communes with their postcodes and population."""
    given = _unpack(paths)
    missing = [name for name in FILES if name not in given]
    if missing:
        raise UnableToRead(f"French places: {', '.join(f'{name}.json' for name in missing)} missing.")
    content = Content(version=_version(paths))
    for row in given["regions"]:
        _add(content, f"INSEE:REG-{row['code']}", row, Level.REGION, parent="", region=str(row["code"]))
    for row in given["departements"]:
        _add(content, f"INSEE:DEP-{row['code']}", row, Level.DEPARTMENT, parent=f"INSEE:REG-{row['region']}")
    current = {str(row["code"]) for row in given["communes"] if row.get("type") == "commune-actuelle"}
    for row in given["communes"]:
        _add_commune(content, row, current)
    return content


def _unpack(paths: list[Path]) -> dict[str, list[Json]]:
    given: dict[str, list[Json]] = {}
    for path in paths:
        try:
            if beginning(path, 512)[257:262] == b"ustar":
                for name, content in _members(path).items():
                    given[name] = json.loads(content)
            else:
                given[path.name.partition(".")[0]] = json.loads(content_of(path))
        except (ValueError, tarfile.TarError, EOFError, zlib.error) as problem:
            raise UnableToRead(f"{path.name} is damaged or cut off: download it again ({problem}).") from problem
    return given


def _members(path: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with tarfile.open(path) as tarball:
        for member in tarball:
            name = re.fullmatch(r"package/data/(\w+)\.json", member.name)
            if name is None or name.group(1) not in FILES or not member.isfile():
                continue
            if member.size > LARGEST:
                raise UnableToRead(f"{path.name}: {member.name} is larger than {LARGEST // 1024**2} MB.")
            stream = tarball.extractfile(member)
            found[name.group(1)] = stream.read() if stream else b"[]"
    return found


def _version(paths: list[Path]) -> str:
    found = re.search(r"\d+\.\d+\.\d+", paths[0].name)
    return found.group(0) if found else ""


def _add_commune(content: Content, row: Json, current: set[str]) -> None:
    """A former commune that kept the code of the new one is another name of it, not another place."""
    code = str(row["code"])
    level = LEVELS.get(str(row.get("type")), Level.COMMUNE)
    if level is Level.DISTRICT and code in current:
        content.names.append(Name(f"INSEE:{code}", "fr", str(row["nom"])))
        return
    whole = row.get("commune") or row.get("chefLieu")
    parent = f"INSEE:{whole}" if level is Level.DISTRICT and whole else f"INSEE:DEP-{row.get('departement')}"
    _add(content, f"INSEE:{code}", row, level, parent=parent if "None" not in parent else "")


def _add(content: Content, code: str, row: Json, level: Level, *, parent: str, region: str = "") -> None:
    name = str(row["nom"])
    where = _where(row)
    content.concepts.append(
        Concept(code, name, name, where, where, level, kind=str(row.get("type", level.value)), status=Status.ACTIVE)
    )
    if parent:
        content.edges.append(Edge(code, parent))
    population, postcodes = row.get("population"), row.get("codesPostaux")
    content.places.append(
        Place(
            code,
            str(row["code"]),
            str(row.get("departement") or (row["code"] if level is Level.DEPARTMENT else "")),
            region or str(row.get("region") or ""),
            population if isinstance(population, int) else None,
            [str(value) for value in postcodes] if isinstance(postcodes, list) else [],
        )
    )


def _where(row: Json) -> str:
    """What tells communes of one name apart: "93 (93200, 93210)"."""
    postcodes = row.get("codesPostaux")
    shown = ", ".join(str(value) for value in postcodes[:3]) if isinstance(postcodes, list) else ""
    return f"{row.get('departement') or ''}{f' ({shown})' if shown else ''}".strip()
