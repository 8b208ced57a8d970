"""Each request runs in one transaction that knows who reads."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from orphee.access.context import reading_as
from orphee.access.queries import reader_of
from orphee.access.rules.policy import NOBODY


class ReaderMiddleware:
    """Give the request its `reader`, and the database the same one.

    The page is rendered inside the transaction: rows read later would be rows of nobody. An answer of 500 or
    more undoes what the request wrote.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside the reader's transaction."""
        if request.path.startswith(("/static/", "/api/")):  # the API commits in steps
            return self.get_response(request)
        user = request.user
        reader = reader_of(user) if user.is_authenticated else NOBODY
        request.reader = reader  # type: ignore[attr-defined]  # asked for by `permissions.reader_of`
        with reading_as(reader):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
