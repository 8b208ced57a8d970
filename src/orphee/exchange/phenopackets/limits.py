"""How much is too much. Measured on 7,875 published cases: the largest packet has 65 kB and 130 features."""

from __future__ import annotations

from orphee.exchange import lengths

MAX_PACKET_BYTES = 10 * 1024 * 1024
MAX_ELEMENTS = 5_000  # features, diseases, measurements or interpretations of one packet
MAX_ARCHIVE_MEMBERS = 100_000
MAX_UNPACKED_BYTES = 4 * 1024**3  # of one archive, all members together
MAX_RATIO = 200  # unpacked to packed; JSON lines of packets pack about 20 to 1
RATIO_GRACE_BYTES = 1024 * 1024  # small members of repeated text may pack better than any ratio
MAX_REMAINDERS = 200  # listed one by one; the sealed original holds the rest
MAX_EXCERPT = 500
MAX_IDENTIFIER = lengths.LOCAL_ID  # of a person and of an assigning authority; keys of entries and documents fit too


def shortened(identifier: str) -> str:
    """An identifier that fits: beyond the limit, its start and a digest of the whole, which stays unique."""
    return lengths.shortened(identifier, MAX_IDENTIFIER)
