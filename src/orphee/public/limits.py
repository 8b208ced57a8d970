"""How often one network address may ask, and everyone together: the page is open, the machine is also the desk's.

An address stands for a whole hospital: limits are wide. It is counted under a keyed digest, and forgotten in an hour.
"""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from orphee.access.views import network_address
from orphee.exchange.frequency import one_more

HOUR, MINUTE = 3600, 60


class Occasion(StrEnum):
    """What is asked for."""

    SEARCH = "search"
    RANK = "rank"
    READ = "read"
    LETTER = "letter"


MOST_AN_HOUR = {Occasion.SEARCH: 6_000, Occasion.RANK: 600, Occasion.READ: 200, Occasion.LETTER: 300}
MOST_A_MINUTE = {Occasion.SEARCH: 3_000, Occasion.RANK: 300, Occasion.READ: 120, Occasion.LETTER: 300}  # everyone


def count(request: HttpRequest, occasion: Occasion) -> None:
    """Count one more. Raises `TooOften`."""
    who = salted_hmac("orphee.public", network_address(request), algorithm="sha256").hexdigest()[:32]
    one_more(f"public:{occasion}:{who}", seconds=HOUR, most=MOST_AN_HOUR[occasion])
    one_more(f"public:{occasion}:everyone", seconds=MINUTE, most=MOST_A_MINUTE[occasion])
