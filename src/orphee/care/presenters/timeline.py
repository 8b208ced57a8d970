"""A life with a disease, in words, ready to be drawn on a line."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from orphee.care.desk_sets import MAIN, latest
from orphee.care.presenters.words import SiteNames, template_words
from orphee.care.rules.typed import show_date
from orphee.care.terms import Labels
from orphee.datasets import ages
from orphee.record.rules.timeline import Event, events
from orphee.record.rules.view import RecordView

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """One point of the line."""

    when: str
    title: str
    detail: str
    kind: str
    url: str


def moments(view: RecordView, labels: Labels, sites: SiteNames, language: str) -> tuple[Moment, ...]:
    """The events of a record in words, oldest first; the newest when there are very many."""
    found = events(view)[-MOST_SHOWN:]
    return tuple(_moment(view, event, labels, sites, language) for event in found)


def _moment(view: RecordView, event: Event, labels: Labels, sites: SiteNames, language: str) -> Moment:
    when = show_date(event.on) if event.on else ""
    if not when and event.months is not None:
        when = _at_age(event.months, language)
    detail = _detail(event, labels, language)
    return Moment(
        when=when,
        title=_titles().get(event.kind, event.kind),
        detail=" · ".join(part for part in (detail, sites.name(event.site)) if part),
        kind=event.kind,
        url=_url(view, event),
    )


def _at_age(months: float, language: str) -> str:
    if months < 0:
        return ages.spoken({"period": ages.ANTENATAL}, language)
    return _("birth") if months == 0 else ages.spoken_months(months, language)


def _titles() -> dict[str, str]:
    return {
        "birth": _("Birth"),
        "first-signs": _("First signs"),
        "diagnosis": _("Diagnosis"),
        "follow-up": _("Included at a site"),
        "activity": _("Activity"),
        "pregnancy": _("Pregnancy"),
        "death": _("Death"),
        "document": _("Document received"),
        "feature": _("Feature appeared"),
    }


def _detail(event: Event, labels: Labels, language: str) -> str:
    if not event.code:
        return ""
    if event.kind == "activity":
        contexts = latest(MAIN).instrument("activity").item("context").value_set
        return contexts.label(event.code, language) if contexts else event.code
    if event.kind == "document":
        return template_words(event.code)
    return labels(event.code) if event.kind in ("diagnosis", "death", "feature") else event.code


def _url(view: RecordView, event: Event) -> str:
    if not event.entry_key or not event.instrument:
        return ""
    instrument = latest(MAIN).by_key.get(event.instrument)
    if instrument is None or not instrument.repeats:
        return ""
    return reverse("entry-form", args=[view.key, MAIN, event.instrument, event.entry_key])
