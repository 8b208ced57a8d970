"""The way out of every document made from a record: allowed, seen through the reader's walls, and written down."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from orphee.access.context import reading_as
from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.foundation.models import AuditAction
from orphee.record.rules.view import Export, RecordView
from orphee.record.view import UnableToFindRecord, assemble


def leave(
    record_key: uuid.UUID,
    reader: Reader,
    write: Callable[[RecordView], Export],
    *,
    kind: str,
    now: dt.datetime,
    preview: bool = False,
    **detail: object,
) -> Export:
    """What `write` makes of a record, with one audit line: an export, or for a `preview` the reading of a page.

    Raises `UnableToFindRecord` for a record that is not there, not open to the reader, or that their role may not
    export: the three cannot be told apart.
    """
    if not reader.may(Action.EXPORT_RECORD):
        raise UnableToFindRecord
    reader = reader.doing(Action.EXPORT_RECORD)
    with reading_as(reader):
        export = write(assemble(record_key, reader, now=now, audit=False))
        detail = {"format": kind, "losses": len(export.losses), **detail}
        action, right = AuditAction.EXPORT, Action.EXPORT_RECORD
        if preview:
            action, detail = AuditAction.READ, {"page": "export", **detail}
        leave_line(reader, action, right=right, record_key=record_key, detail=detail, now=now)
    return export
