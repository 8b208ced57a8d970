"""How often one network address may ask, and everyone together: the page is open, the machine is also the desk's.

An address stands for a whole hospital: limits are wide, yet no address alone reaches what everyone together may ask.
It is counted under a keyed digest, and forgotten in an hour.
"""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpRequest

from orphee.access.views import network_address
from orphee.exchange.frequency import one_more

HOUR, MINUTE = 3600, 60


class Occasion(StrEnum):
    """What is asked for."""

    SEARCH = "search"
    RANK = "rank"
    READ = "read"
    LETTER = "letter"


MOST_AN_HOUR = {Occasion.SEARCH: 6_000, Occasion.RANK: 600, Occasion.READ: 200, Occasion.LETTER: 300}  # an address
MOST_OF_A_MINUTE = {Occasion.SEARCH: 600, Occasion.RANK: 60, Occasion.READ: 24, Occasion.LETTER: 60}  # an address
MOST_A_MINUTE = {Occasion.SEARCH: 3_000, Occasion.RANK: 300, Occasion.READ: 120, Occasion.LETTER: 300}  # everyone


def count(request: HttpRequest, occasion: Occasion) -> None:
    """Count one more; what an address is refused is not counted for everyone. Raises `TooOften`."""
    address = network_address(request)
    one_more(f"public:{occasion}:hour:{address}", seconds=HOUR, most=MOST_AN_HOUR[occasion])
    one_more(f"public:{occasion}:minute:{address}", seconds=MINUTE, most=MOST_OF_A_MINUTE[occasion])
    one_more(f"public:{occasion}:everyone", seconds=MINUTE, most=MOST_A_MINUTE[occasion])
