"""Where other rooms show themselves on the chart: they register at start-up, and care never imports them.

register_export(ExportLink(title=_("CDA SDM-MR"), url_name="export-cda"))       # url takes record_key
register_panel(Panel(key="genomics", title=_("Genomics"), template="genomics/panel.html", load=load))
register_sets(sets_of)                       # sets_of(view, reader) -> keys of the data sets that include this person
register_mark(Mark(key="review", …))         # a line under people of the worklist, and the filter that keeps them
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from orphee.access.queries import sites_of
from orphee.access.rules.policy import Action, Reader
from orphee.record.rules.view import RecordView


@dataclass(frozen=True, slots=True)
class ExportLink:
    """A document that can be made from a record: its title, and the address that makes it from `record_key`."""

    title: str | Promise
    url_name: str
    needs: Action = Action.EXPORT_RECORD


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the chart: `load(view, reader)` gives what its template shows under `panel`; None: not this time.

    `is_first`: above the rest of the chart, for what should not be missed.
    """

    key: str
    title: str | Promise
    template: str
    load: Callable[[RecordView, Reader], Mapping[str, object] | None]
    needs: Action = Action.READ_RECORD
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something another room says of people of the worklist.

    `lines(reader, keys)`: a line for those of the people of a page who have one, in one query. `people(reader)`: all of
    them, for the filter; `count(reader)`: how many they are. `title` names the filter; `said(n)` is the line above the
    list when there are some.
    """

    key: str
    title: str | Promise
    lines: Callable[[Reader, Sequence[UUID]], Mapping[UUID, str]]
    people: Callable[[Reader], frozenset[UUID]]
    count: Callable[[Reader], int]
    said: Callable[[int], str]


SetsOf = Callable[[RecordView, Reader], Iterable[str]]

_exports: dict[str, ExportLink] = {}
_panels: dict[str, Panel] = {}
_marks: dict[str, Mark] = {}
_providers: list[SetsOf] = []


def register_export(link: ExportLink) -> None:
    """Offer a document on every chart."""
    _exports[link.url_name] = link


def register_panel(panel: Panel) -> None:
    """Show a part on every chart."""
    _panels[panel.key] = panel


def register_mark(mark: Mark) -> None:
    """Show a line under people of the worklist."""
    _marks[mark.key] = mark


def marks() -> tuple[Mark, ...]:
    """What other rooms say of people of the worklist."""
    return tuple(_marks.values())


def register_sets(provider: SetsOf) -> None:
    """Let a room say which published data sets belong to a record, by key."""
    if provider not in _providers:
        _providers.append(provider)


def sets_provided(view: RecordView, reader: Reader) -> tuple[str, ...]:
    """The data sets that other rooms say belong to a record."""
    return tuple(dict.fromkeys(key for provider in _providers for key in provider(view, reader)))


def exports_for(view: RecordView, reader: Reader) -> tuple[ExportLink, ...]:
    """The documents this reader may make of a record: as far as the sites that follow the person let them."""
    following = {one.site_code for one in view.follow_ups}
    rights = {link.needs for link in _exports.values() if reader.may(link.needs)}
    here = {right for right in rights if following & {site.code for site in sites_of(reader.doing(right))}}
    return tuple(link for link in _exports.values() if link.needs in here)


def panels_for(reader: Reader) -> tuple[Panel, ...]:
    """The parts this reader may see."""
    return tuple(panel for panel in _panels.values() if reader.may(panel.needs))
