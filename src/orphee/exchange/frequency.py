"""How often something may be asked for: counted once for all the processes of a server."""

from __future__ import annotations

from orphee.foundation import counting


class TooOften(Exception):
    """It was asked for as often as it may be for now. `seconds`: when the count is forgotten at the latest."""

    def __init__(self, seconds: int) -> None:
        """The length of the time that is counted."""
        super().__init__(f"asked too often: try again within {seconds} s")
        self.seconds = seconds


def one_more(key: str, *, seconds: int, most: int) -> None:
    """Count one more under a key. Raises `TooOften` beyond `most` in a window of `seconds`."""
    if counting.one_more(key, seconds=seconds) > most:
        raise TooOften(seconds)
