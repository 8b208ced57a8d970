"""What the chart shows of the room: a place to drop documents, and how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from orphee.access.rules.policy import Action, Reader
from orphee.prefill.models import Document, State
from orphee.record.rules.view import RecordView


def load(view: RecordView, reader: Reader) -> Mapping[str, object]:
    """The documents of a record, counted."""
    states = Document.objects.filter(record_key=UUID(view.key)).values_list("state", flat=True)
    counts = Counter(states)
    return {
        "view": view,
        "read": counts[State.READ],
        "waiting": counts[State.WAITING],
        "may_write": reader.may(Action.WRITE_RECORD),
    }
