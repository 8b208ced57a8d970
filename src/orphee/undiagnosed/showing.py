"""What the room shows with the desk: a line under people of the worklist, two parts of the chart.

Every command reads this at its start; the words, and the ranking engine behind them, come with the first page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from orphee.access.rules.policy import Action, Reader
from orphee.care.panels import Mark, Panel
from orphee.care.signs import has_observed
from orphee.record.rules.view import RecordView
from orphee.undiagnosed import queries
from orphee.undiagnosed.models import CueLine
from orphee.undiagnosed.rules.reasons import Act
from orphee.undiagnosed.rules.standing import UNDIAGNOSED

CAN_BE_UNDONE = dt.timedelta(days=30)  # after that a cue that was dealt with is not shown any more


def _lines(reader: Reader, keys: Sequence[UUID]) -> Mapping[UUID, str]:
    from orphee.undiagnosed import presenters

    return {key: presenters.line_of(cue) for key, cue in queries.cues_of_page(keys).items()}


def _said(number: int) -> str:
    said = ngettext(
        "%(n)s person to look at again: a possible diagnosis came forward.",
        "%(n)s people to look at again: a possible diagnosis came forward.",
        number,
    )
    return said % {"n": number}


def _review(view: RecordView, reader: Reader) -> dict[str, object] | None:
    """The open cue; else the one that was dealt with lately, so that it can be undone; else nothing."""
    from orphee.undiagnosed import presenters

    key, may_write = UUID(view.key), reader.may(Action.WRITE_RECORD)
    cue = queries.cue_of(key)
    if cue is not None:
        return {"cue": presenters.cue_of(cue), "view": view, "may_write": may_write}
    last = queries.last_word(key)
    if last is None or not _is_shown(last):
        return None
    return {"done": presenters.done_of(last), "view": view, "may_write": may_write}


def _is_shown(line: CueLine) -> bool:
    return line.act in (Act.SEEN, Act.ASIDE) and line.at >= timezone.now() - CAN_BE_UNDONE


def _alike(view: RecordView, reader: Reader) -> dict[str, object] | None:
    """Where to ask who is like this person: at once for someone without a diagnosis, else when asked for."""
    from orphee.undiagnosed import presenters

    if not has_observed(view):
        return None
    stands = queries.standing_of(view, has_signs=True, today=timezone.localdate())
    return {"view": view, "standing": presenters.standing_words(stands), "is_undiagnosed": stands in UNDIAGNOSED}


MARK = Mark(
    key="review",
    title=_("To look at again"),
    lines=_lines,
    people=queries.people_to_review,
    count=queries.number_to_review,
    said=_said,
)
REVIEW = Panel(
    key="review", title=_("To look at again"), template="undiagnosed/review.html", load=_review, is_first=True
)
ALIKE = Panel(key="alike", title=_("Similar people in the bank"), template="undiagnosed/alike_here.html", load=_alike)
