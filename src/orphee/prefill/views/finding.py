"""What every view of the room does first."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from orphee.access.permissions import reader_of
from orphee.prefill.documents import one_of
from orphee.prefill.models import Document
from orphee.record.queries import UnableToFindRecord
from orphee.record.rules.view import RecordView
from orphee.record.view import assemble


def record_of(request: HttpRequest, record_key: UUID) -> RecordView:
    """The record, or the 404 of an unknown one."""
    try:
        return assemble(record_key, reader_of(request), now=timezone.now(), audit=False)
    except UnableToFindRecord:
        raise Http404 from None


def document_of(record_key: UUID, key: UUID) -> Document:
    """A document of the record, or the 404 of an unknown one."""
    row = one_of(record_key, key)
    if row is None:
        raise Http404
    return row
