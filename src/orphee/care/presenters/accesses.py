"""Who opened a record, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from orphee.access.models import Role
from orphee.care.queries import names_of
from orphee.foundation.models import AuditAction, AuditLine


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One access."""

    at: dt.datetime
    who: str
    role: str
    what: str
    site: str


def access_lines(lines: Iterable[AuditLine]) -> tuple[AccessLine, ...]:
    """Audit lines in words, newest first."""
    rows = list(lines)
    names = names_of(row.actor for row in rows)
    roles = dict(Role.choices)
    actions = dict(AuditAction.choices)
    return tuple(
        AccessLine(
            at=row.at,
            who=names.get(row.actor) or _system(row.actor),
            role=str(roles.get(row.role, "")),
            what=_what(str(actions.get(row.action, row.action)), row.detail),
            site=row.site_code,
        )
        for row in rows
    )


def _what(action: str, detail: Mapping[str, object]) -> str:
    pages = {
        "history": _("the history of an entry"),
        "document": _("a document received"),
        "original": _("the original of a document"),
        "accesses": _("this page"),
        "entries": _("entries, without names"),
        "question": _("a question of a data manager"),
        "leads": _("diseases to think of"),
        "reading": _("what documents propose"),
        "document-read": _("a document given to be read"),
    }
    page = pages.get(str(detail.get("page") or ""), "")
    return f"{action} ({page})" if page else action


def _system(actor: str) -> str:
    """A job or a hospital's system, which has no account."""
    return _("Orphée (%(job)s)") % {"job": actor} if actor else _("Orphée")
