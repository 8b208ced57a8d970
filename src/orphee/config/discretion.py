"""Logs that name nobody: a database error quotes the row it refused, and a row may hold a name."""

from __future__ import annotations

import copy
import logging
import traceback
from types import TracebackType

from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import Error as DatabaseError

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
# Whoever asks for what is not theirs, or by another name, is told so: no fault of ours is to be found.
REFUSED = (PermissionDenied, DisallowedHost)


class Discreet(logging.Formatter):
    """Writes where a database error happened and its SQLSTATE, and leaves its message out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; without a traceback when a request was only refused."""
        if record.exc_info and isinstance(record.exc_info[1], REFUSED):
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        return super().format(record)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the name logging calls
        """The traceback, without the words of a database error or of what it caused."""
        chain: list[str] = []
        error = ei[1]
        while error is not None:
            chain.append("".join(traceback.format_tb(error.__traceback__)) + _said(error))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(chain))


def _said(error: BaseException) -> str:
    is_quoting = isinstance(error, DatabaseError) or type(error).__module__.startswith("psycopg")
    if not is_quoting:
        return "".join(traceback.format_exception_only(error)).rstrip()
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None) or "unknown"
    return f"{type(error).__module__}.{type(error).__name__} (SQLSTATE {state}; its words are left out)"
