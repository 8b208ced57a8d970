"""Where the answers of entries were read: every passage, with its words for whoever may read the document."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse

from orphee.access.rules.policy import Action, Reader
from orphee.care.origins import Source
from orphee.care.rules.typed import show_date
from orphee.prefill.documents import Opened, opened
from orphee.prefill.models import Decision, Document
from orphee.prefill.queries import kind_of, standing
from orphee.prefill.rules.answers import written_by

LONGEST_PASSAGE = 160


def sources_of(record_key: UUID, reader: Reader) -> Iterator[Source]:
    """Each passage that an accepted answer of the record rests on."""
    lines = list(Decision.objects.filter(record_key=record_key).order_by("pk"))
    last = {one.line for one in standing(lines).values()}
    accepted = [one for one in lines if one.pk in last and one.entry_key]
    if not accepted:
        return
    wanted = {passage["document"] for line in accepted for passage in line.passages}
    rows = Document.objects.filter(record_key=record_key, key__in=wanted).defer("sealed")
    texts = {str(one.row.key): one for one in opened(rows)} if reader.may(Action.READ_DOCUMENTS) else {}
    for line in accepted:
        for passage in line.passages:
            yield _source(line, passage, texts.get(passage["document"]))


def _source(line: Decision, passage: dict[str, object], text: Opened | None) -> Source:
    answers = written_by(kind_of(line.proposal))
    if text is None:
        return Source(str(line.entry_key), line.revision, "…", release=line.release, answers=answers)
    start, end = int(str(passage["start"])), int(str(passage["end"]))
    return Source(
        entry_key=str(line.entry_key),
        revision=line.revision,
        document=text.row.name,
        written_on=show_date(text.row.written_on),
        passage=" ".join(text.text[start:end].split())[:LONGEST_PASSAGE],
        url=address(text.row, start, end),
        release=line.release,
        answers=answers,
    )


def address(row: Document, start: int, end: int) -> str:
    """The page of a document, at a passage: keys and places only."""
    page = reverse("reading-document", args=[row.record_key, row.key])
    return f"{page}?start={start}&end={end}#here"
