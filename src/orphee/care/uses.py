"""How forms are used: how long one takes, what was typed, taken, computed, and typed although it was known.

While a form is open its measure belongs to it (`OpenForm`); once complete only counts and the keys of questions
remain (`FormUse`). Nothing of what was answered, by whom or about whom.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from orphee.access.models import User
from orphee.care.desk_sets import item_at
from orphee.care.models import FormUse, OpenForm
from orphee.care.places import Place
from orphee.care.queries import where_is
from orphee.care.rules.clean import position
from orphee.care.rules.known import known_answers
from orphee.care.rules.measuring import Counts, counted
from orphee.datasets.definition import StoredIn

MOST_SECONDS_A_POST = 1800  # a page left open is not work
LONGEST_OPEN = dt.timedelta(days=365)


def note_opened(place: Place, user: User, *, now: dt.datetime) -> None:
    """Remember since when a form that is not complete is open."""
    if _is_measured(place):
        OpenForm.objects.get_or_create(author=user, **where_is(place), defaults={"opened_at": now})


def note_work(place: Place, user: User, *, seconds: str = "", taken: Iterable[str] = ()) -> None:
    """Add seconds of typing (as the page counted them) and the questions whose known answer was taken."""
    worked = min(position(seconds) or 0, MOST_SECONDS_A_POST)
    keys = list(taken)
    if not _is_measured(place) or not (worked or keys):
        return
    open_form = OpenForm.objects.filter(author=user, **where_is(place)).first()
    if open_form is not None:
        open_form.seconds += worked
        open_form.taken = [*open_form.taken, *(key for key in keys if key not in open_form.taken)]
        open_form.save(update_fields=["seconds", "taken"])


def note_completed(place: Place, answers: Mapping[str, object], user: User, *, now: dt.datetime) -> None:
    """Write the line of a form completed for the first time."""
    open_form = OpenForm.objects.filter(author=user, **where_is(place)).first()
    if open_form is None or not _is_measured(place):
        return
    counts = counts_of(place, answers, open_form.taken)
    FormUse.objects.create(
        dataset=place.instrument.dataset,
        version=place.instrument.version,
        instrument=place.instrument.key,
        completed_on=timezone.localdate(now),
        seconds_open=int(min(max(now - open_form.opened_at, dt.timedelta()), LONGEST_OPEN).total_seconds()),
        seconds_active=open_form.seconds,
        asked=counts.asked,
        typed=counts.typed,
        taken=counts.taken,
        computed=counts.computed,
        retyped=list(counts.retyped),
    )
    open_form.delete()


def counts_of(place: Place, answers: Mapping[str, object], taken: Iterable[str]) -> Counts:
    """How the questions of a form were answered."""
    known = known_answers(
        place.instrument.items, {}, place.view, item_at, but=place.entry.key if place.entry else ""
    )  # fmt: skip
    return counted(place.instrument, answers, known, frozenset(taken), place.context)


def _is_measured(place: Place) -> bool:
    """Entries only, until they are complete once: what a hospital sent complete was not typed."""
    return place.instrument.stored_in is StoredIn.RECORD and place.state in ("", "draft")
