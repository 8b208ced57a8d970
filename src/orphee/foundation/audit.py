"""Write to the audit trail, in the transaction of what is audited: if the line cannot be written, nothing happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from orphee.foundation.models import AuditAction, AuditLine
from orphee.foundation.rows import insert_rows

_COLUMNS = {
    "at": "timestamptz", "actor": "text", "role": "text", "action": "text", "purpose": "text", "record_key": "uuid",
    "site_code": "text", "detail": "jsonb",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Access:
    """One access to be written down. `detail` holds codes and counts, never what identifies a person."""

    actor: str
    action: AuditAction
    role: str = ""
    purpose: str = ""
    record_key: UUID | None = None
    site_code: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


def note(access: Access, *, now: dt.datetime) -> None:
    """Add one line."""
    note_all([access], now=now)


def note_all(accesses: Iterable[Access], *, now: dt.datetime) -> None:
    """Add one line for each access, in one statement."""
    rows = [
        (
            now, access.actor, access.role, str(access.action), access.purpose, access.record_key, access.site_code,
            dict(access.detail),
        )
        for access in accesses
    ]  # fmt: skip
    with connection.cursor() as cursor:
        insert_rows(cursor, AuditLine._meta.db_table, _COLUMNS, rows)


def of_record(record_key: UUID) -> QuerySet[AuditLine]:
    """Every access to one record, newest first."""
    return AuditLine.objects.filter(record_key=record_key).order_by("-at", "-pk")
