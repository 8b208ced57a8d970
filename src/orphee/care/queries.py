"""Reads of the desk itself: drafts, names of authors."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from orphee.access.models import Token, User
from orphee.care.models import Draft
from orphee.care.places import Place, Spot
from orphee.foundation.sealing import UnableToOpenSeal, open_sealed

EDITING_NOW = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft, opened."""

    answers: dict[str, object]
    based_on: str
    saved_at: dt.datetime
    typed: str = ""


def draft_at(place: Place, user: User) -> OpenDraft | None:
    """What this person was typing here and has not saved."""
    found = Draft.objects.filter(author=user, **where_is(place)).first()
    if found is None:
        return None
    try:
        answers = json.loads(open_sealed(bytes(found.sealed)))
    except UnableToOpenSeal:
        return None
    return OpenDraft(answers, found.based_on, found.saved_at, found.typed)


def version_typed(record_key: UUID, spot: Spot, user: User) -> str:
    """The version of the form in which this person began a new entry; empty when they have not."""
    found = Draft.objects.filter(
        author=user, record_key=record_key, dataset=spot.dataset, instrument=spot.instrument, source_key=spot.source_key
    )
    return found.values_list("version", flat=True).first() or ""


def others_typing(place: Place, user: User, *, now: dt.datetime) -> list[str]:
    """Who else has this form open and typed in it within the last minutes."""
    drafts = Draft.objects.filter(saved_at__gte=now - EDITING_NOW, **where_is(place)).exclude(author=user)
    return list(drafts.values_list("author__name", flat=True))


def where_is(place: Place) -> dict[str, str]:
    """How the tables of the desk name a place."""
    return {
        "record_key": place.view.key,
        "dataset": place.instrument.dataset,
        "instrument": place.instrument.key,
        "source_key": place.source_key,
    }


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """How the authors of entries and audit lines are called: "user:12" is an account, "token:3" a hospital's system."""
    wanted = set(actors)
    users = {int(one.removeprefix("user:")) for one in wanted if one.removeprefix("user:").isdigit()}
    tokens = {int(one.removeprefix("token:")) for one in wanted if one.removeprefix("token:").isdigit()}
    names = {f"user:{pk}": name for pk, name in User.objects.filter(pk__in=users).values_list("pk", "name")}
    names |= {f"token:{pk}": label for pk, label in Token.objects.filter(pk__in=tokens).values_list("pk", "label")}
    return names
