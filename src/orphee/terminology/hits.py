"""The concepts that a search found, as they are shown: labels in a language, an inactive one by its replacement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import cast

from django.db import connections

from orphee.terminology.lookup import LONGEST_CHAIN
from orphee.terminology.rules.codes import SYNTACTIC_ONLY, SYSTEMS
from orphee.terminology.rules.ranking import Candidate, Found, Match, Rank


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be found. `under` keeps the descendants of a code; inactive codes are shown by their replacement."""

    levels: tuple[str, ...] = ()
    under: str = ""
    include_inactive: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept that answers. `matched` is the synonym that was recognised, empty when it was the label; of two hits
    with one label it tells which is which. `label_elsewhere` is the label in the other language.

    When an inactive code or name led here, `instead_of` is that code and `instead_of_label` its label.
    """

    code: str
    system: str
    label: str
    label_language: str
    matched: str
    match: str
    definition: str
    level: str
    status: str
    instead_of: str = ""
    instead_of_label: str = ""
    label_elsewhere: str = ""


NO_FILTERS = Filters()


_CONCEPTS = """
    WITH RECURSIVE chain AS (
        SELECT code, status, replaced_by, 0 AS steps FROM terminology_concept WHERE code = ANY (%(codes)s)
        UNION
        SELECT r.code, r.status, r.replaced_by, chain.steps + 1
        FROM chain JOIN terminology_concept r ON r.code = chain.replaced_by
        WHERE chain.status <> 'active' AND chain.steps < %(most)s
    )
    SELECT c.code, c.system, c.label_en, c.label_fr, c.definition_en, c.definition_fr, c.level, c.status,
           c.replaced_by
    FROM terminology_concept c
    WHERE c.code IN (SELECT code FROM chain)
"""
Row = tuple[str, str, str, str, str, str, str, str, str]


def hits_of(found: Found, language: str, filters: Filters, limit: int) -> list[Hit]:
    """The first concepts wanted, each once; an inactive one gives way to its replacement."""
    most = limit * 2 + 5
    hits = _wanted(found[:most], language, filters)
    while len(hits) < limit and most < len(found):  # many that answer better may not be of the levels asked for
        most *= 4
        hits = _wanted(found[:most], language, filters)
    return _told_apart(hits[:limit])


def _wanted(chosen: Found, language: str, filters: Filters) -> list[Hit]:
    with connections["default"].cursor() as cursor:
        codes = [candidate.code for _placed, candidate in chosen]
        cursor.execute(_CONCEPTS, {"codes": codes, "most": LONGEST_CHAIN})
        rows = {row[0]: cast(Row, row) for row in cursor.fetchall()}
    told = [(placed, hit) for placed, candidate in chosen if (hit := _hit(placed, candidate, rows, language))]
    told.sort(key=_after_detour)  # stable: what was ranked stays in order
    hits: dict[str, Hit] = {}
    for _placed, hit in told:
        if _is_wanted(hit, filters):
            hits.setdefault(hit.code, hit)
    return list(hits.values())


def _told_apart(hits: list[Hit]) -> list[Hit]:
    """Two concepts may share a label in one language: the other language then says which is which."""
    times = Counter(hit.label for hit in hits)
    return [
        replace(hit, matched=hit.label_elsewhere) if times[hit.label] > 1 and hit.label_elsewhere else hit
        for hit in hits
    ]


def _after_detour(told: tuple[Rank, Hit]) -> int:
    """The kind of match; the old name of something comes after a good present one, unless it is exact."""
    placed, hit = told
    return placed.tier + 3 * (placed.tier > Match.EXACT and hit.instead_of != "")


def _is_wanted(hit: Hit, filters: Filters) -> bool:
    levels = filters.levels
    if levels and hit.level and hit.level not in levels:
        return False
    return hit.status == "active" or filters.include_inactive or hit.match == Match.CODE.name.lower()


def _hit(placed: Rank, candidate: Candidate, rows: dict[str, Row], language: str) -> Hit | None:
    row = rows.get(candidate.code)
    if row is None:
        return _unlisted(candidate.code) if placed.match is Match.CODE else None
    successor = _successor(row, rows)
    code, system, label_en, label_fr, definition_en, definition_fr, level, status, _replaced = successor or row
    label, label_language = _chosen(label_en, label_fr, language)
    definition, _language = _chosen(definition_en, definition_fr, language)
    return Hit(
        code=code,
        system=system,
        label=label,
        label_language=label_language,
        matched="" if candidate.text in ("", label) else candidate.text,
        match=placed.match.name.lower(),
        definition=definition,
        level=level,
        status=status,
        instead_of=row[0] if successor else "",
        instead_of_label=_chosen(row[2], row[3], language)[0] if successor else "",
        label_elsewhere=(label_fr or "") if label_language == "en" else (label_en or ""),
    )


def _successor(row: Row, rows: dict[str, Row]) -> Row | None:
    """The first active concept along the replacements of an inactive one; None when there is none."""
    following: Row | None = row
    for _step in range(LONGEST_CHAIN + 1):
        if following is None or following[7] == "active":
            break
        following = rows.get(following[8])
    return following if following is not None and following is not row and following[7] == "active" else None


def _unlisted(code: str) -> Hit | None:
    """A code of a terminology that is judged by its shape only (ICD-10)."""
    key = next((key for key in SYNTACTIC_ONLY if code.startswith(f"{SYSTEMS[key].prefix}:")), None)
    if key is None:
        return None
    return Hit(code, key, code.partition(":")[2], "", "", "code", "", "", "active")


def _chosen(english: str, french: str, language: str) -> tuple[str, str]:
    first, second = ((english, "en"), (french, "fr")) if language == "en" else ((french, "fr"), (english, "en"))
    return first if first[0] else second
