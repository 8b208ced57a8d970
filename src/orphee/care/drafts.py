"""Keeping what is being typed: sealed, one draft a person and form, forgotten when it says nothing new."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac

from orphee.access.models import User
from orphee.care.models import Draft
from orphee.care.places import Place
from orphee.care.queries import where_is
from orphee.datasets.definition import StoredIn
from orphee.foundation.sealing import seal

LONGEST_STAMP, LONGEST_NONCE = 32, 36


def keep_draft(
    place: Place, answers: Mapping[str, object], *, based_on: str, typed: str = "", user: User, now: dt.datetime
) -> bool:
    """Keep what is being typed; False when it says nothing new, and nothing is kept.

    `typed` is the browser's name for what it sends: a browser that was cut off can tell whether it arrived.
    Names live in the identity room and nowhere else: the identity form is not kept, only saved.
    """
    if place.instrument.stored_in is StoredIn.IDENTITY:
        return False
    if answers == place.answers and based_on == place.stamp:
        drop_draft(place, user=user)
        return False
    said: dict[str, object] = {
        "version": place.instrument.version,
        "sealed": seal(json.dumps(dict(answers)).encode()),
        "based_on": based_on[:LONGEST_STAMP],
        "typed": typed[:LONGEST_NONCE],
        "saved_at": now,
    }
    where: dict[str, Any] = {"author": user, **where_is(place)}
    Draft.objects.update_or_create(**where, defaults=said)
    return True


def drop_draft(place: Place, *, user: User) -> None:
    """Forget what was being typed here."""
    Draft.objects.filter(author=user, **where_is(place)).delete()


def typing_key(user: User) -> str:
    """The key with which this person's browser keeps what it could not send (32 bytes, hexadecimal).

    Derived, never stored: it is given to the signed-in page only, so that nobody else at the computer can read.
    """
    return salted_hmac("orphee.care.typing", str(user.pk), algorithm="sha256").hexdigest()


def typing_tag(user: User) -> str:
    """Whose typing a browser keeps, in a way that tells nothing."""
    return salted_hmac("orphee.care.typist", str(user.pk), algorithm="sha256").hexdigest()[:16]
