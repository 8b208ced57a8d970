"""What a reader did, written down: who, in which role, for which purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from orphee.access.rules.policy import Action, Reader
from orphee.foundation.audit import Access, note
from orphee.foundation.models import AuditAction

_NOTHING: Mapping[str, object] = MappingProxyType({})


def leave_line(
    reader: Reader,
    action: AuditAction,
    *,
    right: Action,
    record_key: UUID | None = None,
    site_code: str = "",
    detail: Mapping[str, object] = _NOTHING,
    now: dt.datetime,
) -> None:
    """Add a line to the audit trail, in the transaction of what is done.

    `right` is what had to be allowed: the line names the role that allows it. `detail` never identifies a person.
    """
    note(
        Access(
            actor=reader.actor, action=action, role=reader.role_for(right), purpose=reader.purpose.value,
            record_key=record_key, site_code=site_code, detail=detail,
        ),
        now=now,
    )  # fmt: skip
