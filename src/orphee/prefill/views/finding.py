"""What every view of one document does first."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from orphee.prefill.documents import one_of
from orphee.prefill.models import Document


def document_of(record_key: UUID, key: UUID) -> Document:
    """A document of the record, or the 404 of an unknown one."""
    row = one_of(record_key, key)
    if row is None:
        raise Http404
    return row
