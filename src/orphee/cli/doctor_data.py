"""What `orphee doctor` finds in the database and beside it: what the program needs to work with."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import wraps

from orphee.cli.diagnosis import ADVICE, MISSING, OK, Diagnosis, Look
from orphee.foundation.places import reference_directory


def _of_the_database(look: Look) -> Callable[[], Iterator[Diagnosis]]:
    """Silent without a database or its tables: that was said before, with what to do."""

    @wraps(look)
    def looked() -> Iterator[Diagnosis]:
        from django.db import DatabaseError

        with contextlib.suppress(DatabaseError):
            yield from list(look())

    return looked


@_of_the_database
def seals() -> Iterator[Diagnosis]:
    """Whether the keys open what they are to open: the oldest and the newest that is sealed."""
    from orphee.access.context import as_system
    from orphee.exchange.models import Delivery, State
    from orphee.foundation.sealing import UnableToOpenSeal, UnableToUseKeys, open_sealed
    from orphee.record.models import Document

    with as_system("doctor"):
        documents = Document.objects.values_list("sealed", flat=True)
        refused = Delivery.objects.filter(state=State.REFUSED).exclude(sealed=b"").values_list("sealed", flat=True)
        ends = [documents.order_by(order).first() for order in ("key", "-key")]
        ends += [refused.order_by(order).first() for order in ("received_at", "-received_at")]
    sealed = [bytes(one) for one in ends if one]
    try:
        for one in sealed:
            open_sealed(one)
    except UnableToUseKeys:  # said with the keys
        return
    except UnableToOpenSeal:
        todo = "Put back the key that sealed them: in ORPHEE_SEAL_KEYS after the newest, or seal.key beside the data."
        yield Diagnosis("Sealed documents", MISSING, "some cannot be opened", todo)
    else:
        yield Diagnosis("Sealed documents", OK, "can be opened" if sealed else "none yet")


@_of_the_database
def deliveries() -> Iterator[Diagnosis]:
    """Documents that were received and not answered."""
    from orphee.access.context import as_system
    from orphee.exchange.models import Delivery, State

    with as_system("doctor"):
        count = Delivery.objects.filter(state=State.RECEIVED).count()
    todo = "They are answered when the server starts, by a watched folder, or when they are sent again."
    yield Diagnosis("Documents waiting", ADVICE if count else OK, str(count or "none"), todo if count else "")


@_of_the_database
def directory() -> Iterator[Diagnosis]:
    """The centres: without them nobody can be given a role, and no hospital a token."""
    from orphee.network.models import Site

    count = Site.objects.filter(is_provisional=False).count()
    todo = "" if count else "Run: orphee network import FILE (docs/operations/network.md)."
    yield Diagnosis("Directory of centres", OK if count else MISSING, f"{count} sites" if count else "empty", todo)


@_of_the_database
def accounts() -> Iterator[Diagnosis]:
    """Somebody who can sign in."""
    from orphee.access.models import User

    count = User.objects.filter(is_active=True).count()
    todo = "" if count else "Run: orphee account add (docs/operations/command-line.md)."
    yield Diagnosis("Accounts", OK if count else MISSING, f"{count} open" if count else "none", todo)


def reference() -> Iterator[Diagnosis]:
    """The directory of official files."""
    found = reference_directory()
    if found and not found.is_dir():
        yield Diagnosis("Reference directory", MISSING, f"{found} is no folder", "Correct ORPHEE_REFERENCE_DIR.")
        return
    advice = "" if found else "Set ORPHEE_REFERENCE_DIR for French terms, or run: orphee terminology update"
    yield Diagnosis("Reference directory", OK if found else ADVICE, str(found or "none"), advice)


@_of_the_database
def terminologies() -> Iterator[Diagnosis]:
    """What was loaded."""
    from orphee.terminology.models import Release

    loaded = sorted({release.source.partition("/")[0] for release in Release.objects.filter(is_current=True)})
    todo = "" if loaded else "Run: orphee terminology load"
    yield Diagnosis("Terminologies", OK if loaded else MISSING, ", ".join(loaded) or "none loaded", todo)


def knowledge() -> Iterator[Diagnosis]:
    """What ranks diseases: compiled at first use, when there is something to compile."""
    from orphee.insight.knowledge import IN_USE, place

    try:
        digest = (place() / IN_USE).read_text(encoding="utf-8").strip()
    except OSError:
        digest = ""
    if digest and (place() / digest).is_dir():
        yield Diagnosis("Knowledge of diseases", OK, f"compiled ({digest[:12]})")
    else:
        todo = (
            "Run: orphee knowledge status (it compiles, about a minute); else the first who ask are told to come back."
        )
        yield Diagnosis("Knowledge of diseases", ADVICE, "not compiled", todo)


def figures() -> Iterator[Diagnosis]:
    """The latest build."""
    from orphee.warehouse.builds import latest_build

    build = latest_build()
    if build is None:
        yield Diagnosis("Figures", ADVICE, "no build", "Run: orphee warehouse build")
    else:
        yield Diagnosis("Figures", OK, f"built {build.built_at:%Y-%m-%d %H:%M}")


LOOKS: tuple[Look, ...] = (seals, deliveries, directory, accounts, reference, terminologies, knowledge, figures)
