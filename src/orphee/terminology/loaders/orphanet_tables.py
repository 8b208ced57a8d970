"""Orphanet's nomenclature as plain tables: labels in both languages, synonyms, redirections, classification edges."""

from __future__ import annotations

import re
from pathlib import Path

from orphee.terminology.loaders.files import beginning, table
from orphee.terminology.loaders.orphanet_words import (
    KIND_OF_TYPE_ID,
    LEVEL_OF_GROUP_ID,
    RELATION_OF_ASSOCIATION_ID,
    add_everyday_french,
    plain_label,
    status_of,
)
from orphee.terminology.rules.statements import Concept, Content, Edge, Mapping, Name, Relation, Status, UnableToRead

LABELS = ("orpha_code", "label_fr", "label_en", "level", "status", "type")
SYNONYMS = ("orpha_code", "pref_label", "synonyms")
REDIRECTIONS = ("from", "to", "redir_type")
EDGES = ("classification", "from", "to")


def read(paths: list[Path]) -> Content:
    """Every table given, together; the table of labels is the one that must be there."""
    content = Content(version=_version(paths))
    by_header: dict[str, list[Path]] = {}
    for path in paths:
        by_header.setdefault(kind_of(path) or "unknown", []).append(path)
    if "labels" not in by_header:
        raise UnableToRead("Orphanet's table of labels (orpha_code, label_fr, label_en…) is missing.")
    moves = _redirections(by_header.get("redirections", []), content)
    for path in by_header["labels"]:
        content.concepts += [_concept(row, moves) for row in table(path, LABELS)]
    for path in by_header.get("synonyms", []):
        language = "fr" if "_fr" in path.name else "en"
        content.names += [
            Name(f"ORPHA:{row['orpha_code']}", language, row["synonyms"]) for row in table(path, SYNONYMS)
        ]
    add_everyday_french(content)
    for path in by_header.get("edges", []):
        pairs = {(row["to"], row["from"]) for row in table(path, EDGES)}
        content.edges += [Edge(f"ORPHA:{child}", f"ORPHA:{parent}") for child, parent in sorted(pairs)]
    return content


def kind_of(path: Path) -> str | None:
    """Which of the tables a file is, by its header."""
    header = beginning(path, 4096).decode("utf-8", "replace").partition("\n")[0].rstrip("\r").split("\t")
    kinds = {"labels": LABELS, "synonyms": SYNONYMS, "redirections": REDIRECTIONS, "edges": EDGES}
    return next((kind for kind, needed in kinds.items() if set(needed) <= set(header)), None)


def _version(paths: list[Path]) -> str:
    dates = (re.search(r"\d{4}-\d{2}(?:-\d{2})?", path.name) for path in paths)
    return max((found.group(0) for found in dates if found), default="")


def _redirections(paths: list[Path], content: Content) -> dict[str, str]:
    """The replacement of each inactive code: where it was moved to, else what it is referred to."""
    moves: dict[str, str] = {}
    for path in paths:
        for row in table(path, REDIRECTIONS):
            relation = RELATION_OF_ASSOCIATION_ID.get(row["redir_type"], Relation.REFERRED_TO)
            source, target = f"ORPHA:{row['from']}", f"ORPHA:{row['to']}"
            content.mappings.append(Mapping(source, target, relation))
            if relation is Relation.MOVED_TO or source not in moves:
                moves[source] = target
    return moves


def _concept(row: dict[str, str], moves: dict[str, str]) -> Concept:
    code = f"ORPHA:{row['orpha_code']}"
    status = status_of(int(row["status"]))
    return Concept(
        code,
        label_en=plain_label(row["label_en"]),
        label_fr=plain_label(row["label_fr"]),
        level=LEVEL_OF_GROUP_ID.get(row["level"], ""),
        kind=KIND_OF_TYPE_ID.get(row["type"], ""),
        status=status,
        replaced_by="" if status is Status.ACTIVE else moves.get(code, ""),
    )
