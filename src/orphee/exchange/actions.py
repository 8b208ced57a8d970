"""Receive a document: sealed and committed first, then read and let in, whole or not at all.

Killed between the two, the document waits as received and `resume` takes it up; killed during the second, the
transaction is undone and it waits the same way.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from uuid import UUID

from orphee.access.context import as_system
from orphee.exchange.acknowledgement import Answer, answer_to, refusal_of
from orphee.exchange.cda.reading import Reading, read_with_places
from orphee.exchange.cda.safety import LARGEST_DOCUMENT, refuse_by_size
from orphee.exchange.models import Delivery, State
from orphee.foundation.sealing import open_sealed, seal
from orphee.record.intake import accept
from orphee.record.rules.receipt import Outcome, Refused

MOST_ATTEMPTS = 5  # a document that makes the program fail is not tried for ever; `resume` says how many wait


def deliver(content: bytes, *, sender: str, way: str, now: dt.datetime) -> Delivery:
    """Receive one document and answer it. The same bytes from the same sender get the same answer again.

    `sender` is the key of the organisation (or "command"). Nothing is raised for a bad document: its delivery is
    refused and says why. An unforeseen failure is raised after the document is safe; `resume` tries it again.
    """
    delivery = _store(content, sender=sender, way=way, now=now)
    return delivery if delivery.answered_at else _answer(delivery.key, now=now)


def resume(*, now: dt.datetime) -> Iterator[Delivery]:
    """Answer every document that was received and not answered, oldest first."""
    for key in waiting():
        yield _answer(key, now=now)


def waiting() -> list[UUID]:
    """The deliveries that were received and not answered."""
    with as_system("exchange"):
        found = Delivery.objects.filter(state=State.RECEIVED, attempts__lt=MOST_ATTEMPTS)
        return list(found.order_by("received_at", "key").values_list("key", flat=True))


def _store(content: bytes, *, sender: str, way: str, now: dt.datetime) -> Delivery:
    digest = hashlib.sha256(content).hexdigest()
    with as_system(sender):
        known = Delivery.objects.filter(sender=sender, digest=digest).defer("sealed").first()
        if known is not None:
            return known
        kept = content if len(content) <= LARGEST_DOCUMENT else b""
        delivery = Delivery(
            digest=digest, sender=sender, way=way, size=len(content), sealed=seal(kept), received_at=now
        )
        Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
        return Delivery.objects.defer("sealed").get(sender=sender, digest=digest)


def _answer(key: UUID, *, now: dt.datetime) -> Delivery:
    _count_attempt(key)
    with as_system("exchange"):
        delivery = Delivery.objects.select_for_update().get(key=key)
        if delivery.answered_at is None:
            _settle(delivery, _enter(delivery, now=now), now=now)
        return delivery


def _count_attempt(key: UUID) -> None:
    """Committed before the attempt, so that a failure leaves its trace."""
    with as_system("exchange"):
        delivery = Delivery.objects.defer("sealed").get(key=key)
        delivery.attempts += 1
        delivery.save(update_fields=["attempts"])


def _enter(delivery: Delivery, *, now: dt.datetime) -> Answer:
    try:
        refuse_by_size(delivery.size)
        content = open_sealed(bytes(delivery.sealed))
        reading: Reading = read_with_places(content, received_at=delivery.received_at, sender=delivery.sender)
    except Refused as refused:
        return refusal_of(refused.findings)
    return answer_to(accept(reading.submission, now=now), reading)


def _settle(delivery: Delivery, answer: Answer, *, now: dt.datetime) -> None:
    is_refused = answer["outcome"] == Outcome.REFUSED.value
    delivery.state = State.REFUSED if is_refused else State.ACCEPTED
    delivery.answer = dict(answer)
    delivery.answered_at = now
    if not is_refused:
        delivery.sealed = b""  # its record keeps the original now, sealed
    delivery.save(update_fields=["state", "answer", "answered_at", "sealed"])
