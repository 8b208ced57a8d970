"""The documents a record was told by: the original as it came, and its text for people to read.

The formats are known above this room: what reads one of them registers itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from orphee.access.rules.policy import Action, Reader
from orphee.care.actions import note_page
from orphee.foundation.sealing import UnableToOpenSeal, open_sealed
from orphee.record.models import Document


class Passage(Protocol):
    """A section of a document as its author wrote it."""

    @property
    def title(self) -> str:
        """Its title, as written."""

    @property
    def depth(self) -> int:
        """1 for a section, 2 for a section in a section…"""

    @property
    def paragraphs(self) -> Sequence[str]:
        """Its text."""

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The rows of its tables, cell by cell."""


ReadText = Callable[[bytes], Sequence[Passage]]
_readers: dict[str, ReadText] = {}  # by channel


def register_text(channel: str, read: ReadText) -> None:
    """Let the documents of a channel be read by people; `read` answers nothing when there is nothing to read."""
    _readers[channel] = read


def text_of(document: Document) -> Sequence[Passage]:
    """What a document says in words, section by section."""
    read = _readers.get(document.channel)
    if read is None:
        return ()
    try:
        return read(open_sealed(bytes(document.sealed)))
    except UnableToOpenSeal:  # its key is not the one at hand: what the record took from it still shows
        return ()


def opened(record_key: UUID, key: UUID, reader: Reader, *, now: dt.datetime) -> tuple[Document, bytes] | None:
    """The original of a document of a record, written down; None when there is none for this reader."""
    found = Document.objects.filter(record_id=record_key, key=key).first()
    if found is None:
        return None
    try:
        content = open_sealed(bytes(found.sealed))
    except UnableToOpenSeal:  # sealed with a key that is not at hand: nobody reads it here
        return None
    note_page(reader, record_key, "original", right=Action.READ_DOCUMENTS, now=now)
    return found, content
