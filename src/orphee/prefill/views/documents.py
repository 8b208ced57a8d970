"""Giving documents to be read, seeing how far that is, opening one at a passage, removing one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.contrib.messages.storage.base import BaseStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care.actions import note_page
from orphee.care.presenters.words import display_name_of
from orphee.care.rules.clean import clean, position
from orphee.care.rules.typed import show_date
from orphee.care.views.finding import record_or_404
from orphee.foundation.sealing import UnableToOpenSeal, open_sealed
from orphee.prefill import documents, reading
from orphee.prefill.documents import LARGEST, MOST_FILES, MOST_OF_A_RECORD, PATIENCE, UnableToRemove, UnfitDocument
from orphee.prefill.models import State
from orphee.prefill.rules.segments import pieces
from orphee.prefill.views.finding import document_of
from orphee.prefill.views.review import context_of, shelf_of
from orphee.record.rules.view import RecordView

MOST_PASTED = 500_000  # letters: what is read of one text
MB = 1_000_000


def sentence_of(code: str, file: str) -> str:
    """Why a document was not taken in, and what to do."""
    return {
        "size": _("%(file)s: larger than %(n)s MB. Give it in several parts."),
        "empty": _("%(file)s: empty. Choose another file, or paste the text."),
        "twice": _("%(file)s: already here. It was not read again."),
        "many": _("%(file)s: there are %(n)s documents here, as many as can be. Remove some first."),
        "files": _("%(file)s: more than %(n)s files at once. Give the others in a second go."),
        "pasted": _("%(file)s: longer than %(n)s characters. Give it in parts, or as a file."),
    }[code] % {"file": file, "n": intcomma(_most(code))}


def _most(code: str) -> int:
    return {"size": LARGEST // MB, "many": MOST_OF_A_RECORD, "files": MOST_FILES, "pasted": MOST_PASTED}.get(code, 0)


@needs(Action.WRITE_RECORD)
@require_POST
def add(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """Take documents in: files, or a text that was pasted."""
    view = record_or_404(request, record_key)
    files = request.FILES.getlist("files")
    for number, file in enumerate(files):
        code = "files" if number >= MOST_FILES else "size" if (file.size or 0) > LARGEST else ""
        _take(request, view, clean(file.name or "?"), b"" if code else file.read(), code)
    pasted = request.POST.get("text", "").strip()
    if pasted:
        code = "pasted" if len(pasted) > MOST_PASTED else ""
        _take(request, view, _("Pasted text") + ".txt", pasted.encode("utf-8", "surrogatepass"), code)
    if not files and not pasted:
        messages.error(request, _("Nothing was given: choose files, or paste a text."))
    documents.read_waiting(record_key, now=timezone.now(), patience=PATIENCE)
    return redirect("reading", record_key)


def _take(request: HttpRequest, view: RecordView, name: str, content: bytes, code: str) -> None:
    try:
        if code:
            raise UnfitDocument(code)
        documents.add(view, name, content, reader=reader_of(request), now=timezone.now())
    except UnfitDocument as unfit:
        shown = documents.shown_name(name, view.person, is_pdf=name.casefold().endswith(".pdf"))
        messages.error(request, sentence_of(unfit.code, shown))


@needs(Action.WRITE_RECORD)
@require_GET
def progress(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """How far the reading is; once all is read, the page comes again with the proposals."""
    view = record_or_404(request, record_key)
    left = documents.read_waiting(record_key, now=timezone.now())
    rows = documents.of_record(record_key)
    context = {"view": view, "left": left, "all": len(rows), "is_missing": reading.DESK.is_missing}
    response = render(request, "prefill/progress.html", context)
    if not left:
        response["HX-Refresh"] = "true"
    return response


def _keep_said(request: HttpRequest) -> None:
    """The page comes again by itself in a second: what it said must not go with it."""
    said = messages.get_messages(request)
    if isinstance(said, BaseStorage):
        said.used = False


@needs(Action.READ_DOCUMENTS)
@require_GET
def document(request: HttpRequest, record_key: UUID, key: UUID) -> HttpResponse:
    """A document, at a passage when the address names one."""
    view, row = record_or_404(request, record_key), document_of(record_key, key)
    if row.state != State.READ:
        raise Http404
    documents.note_opened(reader_of(request), row, now=timezone.now())
    opened = next(iter(documents.opened([row])), None)
    if opened is None:
        raise Http404
    start, end = (position(request.GET.get(name, "")) or 0 for name in ("start", "end"))
    context = {
        "view": view,
        "name": display_name_of(view),
        "row": row,
        "on": show_date(row.written_on),
        "added": row.added_at,
        "pieces": pieces(opened.text, [(start, end, "here")] if end > start else ()),
        "may_write": reader_of(request).may(Action.WRITE_RECORD),
    }
    return render(request, "prefill/document.html", context)


@needs(Action.READ_DOCUMENTS)
@require_GET
def original(request: HttpRequest, record_key: UUID, key: UUID) -> HttpResponse:
    """The document as it was given, as a file to keep: never shown as a page of ours."""
    record_or_404(request, record_key)
    row = document_of(record_key, key)
    if row.state == State.REFUSED:
        raise Http404
    try:
        content = open_sealed(bytes(row.sealed))
    except UnableToOpenSeal:
        raise Http404 from None
    documents.note_opened(reader_of(request), row, now=timezone.now())
    response = HttpResponse(content, content_type=row.media_type)
    name = "".join(letter if letter.isascii() and letter not in '"\\' else "_" for letter in row.name)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@needs(Action.WRITE_RECORD)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, record_key: UUID, key: UUID) -> HttpResponse:
    """Erase a document that was given by mistake: asked first, for it is final."""
    view, row = record_or_404(request, record_key), document_of(record_key, key)
    if request.method == "GET":
        context = {"view": view, "name": display_name_of(view), "row": row, "on": show_date(row.written_on)}
        return render(request, "prefill/remove.html", context)
    try:
        documents.remove(row, reader=reader_of(request), now=timezone.now())
    except UnableToRemove:
        messages.error(
            request,
            _("Answers of the record rest on this document. Undo those decisions first, or withdraw the entries."),
        )
    else:
        messages.success(request, _("The document was erased; nothing of it is kept."))
    return redirect("reading", record_key)


@needs(Action.WRITE_RECORD)
@require_GET
def page(request: HttpRequest, record_key: UUID) -> HttpResponse:
    """The documents of a record, and what they propose."""
    view, now = record_or_404(request, record_key), timezone.now()
    left = documents.read_waiting(record_key, now=now)
    note_page(reader_of(request), record_key, "reading", now=now)
    context = context_of(request, view) | {"left": left, "is_missing": reading.DESK.is_missing}
    response = render(request, "prefill/page.html", context | shelf_of(context["space"]))
    if left and not reading.DESK.is_missing:
        _keep_said(request)
    return response
