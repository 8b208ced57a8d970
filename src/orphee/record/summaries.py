"""Rebuild the summaries of the records that an intake changed."""

from __future__ import annotations

from django.db import connection

from orphee.consent.rules.statement import standing
from orphee.foundation.rows import insert_rows
from orphee.record.completeness import OF_EVERY_RECORD, completeness_of, progress_of
from orphee.record.judging import context_of
from orphee.record.rules.summary import summarise
from orphee.record.working_set import Ledger, WorkingSet

_SUMMARY = {
    "record_id": "uuid", "sites": "text[]", "sex": "text", "birth_month": "text", "department": "text",
    "diagnosis": "text", "diagnosis_status": "text", "first_signs_months": "double precision",
    "completeness": "smallint", "missing": "text[]", "last_activity_on": "text", "has_drafts": "boolean",
    "opposed": "boolean", "deceased": "boolean", "is_synthetic": "boolean", "updated_at": "timestamptz",
}  # fmt: skip
_PROGRESS = {
    "record_id": "uuid", "dataset": "text", "version": "text", "instrument": "text", "entries": "integer",
    "asked": "integer", "answered": "integer", "missing": "text[]",
}  # fmt: skip


def save(working: WorkingSet) -> None:
    """Write the summary of every changed record of the set, in one statement, and how far it is with other sets."""
    rows = [_row(ledger, working) for ledger in working.ledgers.values() if ledger.is_changed]
    updates = ", ".join(f"{column} = excluded.{column}" for column in _SUMMARY if column != "record_id")
    with connection.cursor() as cursor:
        insert_rows(cursor, "record_summary", _SUMMARY, rows, extra=f"ON CONFLICT (record_id) DO UPDATE SET {updates}")
    _save_progress(working)


def _save_progress(working: WorkingSet) -> None:
    """Most records have entries of the national sets only: they cost nothing here."""
    changed = [
        ledger
        for ledger in working.ledgers.values()
        if ledger.is_changed and any(dataset not in OF_EVERY_RECORD for dataset, *_ in ledger.entries)
    ]
    if not changed:
        return
    rows: list[tuple[object, ...]] = []
    for ledger in changed:
        context = context_of(ledger.person.given, None, {}, today=working.today)
        rows += (
            (ledger.key, one.dataset, one.version, one.instrument, one.entries, one.asked, one.answered, one.missing)
            for one in progress_of(ledger.entries.values(), context)
        )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_progress WHERE record_id = ANY (%s)", [[one.key for one in changed]])
        insert_rows(cursor, "record_progress", _PROGRESS, rows)


def _row(ledger: Ledger, working: WorkingSet) -> tuple[object, ...]:
    facts = summarise(ledger.person.given, ledger.entries.values())
    context = context_of(ledger.person.given, None, {}, today=working.today)
    share, missing = completeness_of(ledger.entries.values(), context)
    return (
        ledger.key, sorted(ledger.sites.values()), facts.sex, facts.birth_month, facts.department, facts.diagnosis,
        facts.diagnosis_status, facts.first_signs_months, share, missing, facts.last_activity_on, facts.has_drafts,
        bool(standing(ledger.statements).reuse_opposed), facts.deceased, ledger.person.is_synthetic, working.now,
    )  # fmt: skip
