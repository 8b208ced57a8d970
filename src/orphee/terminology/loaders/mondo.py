"""MONDO's mappings to other terminologies (SSSOM tables), and the English labels of its diseases."""

from __future__ import annotations

import re
from pathlib import Path

from orphee.terminology.loaders.files import columns, text_of
from orphee.terminology.rules.codes import canonical
from orphee.terminology.rules.statements import Concept, Content, Mapping, Relation, Status

NEEDED = ("subject_id", "subject_label", "predicate_id", "object_id")
GIVEN_UP = re.compile(r"^obsoleted? ")
RELATIONS = {
    "skos:exactMatch": Relation.EXACT,
    "skos:narrowMatch": Relation.BROADER,  # the object is narrower, so the subject is broader
    "skos:broadMatch": Relation.NARROWER,
    "skos:relatedMatch": Relation.RELATED,
    "skos:closeMatch": Relation.RELATED,
    "oboInOwl:hasDbXref": Relation.RELATED,
}


def read(paths: list[Path]) -> Content:
    """The mappings of every table given."""
    content = Content(version=max(_version(path) for path in paths))
    labels: dict[str, str] = {}
    for path in paths:
        for subject, label, predicate, target in columns(path, NEEDED):
            labels.setdefault(subject, label)
            relation = RELATIONS.get(predicate)
            if relation is None:
                content.note(f"predicate left out: {predicate}")
                continue
            content.mappings.append(Mapping(subject, canonical(target), relation))
    content.concepts += [_concept(code, label) for code, label in labels.items()]
    return content


def _concept(code: str, label: str) -> Concept:
    """MONDO keeps the mappings of what it gave up, under a label that says so."""
    plain = GIVEN_UP.sub("", label)
    return Concept(code, label_en=plain, status=Status.ACTIVE if plain == label else Status.OBSOLETE)


def _version(path: Path) -> str:
    found = re.search(r"^#\s*mapping_set_version:.*?(\d{4}-\d{2}-\d{2})", text_of(path)[:8000], re.MULTILINE)
    return found.group(1) if found else ""
