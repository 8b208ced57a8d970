"""Who waits for a look: people without a diagnosis whose outline or whose knowledge changed since the last one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose
from orphee.care.leads import aside_among
from orphee.insight.ranking.batch import Lead
from orphee.undiagnosed.asking import from_kept
from orphee.undiagnosed.outlines import ACTOR, FIRST
from orphee.undiagnosed.queries import age_in_months
from orphee.undiagnosed.ranker import Before, Task
from orphee.undiagnosed.rules.standing import NEVER_UNDIAGNOSED, UNDIAGNOSED, standing

_WHO = """
    FROM undiagnosed_outline outline JOIN record_summary summary ON summary.record_id = outline.record_id
    LEFT JOIN undiagnosed_look look ON look.record_id = outline.record_id
    WHERE NOT summary.deceased AND summary.diagnosis_status <> ALL (%(never)s)
      AND NOT (summary.diagnosis_status = '' AND summary.diagnosis <> '')
      AND (cardinality(outline.observed) > 0 OR look.record_id IS NOT NULL)
      AND (look.record_id IS NULL OR look.leads IS NULL OR look.digest <> outline.digest OR look.release <> %(release)s)
"""
_HOW_MANY = f"SELECT count(*) {_WHO}"
_NEXT = f"""
    SELECT outline.record_id, outline.observed, outline.query::text, outline.birth_month, outline.digest,
           summary.diagnosis_status, summary.diagnosis, summary.first_signs_months,
           look.query::text, look.release, look.leads::text, outline.named
    {_WHO} AND outline.record_id > %(after)s ORDER BY outline.record_id LIMIT %(size)s
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to rank: what is asked as it is kept, and the task."""

    key: UUID
    digest: str
    query: str
    task: Task


def how_many(release: str) -> int:
    """How many people wait."""
    with as_system(ACTOR, Purpose.CARE), connection.cursor() as cursor:
        cursor.execute(_HOW_MANY, {"never": list(NEVER_UNDIAGNOSED), "release": release})
        return int(cursor.fetchone()[0])


def runs(release: str, *, size: int, today: dt.date) -> Iterator[list[Person]]:
    """Those who wait, some at a time, in the order of their keys: who is done meanwhile is not met again."""
    last = FIRST
    while True:
        with as_system(ACTOR, Purpose.CARE), connection.cursor() as cursor:
            given: dict[str, Any] = {"never": list(NEVER_UNDIAGNOSED), "release": release, "after": last, "size": size}
            cursor.execute(_NEXT, given)
            rows = cursor.fetchall()
            aside = aside_among(row[0] for row in rows)
        if not rows:
            return
        last = rows[-1][0]
        people = [_person(row, aside.get(row[0], frozenset()), today) for row in rows if _is_undiagnosed(row, today)]
        if people:
            yield people


def _is_undiagnosed(row: Sequence[Any], today: dt.date) -> bool:
    status, disease, onset = row[5:8]
    age = age_in_months(row[3], today)
    return standing(status, disease=disease, onset=onset, age=age, has_signs=bool(row[1])) in UNDIAGNOSED


def _person(row: Sequence[Any], aside: frozenset[str], today: dt.date) -> Person:
    key, query, digest = row[0], row[2], row[4]
    months = age_in_months(row[3], today)
    age = "" if months is None or months < 0 else f"P{int(months)}M"
    task = Task(str(key), from_kept(json.loads(query), age), _before(row, age), aside | set(row[11]))
    return Person(key, digest, query, task)


def _before(row: Sequence[Any], age: str) -> Before | None:
    query, release, leads = row[8:11]
    if query is None:
        return None
    kept = None if leads is None else tuple(Lead(code, score) for code, score in json.loads(leads))
    return Before(from_kept(json.loads(query), age), release, kept)
