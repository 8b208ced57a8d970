"""Attaching a file to an answer, and opening one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.care import attachments
from orphee.care.attachments import UnfitFile
from orphee.care.models import Attachment
from orphee.care.places import Place, Spot
from orphee.care.rules.clean import clean
from orphee.care.rules.drawing import files_of
from orphee.care.views.finding import at_spot, is_someone_else, place_of, record_or_404
from orphee.datasets.definition import ItemType, UnknownName


def sentence_of(code: str) -> str:
    """Why a file was not taken, and what to do."""
    return {
        "size": _("This file is larger than 10 MB. Attach a smaller one."),
        "kind": _("Only PDF, PNG, JPEG, text, CSV, DOCX and VCF files are taken. Convert the file, then try again."),
        "content": _("The content of this file is not what its name says. Save it again in its own format."),
    }.get(code, _("This file is empty. Choose another one."))


@needs(Action.WRITE_RECORD)
@require_POST
@at_spot
def attach(request: HttpRequest, record_key: UUID, spot: Spot) -> HttpResponse:
    """Take a file for one answer; the answer is its line in the form."""
    if is_someone_else(request):
        return JsonResponse({"problem": sentence_of("")}, status=409)
    place = place_of(request, record_key, spot)
    name, file = clean(request.POST.get("_field", "")), request.FILES.get("_file")
    if file is None or not takes_files(place, name):
        raise Http404
    try:
        kept = _kept(request, place, file)
    except UnfitFile as unfit:
        return JsonResponse({"problem": sentence_of(unfit.code)}, status=422)
    line = files_of(attachments.answer_of(kept))[0]
    return render(request, "care/fields/file.html", {"file": line, "name": name, "view": place.view})


def _kept(request: HttpRequest, place: Place, file: UploadedFile[Any]) -> Attachment:
    if (file.size or 0) > attachments.LARGEST:
        raise UnfitFile("size")
    content = file.read()
    return attachments.attach(
        place, clean(file.name or ""), content, reader=reader_of(request), now=timezone.now()
    )  # fmt: skip


def takes_files(place: Place, name: str) -> bool:
    """Whether a field of the form, rows and all, takes attachments."""
    path = ".".join(part for part in name.split(".") if not part.isdecimal())
    try:
        return place.instrument.item(path).type is ItemType.ATTACHMENT
    except UnknownName:
        return False


@needs(Action.READ_RECORD)
def attachment(request: HttpRequest, record_key: UUID, key: UUID) -> HttpResponse:
    """An attachment, as a file to keep: never shown as a page of ours."""
    reader, now = reader_of(request), timezone.now()
    record_or_404(request, record_key)
    found = attachments.opened(record_key, key, reader=reader, now=now)
    if found is None:
        raise Http404
    row, content = found
    response = HttpResponse(content, content_type=row.media_type)
    response["Content-Disposition"] = f'attachment; filename="{_ascii(row.name)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _ascii(name: str) -> str:
    return "".join(letter if letter.isascii() and letter not in '"\\' else "_" for letter in name)
