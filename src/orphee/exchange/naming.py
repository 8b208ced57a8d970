"""The places of a record in words, for people: which form, which question."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from orphee.datasets import catalogue
from orphee.datasets.catalogue import keys as known_sets
from orphee.datasets.definition import UnknownName
from orphee.datasets.sdm_mr_codes import SDM

FOLLOW_UP, IDENTITY = "follow_up", "identity"


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """What a document must hold and the record does not: in words, and the form where it is answered."""

    words: str
    url: str


def missing_answer(name: str, record_key: UUID, language: str) -> MissingAnswer:
    """One name of `UnableToWrite.missing`."""
    if name == "header.custodian":
        words = _("The centre of the follow-up, of a hospital whose FINESS number the directory knows")
        return MissingAnswer(words, _form(record_key, FOLLOW_UP))
    if name == "header.author":
        return MissingAnswer(_("The physician of the follow-up, with the RPPS number"), _form(record_key, FOLLOW_UP))
    return MissingAnswer(place_in_words(name.replace(".", "/"), language), _form(record_key, IDENTITY))


def place_in_words(path: str, language: str) -> str:
    """A place of a loss report ("sdm-mr/birth//weight_g", "identity/sex") by the titles of its form and question."""
    dataset, *parts = path.split("/")
    if dataset not in known_sets():
        dataset, parts = SDM, [dataset, *parts]
    try:
        form = catalogue.dataset(dataset).instrument(parts[0] if parts else "")
    except UnknownName:
        return path
    item = form.by_key.get(parts[-1]) if len(parts) > 1 else None
    return f"{form.title.in_(language)} · {item.label.in_(language)}" if item else form.title.in_(language)


def _form(record_key: UUID, instrument: str) -> str:
    return reverse("form", args=[record_key, SDM, instrument])
