"""Outlines of records: drawn from their entries in batches, and drawn again when the record changed.

Works as the system and never asks for an identity.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose
from orphee.care.leads import diseases_of, query_of
from orphee.record.models import OutboxLine
from orphee.record.rules.submission import ConsentAsGiven, Payload
from orphee.record.rules.view import EntryView, RecordView
from orphee.undiagnosed.asking import as_kept, known_of
from orphee.undiagnosed.models import Followed

ACTOR = "undiagnosed"
BATCH = 1_000
FIRST = UUID(int=0)
LONGEST_CODE = 40  # what a form kept as typed may be no code
MOST_FOLLOWED = 2_000  # lines of the outbox at a time
Tell = Callable[[str, int, int], None]

_STALE = """
    SELECT summary.record_id, summary.sex, left(summary.birth_month, 7), summary.updated_at
    FROM record_summary summary LEFT JOIN undiagnosed_outline outline ON outline.record_id = summary.record_id
    WHERE summary.record_id > %(after)s AND outline.record_updated_at IS DISTINCT FROM summary.updated_at
    ORDER BY summary.record_id LIMIT %(batch)s
"""
_HOW_MANY = """
    SELECT count(*) FROM record_summary summary
    LEFT JOIN undiagnosed_outline outline ON outline.record_id = summary.record_id
    WHERE outline.record_updated_at IS DISTINCT FROM summary.updated_at
"""
_NAMED = """
    SELECT record_id, sex, left(birth_month, 7), updated_at FROM record_summary WHERE record_id = ANY (%s)
"""
_ENTRIES = """
    SELECT record_id, dataset, instrument, state, payload::text, said_at FROM record_entry
    WHERE record_id = ANY (%s) AND is_current AND state <> 'entered_in_error'
      AND (dataset, instrument) IN (('phenotype', 'feature'), ('phenotype', 'interpretation'), ('sdm-mr', 'diagnosis'),
                                    ('sdm-mr', 'family'), ('sdm-g', 'variant'))  -- what `query_of` reads
    ORDER BY said_at, id
"""
_SAVE = """
    INSERT INTO undiagnosed_outline AS kept
      (record_id, observed, query, named, birth_month, digest, record_updated_at, changed_at)
    VALUES (%s, %s, %s::jsonb, %s, %s, %s, %s, clock_timestamp())
    ON CONFLICT (record_id) DO UPDATE SET
      observed = excluded.observed, query = excluded.query, named = excluded.named,
      birth_month = excluded.birth_month, digest = excluded.digest, record_updated_at = excluded.record_updated_at,
      changed_at = CASE WHEN kept.digest = excluded.digest THEN kept.changed_at ELSE excluded.changed_at END
"""
Line = tuple[UUID, str, str, dt.datetime]  # record, sex, month of birth, last change


def numbers_of(codes: Iterable[str]) -> tuple[int, ...]:
    """HPO codes as they are kept, in order; other codes are left out."""
    return tuple(sorted({int(code[3:]) for code in codes if code.startswith("HP:") and code[3:].isdecimal()}))


def redraw(*, now: dt.datetime, tell: Tell) -> int:
    """Draw every outline that is missing or older than its record; each batch is a transaction. How many."""
    with as_system(ACTOR, Purpose.CARE), connection.cursor() as cursor:
        cursor.execute(_HOW_MANY)
        total = int(cursor.fetchone()[0])
    done, last = 0, FIRST
    while True:
        with as_system(ACTOR, Purpose.CARE), connection.cursor() as cursor:
            cursor.execute(_STALE, {"after": last, "batch": BATCH})
            lines: list[Line] = cursor.fetchall()
            _draw(lines, now=now)
        if not lines:
            return done
        last, done = lines[-1][0], done + len(lines)
        tell("features", done, max(total, done))


def follow(*, now: dt.datetime) -> int:
    """Draw the outlines of records that changed since the outbox was last followed, without waiting for the night.

    A line that is committed out of turn may be missed here: the night draws what is older than its record.
    """
    with as_system(ACTOR, Purpose.CARE):
        place, _ = Followed.objects.select_for_update().get_or_create(pk=1)
        lines = OutboxLine.objects.filter(pk__gt=place.line, topic="record.changed").order_by("pk")[:MOST_FOLLOWED]
        found = list(lines.values_list("pk", "record_key"))
        if not found:
            return 0
        keys = {key for _, key in found}
        draw(keys, now=now)
        Followed.objects.filter(pk=1).update(line=found[-1][0])
        return len(keys)


def draw(keys: Iterable[UUID], *, now: dt.datetime) -> None:
    """Draw the outlines of some records now."""
    with as_system(ACTOR, Purpose.CARE), connection.cursor() as cursor:
        cursor.execute(_NAMED, [sorted(set(keys))])
        _draw(cursor.fetchall(), now=now)


def skip_to_now() -> None:
    """Nothing of the outbox so far need be followed: everything was just drawn."""
    with as_system(ACTOR, Purpose.CARE):
        last = OutboxLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        Followed.objects.update_or_create(pk=1, defaults={"line": last})


def _draw(lines: Sequence[Line], *, now: dt.datetime) -> None:
    entries = _entries([line[0] for line in lines])
    rows = [_row(line, entries.get(line[0], []), now=now) for line in lines]
    with connection.cursor() as cursor:
        cursor.executemany(_SAVE, rows)


def _row(line: Line, entries: Sequence[EntryView], *, now: dt.datetime) -> tuple[Any, ...]:
    key, sex, birth_month, updated_at = line
    view = _view(key, sex, birth_month, updated_at, entries)
    query = query_of(view, timezone.localdate(now))
    named = sorted(code for code in diseases_of(view) if len(code) <= LONGEST_CODE)
    observed = numbers_of(known_of(query).observed)
    kept = json.dumps(as_kept(query), sort_keys=True)
    # Of what the ranking uses: the same, and there is nothing to rank again. The age moves by itself: it is not in.
    digest = hashlib.sha256(f"{kept}{birth_month}".encode()).hexdigest()[:32]
    return key, list(observed), kept, named, birth_month, digest, updated_at


def _entries(keys: Sequence[UUID]) -> dict[UUID, list[EntryView]]:
    found: dict[UUID, list[EntryView]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [list(keys)])
        for key, dataset, instrument, state, payload, said_at in cursor:
            found.setdefault(key, []).append(_entry(dataset, instrument, state, json.loads(payload), said_at))
    return found


def _entry(dataset: str, instrument: str, state: str, payload: Payload, said_at: dt.datetime) -> EntryView:
    return EntryView(
        key="", dataset=dataset, version="", instrument=instrument, source_key="", payload=payload, state=state,
        revision=0, site="", author="", channel="", said_at=said_at,
    )  # fmt: skip


def _view(key: UUID, sex: str, birth: str, updated_at: dt.datetime, entries: Sequence[EntryView]) -> RecordView:
    return RecordView(
        key=str(key), number="", person=None, sex=sex, birth_month=birth, department="", consent=ConsentAsGiven(),
        synthetic=False, created_at=updated_at, updated_at=updated_at, follow_ups=(), entries=tuple(entries),
    )  # fmt: skip
