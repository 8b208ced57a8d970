"""The collections that can be added to a record, as their page shows them."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import forms_of
from orphee.care.presenters.sections import SideList, section_url, side_list
from orphee.datasets.definition import Dataset, Instrument, Status
from orphee.record.rules.view import RecordView


@dataclass(frozen=True, slots=True)
class CollectionForm:
    """One form of a collection, and the page where it is filled."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection: what it is, and its forms."""

    key: str
    title: str
    description: str
    is_proposed: bool
    forms: tuple[CollectionForm, ...]


@dataclass(frozen=True, slots=True)
class CollectionsPage:
    """The collections that answer a search."""

    view: RecordView
    side: SideList
    searched: str
    found: tuple[Collection, ...]


def collections_page(
    view: RecordView, reader: Reader, sets: Iterable[Dataset], searched: str, *, today: dt.date, language: str
) -> CollectionsPage:
    """The collections whose title, description or forms hold every word that is searched for."""
    words = _folded(searched).split()
    found = [one for one in sets if all(word in _words_of(one) for word in words)]
    found.sort(key=lambda one: _folded(one.title.in_(language)))
    return CollectionsPage(
        view=view,
        side=side_list(view, reader, today, language),
        searched=searched,
        found=tuple(_collection(one, view, language) for one in found),
    )


def _collection(dataset: Dataset, view: RecordView, language: str) -> Collection:
    return Collection(
        key=dataset.key,
        title=dataset.title.in_(language),
        description=dataset.description.in_(language) if dataset.description else "",
        is_proposed=dataset.status is Status.PROPOSED,
        forms=tuple(CollectionForm(one.title.in_(language), _url(view, one)) for one in forms_of(dataset)),
    )


def _url(view: RecordView, instrument: Instrument) -> str:
    if instrument.repeats:
        return reverse("new-entry", args=[view.key, instrument.dataset, instrument.key])
    return section_url(view.key, instrument)


def _words_of(dataset: Dataset) -> str:
    """What a collection is found by, in both languages."""
    texts = [dataset.title, *(one.title for one in dataset.instruments)]
    texts += [dataset.description] if dataset.description else []
    return _folded(" ".join((dataset.key, *(f"{text.fr} {text.en}" for text in texts))))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
