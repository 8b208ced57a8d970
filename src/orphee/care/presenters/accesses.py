"""Who opened a record, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from orphee.access.models import Role
from orphee.care.queries import names_of
from orphee.foundation.models import AuditAction, AuditLine


@dataclass(frozen=True, slots=True)
class Accesses:
    """What somebody did on one day, as often as they did it; `times` newest first."""

    times: tuple[dt.datetime, ...]
    who: str
    role: str
    what: str
    site: str

    @property
    def first(self) -> dt.datetime:
        """When it began."""
        return self.times[-1]

    @property
    def last(self) -> dt.datetime:
        """When it was done last."""
        return self.times[0]


def accesses_of(lines: Iterable[AuditLine]) -> tuple[Accesses, ...]:
    """Audit lines, newest first, in words: the same thing done by the same person on one day is one row."""
    rows = list(lines)
    names = names_of(row.actor for row in rows)
    roles, actions = dict(Role.choices), dict(AuditAction.choices)
    times: dict[tuple[dt.date, str, str, str, str], list[dt.datetime]] = {}
    for row in rows:
        what = _what(str(actions.get(row.action, row.action)), row.detail)
        same = (timezone.localdate(row.at), row.actor, str(roles.get(row.role, "")), what, row.site_code)
        times.setdefault(same, []).append(row.at)
    return tuple(
        Accesses(tuple(at), names.get(actor) or _system(actor), role, what, site)
        for (_day, actor, role, what, site), at in times.items()
    )


FORMATS = {"cda": "CDA SDM-MR", "phenopacket": "Phenopacket v2", "fhir": "FHIR R4"}


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
        "export": _("what an export would hold"),
    }
    told = (pages.get(str(detail.get("page") or ""), ""), FORMATS.get(str(detail.get("format") or ""), ""))
    details = ", ".join(one for one in told if one)
    return f"{action} ({details})" if details else action


def _system(actor: str) -> str:
    """A job or a hospital's system, which has no account."""
    return _("Orphée (%(job)s)") % {"job": actor} if actor else _("Orphée")
