"""The completeness of a collection as its page shows it: groups too small for the country to see are hidden.

Nothing is hidden from someone who reaches the records themselves. For the country, a record counts once, in one centre
of one network: the same protection as for the national figures (`warehouse.disclosure`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from orphee.care.presenters.questions import item_label
from orphee.datasets import catalogue
from orphee.datasets.definition import Dataset, UnknownName
from orphee.foundation.language import current_language
from orphee.record.progress import Measured, Share, SiteShare
from orphee.steering.charts import NOT_SHOWN
from orphee.steering.wording import number
from orphee.warehouse.disclosure import hidden_cells, is_small
from orphee.warehouse.records import names
from orphee.warehouse.sums import Sum

Cell = tuple[str, ...]  # () everyone, (network,) and (network, centre)
WHOLE: Cell = ()
ITEMS_SHOWN = 40
SITES_SHOWN = 60
KEPT = 32  # sets of hidden groups: one a collection and a state of the data


@dataclass(frozen=True, slots=True)
class Line:
    """One group or one question. `percent` and `records` are None where the group is too small to be shown."""

    key: str
    label: str
    records: int | None
    percent: int | None
    within: str = ""
    missing: int | None = None

    @property
    def records_words(self) -> str:
        """How many records, or the letter of what is hidden."""
        return NOT_SHOWN if self.records is None else number(self.records)

    @property
    def missing_words(self) -> str:
        """How many records miss the answer, or the letter of what is hidden."""
        return NOT_SHOWN if self.missing is None else number(self.missing)


@dataclass(frozen=True, slots=True)
class CompletenessPage:
    """A collection: overall, by network, by centre, by question (worst first)."""

    dataset: str
    title: str
    whole: Line
    networks: tuple[Line, ...]
    sites: tuple[Line, ...]
    items: tuple[Line, ...]
    synthetic: bool
    national: bool

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        lines = (self.whole, *self.networks, *self.sites, *self.items)
        return any(one.percent is None for one in lines)

    @property
    def worst(self) -> tuple[Line, ...]:
        """The questions shown on the page; the file has them all."""
        return self.items[:ITEMS_SHOWN]

    @property
    def open_sites(self) -> tuple[Line, ...]:
        """The centres shown on the page, worst first; the file has them all."""
        return tuple(one for one in self.sites if one.percent is not None)[:SITES_SHOWN]

    @property
    def sites_left_out(self) -> int:
        """How many centres only the file has."""
        return len(self.sites) - len(self.open_sites)

    @property
    def more(self) -> int:
        """How many questions only the file has."""
        return max(0, len(self.items) - ITEMS_SHOWN)


def completeness_page(measured: Measured) -> CompletenessPage:
    """What may be shown of a collection's completeness."""
    hidden = _hidden(measured)
    whole = _line("", _("All records"), measured.whole, WHOLE in hidden)
    networks = tuple(_network_lines(measured, hidden))
    sites = tuple(
        _line(one.code, f"{one.name} ({one.code})", one.share, (one.filiere, one.code) in hidden, _acronym(one.filiere))
        for one in measured.sites
    )
    return CompletenessPage(
        dataset=measured.dataset,
        title=set_title(measured.dataset),
        whole=whole,
        networks=networks,
        sites=tuple(sorted(sites, key=_worst_first)),
        items=tuple(_item_lines(measured, whole.records)),
        synthetic=measured.synthetic,
        national=measured.national,
    )


def set_title(key: str) -> str:
    """How a collection is called."""
    found = _dataset(key)
    return found.title.in_(current_language()) if found else key


def rows_of(page: CompletenessPage) -> Iterable[tuple[str, ...]]:
    """Everything on the page as lines of a file: level, name, network, records, percent, records without an answer."""
    groups = ((_("overall"), (page.whole,)), (_("network"), page.networks), (_("centre"), page.sites))
    for level, lines in groups:
        for one in lines:
            yield level, one.label, one.within, one.records_words, _cell(one.percent), ""
    for one in page.items:
        yield _("question"), one.label, one.within, one.records_words, _cell(one.percent), one.missing_words


def _cell(percent: int | None) -> str:
    return NOT_SHOWN if percent is None else str(percent)


def _hidden(measured: Measured) -> frozenset[Cell]:
    if not measured.national:
        return frozenset()
    return _hidden_among(tuple((one.filiere, one.code, one.share.records) for one in measured.sites))


@lru_cache(maxsize=KEPT)
def _hidden_among(sites: tuple[tuple[str, str, int], ...]) -> frozenset[Cell]:
    """What is hidden of records counted by site, network and country; kept, since solving takes over a second."""
    counts: dict[Cell, int] = {(network, code): records for network, code, records in sites}
    sums: list[Sum[Cell]] = []
    networks = tuple(dict.fromkeys(network for network, _code, _records in sites))
    for network in networks:
        parts = tuple((network, code) for within, code, _records in sites if within == network)
        counts[(network,)] = sum(counts[part] for part in parts)
        sums.append(Sum((network,), parts))
    counts[WHOLE] = sum(counts[(network,)] for network in networks)
    sums.append(Sum(WHOLE, tuple((network,) for network in networks)))
    return hidden_cells(counts, sums)


def _networks(measured: Measured) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.filiere for one in measured.sites))


def _network_lines(measured: Measured, hidden: frozenset[Cell]) -> Iterable[Line]:
    """A record followed by two centres of a network is in both: the sum is told of centres, not of people."""
    lines = []
    for network in _networks(measured):
        ours = [one for one in measured.sites if one.filiere == network]
        lines.append(_line(network, _acronym(network), _added(ours), (network,) in hidden))
    return sorted(lines, key=_worst_first)


def _added(sites: Iterable[SiteShare]) -> Share:
    shares = [one.share for one in sites]
    return Share(
        sum(one.records for one in shares), sum(one.asked for one in shares), sum(one.answered for one in shares)
    )


def _item_lines(measured: Measured, records: int | None) -> Iterable[Line]:
    dataset, everyone = _dataset(measured.dataset), measured.whole.records
    for name, missing in measured.missing:
        instrument, _dot, path = name.partition(".")
        is_hidden = measured.national and (is_small(missing) or is_small(everyone - missing) or records is None)
        form, label = _named(dataset, instrument, path)
        answered = (everyone - missing) * 100 // everyone if everyone else 100
        yield Line(
            name, label, records, None if is_hidden else answered, form, None if is_hidden else missing
        )  # fmt: skip


def _named(dataset: Dataset | None, instrument: str, path: str) -> tuple[str, str]:
    form = dataset.by_key.get(instrument) if dataset else None
    if form is None:
        return instrument, path
    return form.title.in_(current_language()), item_label(form, path, current_language())


def _dataset(key: str) -> Dataset | None:
    try:
        return catalogue.dataset(key)
    except UnknownName:
        return None


def _line(key: str, label: str, share: Share, is_hidden: bool, within: str = "") -> Line:
    if is_hidden:
        return Line(key, label, None, None, within)
    return Line(key, label, share.records, share.percent, within)


def _worst_first(line: Line) -> tuple[bool, int, str]:
    return line.percent is None, line.percent or 0, line.label


def _acronym(filiere: str) -> str:
    known: Mapping[str, str] = names()["filiere"]
    return known.get(filiere, filiere) if filiere else _("no network")
