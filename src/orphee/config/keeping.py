"""What a server process looks to by itself: that its parent lives, and that the embedded PostgreSQL does.

A process that outlives its parent would hold the port with yesterday's code, and no restart would replace it. The
embedded server, killed when the memory ran out, would stay down until somebody typed a command.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

from django.conf import settings

from orphee.foundation.postgres.cluster import UnableToStartPostgres

logger = logging.getLogger(__name__)
SERVER = "ORPHEE_SERVER_PID"  # of the environment: the number of the main process, said by `orphee serve`
EVERY = 2.0  # seconds
TRY_AGAIN = 60.0  # seconds after a database that could not be started
TO_END = 10.0  # seconds that pages under way have, once the parent is gone


def start() -> None:
    """Begin to look, once a process."""
    for look in (_follow_parent, _follow_database):
        threading.Thread(target=look, args=(_parent(),), name=look.__name__, daemon=True).start()


def raise_database() -> bool:
    """Start the embedded PostgreSQL when it died; one that was stopped by a command stays so. Whether it was started.

    Raises `UnableToStartPostgres`.
    """
    if not settings.DATABASE_IS_EMBEDDED or not settings.EMBEDDED.has_died:
        return False
    settings.EMBEDDED.start()
    return True


def has_lost(parent: int) -> bool:
    """Whether the process that started this one has ended: another has adopted it."""
    return os.getppid() != parent


def _parent() -> int:
    """The main process of the server. By the time this is asked it may have ended, and another be the parent: so
    `orphee serve` says which it is."""
    said = os.environ.get(SERVER, "")
    return int(said) if said.isdecimal() else os.getppid()


def _follow_parent(parent: int) -> None:
    while not has_lost(parent):
        time.sleep(EVERY)
    logger.warning("The main process of the server has ended: so does this one.")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(TO_END)
    os._exit(1)


def _follow_database(_: int) -> None:
    while True:
        time.sleep(EVERY)
        try:
            if raise_database():
                logger.warning("The embedded PostgreSQL had died and was started again.")
        except (UnableToStartPostgres, OSError, RuntimeError) as error:
            logger.error("The embedded PostgreSQL died and does not start (%s).", type(error).__name__)
            time.sleep(TRY_AGAIN)
