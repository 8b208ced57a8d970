"""The preview of a definition: its fields as a form draws them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from orphee.care.desk_sets import is_filled_here
from orphee.care.presenters.fields import age_choices
from orphee.care.rules.drawing import Drawing, draw
from orphee.care.rules.fields import Field
from orphee.care.rules.pages import Page, page_of
from orphee.care.terms import Labels
from orphee.datasets.conditions import Context
from orphee.datasets.definition import Dataset, Instrument


@dataclass(frozen=True, slots=True)
class Step:
    """A form or a section one can go to."""

    key: str
    title: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """One page of a form that nobody fills."""

    title: str
    set_title: str
    version: str
    status: str
    help: str
    page: Page
    fields: tuple[Field, ...]
    forms: tuple[Step, ...]
    sections: tuple[Step, ...]


def previewed(dataset: Dataset, instrument_key: str, section: str, *, today: dt.date, language: str) -> PreviewPage:
    """One page of a form of a definition, by default the first. Raises UnknownName."""
    instrument = dataset.instrument(instrument_key) if instrument_key else _first(dataset)
    page = page_of(instrument, section)
    drawing = Drawing(
        context=Context(today=today),
        language=language,
        label_of=Labels((), language),
        age_choices=age_choices(language),
    )
    return PreviewPage(
        title=instrument.title.in_(language),
        set_title=dataset.title.in_(language),
        version=dataset.version,
        status=dataset.status.value,
        help=instrument.help.in_(language) if instrument.help else "",
        page=page,
        fields=draw(instrument, {}, drawing, page.items),
        forms=tuple(Step(one.key, one.title.in_(language), one is instrument) for one in dataset.instruments),
        sections=tuple(Step(one.key, one.title.in_(language), one.key == page.key) for one in instrument.sections),
    )


def _first(dataset: Dataset) -> Instrument:
    return next((one for one in dataset.instruments if is_filled_here(one)), dataset.instruments[0])
