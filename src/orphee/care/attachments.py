"""Files attached to answers: checked, sealed, opened again; each opening is written down."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from uuid import UUID

from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.care.models import Attachment
from orphee.care.places import Place
from orphee.datasets.definition import ItemType
from orphee.foundation.models import AuditAction
from orphee.foundation.sealing import open_sealed, seal
from orphee.identity.rules.person import PersonAsGiven
from orphee.record import gates
from orphee.record.queries import sets_naming

LARGEST = 10_000_000  # bytes
LONGEST_NAME = 120
# What may be attached, and how its bytes begin: a file is what it says it is.
KINDS: Mapping[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "vcf": ("text/plain", (b"##fileformat=VCF",)),
}


class UnfitFile(ValueError):
    """A file that is not taken: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def attached_to(place: Place) -> dict[str, object]:
    """The record's attachments as answers, by key; nothing is asked for a form that takes none."""
    if not any(item.type is ItemType.ATTACHMENT for item in place.instrument.by_path.values()):
        return {}
    rows = Attachment.objects.filter(record_key=place.view.key).defer("sealed")
    return {str(row.key): answer_of(row) for row in rows}


def answer_of(row: Attachment) -> dict[str, object]:
    """An attachment as the answer of its question."""
    return {
        "key": str(row.key), "name": row.name, "media_type": row.media_type, "size": row.size, "digest": row.digest,
    }  # fmt: skip


def media_type_of(name: str, content: bytes) -> str:
    """What a file is, by its extension and its first bytes. Raises `UnfitFile`."""
    if not content:
        raise UnfitFile("empty")
    kind = KINDS.get(name.rpartition(".")[2].lower())
    if kind is None:
        raise UnfitFile("kind")
    media_type, beginnings = kind
    if beginnings and not content.startswith(beginnings):
        raise UnfitFile("content")
    if media_type.startswith("text/") and b"\x00" in content:
        raise UnfitFile("content")
    return media_type


def fit_name(name: str, person: PersonAsGiven | None) -> str:
    """A file's name fit to stand in an answer: short, printable, and without the name of the person."""
    stem, _dot, extension = name.rpartition("/")[2].rpartition("\\")[2].rpartition(".")
    plain = re.sub(r"[^\w .()+-]", "_", stem)[: LONGEST_NAME - 10].strip(" .") or "file"
    return f"{'file' if _names(plain, person) else plain}.{extension.lower()}"


def _names(text: str, person: PersonAsGiven | None) -> bool:
    if person is None:
        return False
    said = " ".join((person.birth_name, person.used_name, person.first_given_name, person.birth_given_names))
    folded = _folded(text)
    return any(len(word) > 2 and word in folded for word in re.split(r"\W+", _folded(said)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()


def attach(place: Place, name: str, content: bytes, *, reader: Reader, now: dt.datetime) -> Attachment:
    """Keep a file for an answer of this record. Raises `UnfitFile`."""
    if len(content) > LARGEST:
        raise UnfitFile("size")
    media_type = media_type_of(name, content)
    row = Attachment.objects.create(
        record_key=place.view.key,
        name=fit_name(name, place.view.person),
        media_type=media_type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        sealed=seal(content),
        author=reader.actor,
        attached_at=now,
    )
    _note(reader, row, AuditAction.WRITE, now=now)
    return row


def opened(record_key: UUID, key: UUID, *, reader: Reader, now: dt.datetime) -> tuple[Attachment, bytes] | None:
    """An attachment of a record with its bytes, written down; None when the reader sees none of that key.

    Whoever attached it sees it, and the readers of an entry that has it: one of a dossier of other centres is closed.
    """
    row = Attachment.objects.filter(record_key=record_key, key=key).first()
    if row is None:
        return None
    if row.author != reader.actor:
        sets = sets_naming(record_key, str(key))
        if not any(gates.is_open_at(one, reader.site_ids) for one in sets):
            return None
    _note(reader, row, AuditAction.READ, now=now)
    return row, open_sealed(bytes(row.sealed))


def _note(reader: Reader, row: Attachment, action: AuditAction, *, now: dt.datetime) -> None:
    detail, key = {"page": "attachment", "size": row.size}, UUID(str(row.record_key))
    right = Action.READ_RECORD if action is AuditAction.READ else Action.WRITE_RECORD
    leave_line(reader, action, right=right, record_key=key, detail=detail, now=now)
