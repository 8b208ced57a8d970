"""Keep what a look found, and leave a cue where it is worth one; close those that no longer stand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db import connection

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose
from orphee.insight.ranking.compiled import Release
from orphee.undiagnosed.models import Cue, CueLine
from orphee.undiagnosed.outlines import ACTOR
from orphee.undiagnosed.queries import open_cues
from orphee.undiagnosed.ranker import Found, Why
from orphee.undiagnosed.rules.reasons import Act
from orphee.undiagnosed.rules.standing import NEVER_UNDIAGNOSED
from orphee.undiagnosed.waiting import Person

_SAVE = """
    INSERT INTO undiagnosed_look (record_id, digest, query, release, leads, looked_at)
    VALUES (%s, %s, %s::jsonb, %s, %s::jsonb, %s)
    ON CONFLICT (record_id) DO UPDATE SET
      digest = excluded.digest, query = excluded.query, release = excluded.release, leads = excluded.leads,
      looked_at = excluded.looked_at
"""
_FORGET = """
    DELETE FROM undiagnosed_look look USING record_summary summary
    WHERE summary.record_id = look.record_id AND (summary.deceased OR summary.diagnosis_status = ANY (%s))
"""


def keep(people: Sequence[Person], found: Sequence[Found], release: Release, *, now: dt.datetime) -> int:
    """Write the looks of a run and its cues, in the transaction around it. How many cues."""
    rows = [
        (
            one.key,
            one.digest,
            one.query,
            release.digest,
            json.dumps([[lead.code, lead.score] for lead in each.leads]),
            now,
        )
        for one, each in zip(people, found, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_SAVE, rows)
    cues = [
        _cue(one, each.why, release, now=now) for one, each in zip(people, found, strict=True) if each.why is not None
    ]
    close(Cue.objects.filter(record_id__in=[cue.record_id for cue in cues], is_open=True), Act.REPLACED, now=now)
    # One that was opened again meanwhile stands; the next look replaces it.
    Cue.objects.bulk_create(cues, ignore_conflicts=True)
    return len(cues)


def _cue(person: Person, why: Why, release: Release, *, now: dt.datetime) -> Cue:
    return Cue(
        record_id=person.key, kind=why.change.kind, cause=why.cause.value, codes=list(why.codes),
        names=dict(zip(("en", "fr"), why.names, strict=True)), before=why.change.before, after=why.change.after,
        because=list(why.because), news=asdict(why.news), terms=dict(why.terms), release=release.said(), at=now,
    )  # fmt: skip


def close(cues: Iterable[Cue], act: Act, *, now: dt.datetime, by: str = ACTOR, sealed: bytes | None = None) -> int:
    """Close some cues, and write down why. How many."""
    found = list(cues)
    Cue.objects.filter(pk__in=[cue.pk for cue in found]).update(is_open=False)
    CueLine.objects.bulk_create(
        CueLine(cue=cue, record_key=cue.record_id, act=act.value, by=by, at=now, sealed=sealed) for cue in found
    )
    return len(found)


def settle(*, now: dt.datetime) -> int:
    """Close the cues of people who have a diagnosis now or have died, and forget the looks at them. How many cues."""
    with as_system(ACTOR, Purpose.CARE), connection.cursor() as cursor:
        cursor.execute(_FORGET, [list(NEVER_UNDIAGNOSED)])
        standing = open_cues().values("pk")
        return close(Cue.objects.filter(is_open=True).exclude(pk__in=standing), Act.SETTLED, now=now)
