"""The look every night, by the server itself: in a process of its own, started from a thread that wakes each minute.

Each server process has such a thread; the look takes a lock of the database, so that only one runs. Between nights the
thread keeps outlines up with the outbox. `ORPHEE_NIGHTLY_LOOK=0` turns both off; `orphee undiagnosed look` still works.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from orphee.undiagnosed import outlines
from orphee.undiagnosed.looking import LOCK
from orphee.undiagnosed.models import Night

logger = logging.getLogger(__name__)
EVERY = 60.0  # seconds; the first time too: pages come first after a start
TRY_AGAIN = dt.timedelta(hours=1)  # after a look that did not end
KIND = 10  # added to the niceness of the process: pages before looks


def start() -> None:
    """Begin to watch the clock, once a process; nothing when the settings turn it off."""
    if settings.NIGHTLY_LOOK:
        threading.Thread(target=_watch, name="nights", daemon=True).start()


def _watch() -> None:
    while True:
        time.sleep(EVERY)
        try:
            tick(now=timezone.now())
        except Exception:  # the database may be away for a moment: the next minute comes
            logger.warning("The minute of the nightly look failed.", exc_info=True)
        finally:
            connection.close()


def tick(*, now: dt.datetime) -> None:
    """One minute: start the look when it is due, else keep up with what changed."""
    if is_due(now=now) and not is_under_way():
        subprocess.Popen(
            ["nice", "-n", str(KIND), str(Path(sys.executable).with_name("orphee")), "undiagnosed", "look", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"ORPHEE_NIGHTLY_LOOK": "0"},
            start_new_session=True,
        )
    else:
        outlines.follow(now=now)


def is_due(*, now: dt.datetime) -> bool:
    """Whether no look was started since the hour of the last night, or the one that was did not end."""
    last = Night.objects.order_by("-started_at").first()
    if last is None or last.started_at < last_hour(now, settings.NIGHTLY_LOOK_AT):
        return True
    return last.finished_at is None and now - last.started_at > TRY_AGAIN


def last_hour(now: dt.datetime, hour: dt.time) -> dt.datetime:
    """The last time the clock showed this hour, where the server stands."""
    here = timezone.localtime(now)
    today = here.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return today if today <= here else today - dt.timedelta(days=1)


def is_under_way() -> bool:
    """Whether a look holds the lock, in whatever process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK],
        )
        return bool(cursor.fetchone()[0])
