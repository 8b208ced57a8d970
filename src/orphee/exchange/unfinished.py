"""What nobody has finished does not leave in a document: it is taken out of the record before a format writes it.

See docs/adr/0010. A FHIR response says itself whether it is finished and takes everything.
"""

from __future__ import annotations

from dataclasses import replace

from orphee.record.rules.view import EntryView, RecordView
from orphee.record.rules.worth import is_unfinished

REASON = "draft"  # in a loss report
SENTENCE = ("Brouillon : à terminer avant l’envoi.", "Draft: finish it before it is sent.")


def parted(view: RecordView) -> tuple[RecordView, tuple[EntryView, ...]]:
    """The record as it may leave, and the entries that stay here until somebody finishes them."""
    held = tuple(entry for entry in view.entries if is_unfinished(entry))
    return replace(view, entries=tuple(entry for entry in view.entries if not is_unfinished(entry))), held
