"""Which answers the warehouse's role is not shown, so that no name is within its reach.

Written before each build for every version of every data set; the view `warehouse_entry` applies it. Whole answers of
free text, attachments and what is only kept stay out of the role's sight, and confidential answers and identifiers at
any depth; the site of an entry, which decides its network, stays. Taking something out of a group costs ten times as
much as a whole answer: free text within groups (the name of a place) is left in.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from orphee.datasets import catalogue
from orphee.datasets.definition import Instrument, Item, StoredIn
from orphee.datasets.identifying import leads_to_a_person
from orphee.warehouse.models import ClosedForm
from orphee.warehouse.set_tables import is_exported

SITE = "site"
Closed = dict[str, "Closed | None"]


def close() -> None:
    """Write what is closed of every form, when it is not what is written already."""
    wanted = {(one.dataset, one.version, one.instrument): one for one in _forms()}
    with transaction.atomic():
        written = {(one.dataset, one.version, one.instrument): one for one in ClosedForm.objects.all()}
        stale = [one.pk for place, one in written.items() if place not in wanted or _differs(one, wanted[place])]
        ClosedForm.objects.filter(pk__in=stale).delete()
        new = [one for place, one in wanted.items() if place not in written or written[place].pk in stale]
        ClosedForm.objects.bulk_create(new, ignore_conflicts=True)  # another build may write the same


def closed_items(items: tuple[Item, ...], *, is_whole: bool = True) -> Closed:
    """What goes, by key: None for an answer, the same again for what goes within a group."""
    found: Closed = {}
    for item in items:
        if leads_to_a_person(item) or (is_whole and not is_exported(item) and item.key != SITE):
            found[item.key] = None
        elif inside := closed_items(item.items, is_whole=False):
            found[item.key] = inside
    return found


def _forms() -> Iterator[ClosedForm]:
    datasets = catalogue.keys()
    for key in datasets:
        for version in catalogue.versions(key):
            for instrument in catalogue.load(key, version).instruments:
                if instrument.stored_in is StoredIn.RECORD:
                    yield _form(key, version, instrument)


def _form(dataset: str, version: str, instrument: Instrument) -> ClosedForm:
    closed = closed_items(instrument.items)
    inside = {key: value for key, value in closed.items() if value is not None}
    return ClosedForm(
        dataset=dataset, version=version, instrument=instrument.key, inside=inside, groups=list(inside),
        keys=[key for key, value in closed.items() if value is None],
    )  # fmt: skip


def _differs(one: ClosedForm, other: ClosedForm) -> bool:
    return (one.keys, one.inside) != (other.keys, other.inside)
