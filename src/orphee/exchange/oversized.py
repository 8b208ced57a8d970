"""Files too large to be read, or that could not be: kept sealed, part by part, so that none fills the memory.

Between `LARGEST_DOCUMENT`, beyond which nothing is read, and `LARGEST_KEPT`, beyond which nothing is kept, a document
is refused unread and its original stays here, compressed and encrypted like any refused one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from orphee.access.context import as_system
from orphee.exchange.acknowledgement import refusal_of
from orphee.exchange.cda.problems import finding, refusal
from orphee.exchange.cda.safety import LARGEST_DOCUMENT
from orphee.exchange.models import Delivery, DeliveryPart, State, Way
from orphee.foundation.sealing import seal
from orphee.record.rules.receipt import Finding, Refused

LARGEST_KEPT = 120_000_000  # bytes, before compression
PART = 4_000_000  # bytes sealed together
Read = Callable[[int], bytes]  # at most so many bytes, none at the end


def keep_oversized(
    read: Read,
    *,
    sender: str,
    way: str,
    now: dt.datetime,
    expected: int | None = None,
    findings: Sequence[Finding] = (),
) -> Delivery:
    """Seal what `read` gives, without parsing it; the delivery, refused. The same bytes again are the same delivery.

    `findings` say why; without any, its size does. Raises `Refused`, and keeps nothing, beyond `LARGEST_KEPT` or when
    another size than `expected` arrives.
    """
    delivery = Delivery(
        sender=sender, way=way, size=0, state=State.REFUSED, attempts=1, received_at=now, answered_at=now
    )
    digest = hashlib.sha256()
    with as_system(sender):
        for number, part in enumerate(_parts(read)):
            digest.update(part)
            delivery.size += len(part)
            if delivery.size > LARGEST_KEPT:
                raise refusal("too_large_to_keep", "/", size=delivery.size, limit=LARGEST_KEPT)
            DeliveryPart.objects.create(delivery_id=delivery.key, number=number, sealed=seal(part))
        if expected is not None and delivery.size != expected:
            raise refusal("cut_short", "/", received=delivery.size, length=expected)
        delivery.digest = digest.hexdigest()
        delivery.answer = dict(refusal_of(findings or [too_large(delivery.size)]))
        return _kept_once(delivery)


def keep_file(path: Path, *, sender: str, now: dt.datetime, findings: Sequence[Finding]) -> Delivery | None:
    """Keep a file of which nothing could be read, with what is wrong with it; None when it cannot be kept.

    It cannot be opened, or it is larger than `LARGEST_KEPT`.
    """
    try:
        if path.stat().st_size > LARGEST_KEPT:
            return None
        with path.open("rb") as file:
            return keep_oversized(file.read, sender=sender, way=Way.COMMAND, now=now, findings=findings)
    except (OSError, Refused):
        return None


def too_large(size: int) -> Finding:
    """The problem of a document of that size, kept or not."""
    if size > LARGEST_KEPT:
        return finding("too_large_to_keep", "/", size=size, limit=LARGEST_KEPT)
    return finding("too_large", "/", size=size, limit=LARGEST_DOCUMENT)


def filled(read: Read, size: int) -> bytes:
    """So many bytes, in as many reads as it takes; fewer only at the end."""
    pieces: list[bytes] = []
    while size > 0 and (piece := read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _parts(read: Read) -> Iterator[bytes]:
    while part := filled(read, PART):
        yield part


def _kept_once(delivery: Delivery) -> Delivery:
    """Nothing but the same bytes, received before, stands in the way: theirs are kept, and any other fault is heard."""
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
    kept = Delivery.objects.defer("sealed").get(sender=delivery.sender, digest=delivery.digest)
    if kept.key != delivery.key:
        DeliveryPart.objects.filter(delivery_id=delivery.key).delete()
    return kept
