"""What drawing the fields of a form needs to know beside the definition: labels, lists of choices, known answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from orphee.access.queries import sites_of
from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import MAIN, instrument_of, latest
from orphee.care.places import Place
from orphee.care.presenters.words import SiteNames
from orphee.care.queries import names_of
from orphee.care.rules.drawing import Drawing
from orphee.care.rules.fields import Choice, Known
from orphee.care.rules.known import KnownAnswer
from orphee.care.rules.telling import codes_in, say, tell
from orphee.care.terms import Labels, has_communes
from orphee.datasets.definition import Instrument, ItemType
from orphee.record.rules.view import EntryView, RecordView

OWN_IDENTIFIER = "identifier"  # of a repeating entry: given by the system, not typed
SITE = "site"  # of a form of the national data set: answered with the code of a site
WORDS_OF_AN_ENTRY = 3


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for which form, in which language."""

    place: Place
    reader: Reader
    language: str


def labels_for(asking: Asking, answers: Mapping[str, object], known: Mapping[str, KnownAnswer]) -> Labels:
    """The labels of every code on the page."""
    instrument = asking.place.instrument
    codes = codes_in(instrument, answers) | codes_in(instrument, asking.place.answers)
    codes |= codes_in(instrument, {key: one.value for key, one in known.items()})
    codes |= {code for form, entry in _referred(asking) for code in codes_in(form, entry.payload)}
    return Labels(codes, asking.language)


def drawing_of(
    asking: Asking, labels: Labels, known: Mapping[str, KnownAnswer], numbers: Mapping[str, Sequence[str]]
) -> Drawing:
    """What drawing the fields needs."""
    place = asking.place
    is_main = place.instrument.dataset == MAIN
    return Drawing(
        context=place.context,
        language=asking.language,
        label_of=labels,
        offers={SITE: _sites(asking.reader, place.view)} if is_main else {},
        written_by_us=written_by_us(place),
        known=_shown_known(asking, known, labels),
        age_choices=age_choices(asking.language),
        entries=_entries(asking, labels),
        numbers=numbers,
        has_communes=has_communes(),
    )


def written_by_us(place: Place) -> Collection[str]:
    """The questions nobody is asked: the identifier that the system gave the entry."""
    return (OWN_IDENTIFIER,) if place.instrument.repeats and OWN_IDENTIFIER in place.instrument.by_key else ()


def age_choices(language: str) -> tuple[Choice, ...]:
    """The periods of life, in the order of the national value set."""
    return tuple(Choice(one.code, one.label.in_(language)) for one in latest(MAIN).value_set("age-period").choices)


def _sites(reader: Reader, view: RecordView) -> tuple[Choice, ...]:
    choices = {site.code: Choice(site.code, f"{site.name} ({site.code})") for site in sites_of(reader)}
    for one in view.follow_ups:
        choices.setdefault(one.site_code, Choice(one.site_code, f"{one.site_name} ({one.site_code})"))
    return tuple(choices.values())


def _shown_known(asking: Asking, known: Mapping[str, KnownAnswer], labels: Labels) -> dict[str, Known]:
    names, sites = names_of(one.entry.author for one in known.values() if one.entry), SiteNames(asking.place.view)
    shown = {}
    for key, one in known.items():
        item, entry = asking.place.instrument.by_key[key], one.entry
        text = told_of(asking, key, one.value, labels) if item.items else say(item, one.value, asking.language, labels)
        if key == SITE and asking.place.instrument.dataset == MAIN:
            text = sites.full(str(one.value))
        if entry is None:
            shown[key] = Known(text, _("Identity") if one.source == "identity" else _("Consent"))
            continue
        source = instrument_of(entry.dataset, entry.instrument, entry.version)
        title = source.title.in_(asking.language) if source else entry.instrument
        shown[key] = Known(
            text,
            ", ".join(part for part in (title, sites.name(entry.site)) if part),
            names.get(entry.author, ""),
            date_format(entry.said_at, "SHORT_DATE_FORMAT"),
        )
    return shown


def told_of(asking: Asking, key: str, value: object, labels: Labels) -> str:
    """A group of answers in words."""
    return " ; ".join(line.text for line in tell(asking.place.instrument, {key: value}, asking.language, labels))


def _entries(asking: Asking, labels: Labels) -> dict[tuple[str, str], tuple[Choice, ...]]:
    """The record's entries that a reference may name, in a few words each."""
    found: dict[tuple[str, str], tuple[Choice, ...]] = {}
    for form, entry in _referred(asking):
        words = [line.text for line in tell(form, entry.payload, asking.language, labels) if line.path != "identifier"]
        label = " · ".join(words[:WORDS_OF_AN_ENTRY]) or form.title.in_(asking.language)
        target = (entry.dataset, entry.instrument)
        found[target] = (*found.get(target, ()), Choice(entry.source_key, label))
    return found


def _referred(asking: Asking) -> Iterator[tuple[Instrument, EntryView]]:
    place = asking.place
    targets = {item.target for item in place.instrument.by_path.values() if item.type is ItemType.REFERENCE}
    for target in sorted(one for one in targets if one):
        for entry in place.view.of(*target):
            form = instrument_of(entry.dataset, entry.instrument, entry.version)
            if form is not None and (place.entry is None or entry.key != place.entry.key):
                yield form, entry
