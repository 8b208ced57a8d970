"""How long may be what goes to a column of the record: one table for every format.

The limits are those of `identity.models`, `record.models` and `network.models`; a test holds the two together.
Formats are plain Python and ask here, so that what is too long is answered with its place and not by the database.
"""

from __future__ import annotations

import hashlib

NAME, GIVEN_NAMES = 120, 200
LOCAL_ID = 120  # the assigning authority, and the value, of an identifier of a person
DOCUMENT_ID = 200  # of a document and of its set
ENTRY_KEY = 200
SITE_CODE = 20
LONGEST = {
    "birth_name": NAME,
    "birth_given_names": GIVEN_NAMES,
    "first_given_name": NAME,
    "used_name": NAME,
    "used_given_name": NAME,
    "birth_place_code": 10,
    "birth_place_city": 120,
    "birth_country": 60,
}
"""The texts among the traits of a person."""
LARGEST_BIRTH_ORDER = 32_767
SEXES = frozenset({"M", "F", "UN"})
_DIGEST = 32


def shortened(text: str, longest: int) -> str:
    """A key that fits: beyond the limit, its start and a digest of the whole, which stays unique."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - _DIGEST - 1]}~{hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]}"
