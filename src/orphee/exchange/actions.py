"""Receive documents: sealed and committed first, then read and let in, each whole or not at all.

Killed between the two, a document waits as received and `resume` takes it up; killed during the second, the
transaction is undone and it waits the same way.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from orphee.access.context import as_system
from orphee.exchange.acknowledgement import Answer, answer_to, refusal_of
from orphee.exchange.cda.problems import finding
from orphee.exchange.cda.reading import Reading, read_with_places
from orphee.exchange.cda.safety import LARGEST_DOCUMENT, refuse_by_size
from orphee.exchange.models import Delivery, State
from orphee.exchange.oversized import keep_oversized
from orphee.exchange.speaking import finess_said_of, in_the_name_of_others
from orphee.foundation.sealing import open_sealed, seal
from orphee.network.actions import site_for_document
from orphee.network.queries import site_keys
from orphee.record.intake import accept_many
from orphee.record.rules.receipt import Outcome, Refused

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5  # a document that makes the program fail is not tried for ever
BATCH = 20  # documents resumed in one transaction


def deliver(content: bytes, *, sender: str, way: str, now: dt.datetime) -> Delivery:
    """Receive one document and answer it. The same bytes from the same sender get the same answer again.

    `sender` is the key of the organisation (or "command"). Nothing is raised for a bad document: its delivery is
    refused and says why. After an unforeseen failure the delivery is still "received": `resume` tries it again, up to
    `MOST_ATTEMPTS` times, then refuses it; what the database refuses, it refuses at once.
    """
    return deliver_many([content], sender=sender, way=way, now=now)[0]


def deliver_many(contents: Sequence[bytes], *, sender: str, way: str, now: dt.datetime) -> list[Delivery]:
    """Receive some documents in two transactions; their deliveries, in the same order.

    When the second fails, each document is tried by itself: one bad document does not stop the others.
    """
    by_digest = {hashlib.sha256(content).hexdigest(): content for content in contents}
    readable = {digest: content for digest, content in by_digest.items() if len(content) <= LARGEST_DOCUMENT}
    kept = _store(readable, sender=sender, way=way, now=now)
    for digest in by_digest.keys() - readable.keys():
        kept[digest] = keep_oversized(io.BytesIO(by_digest[digest]).read, sender=sender, way=way, now=now)
    waiting = [one.key for one in kept.values() if one.answered_at is None and one.attempts <= MOST_ATTEMPTS]
    originals = {one.key: by_digest[one.digest] for one in kept.values()}
    answered = {one.digest: one for one in _answer(waiting, originals, now=now)}
    digests = (hashlib.sha256(content).hexdigest() for content in contents)
    return [answered.get(digest) or kept[digest] for digest in digests]


def resume(*, now: dt.datetime) -> Iterator[Delivery]:
    """Answer every document that was received and not answered, oldest first; give up after `MOST_ATTEMPTS`."""
    yield from _give_up_on_the_tired(now=now)
    keys = waiting()
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        # Committed before the attempt, so that a document that kills the process is not tried for ever.
        with as_system("exchange"):
            Delivery.objects.filter(key__in=some).update(attempts=F("attempts") + 1)
        yield from _answer(some, {}, now=now)


def try_again(key: UUID, *, now: dt.datetime) -> Delivery | None:
    """Answer one document that waits; None when it still has to wait."""
    with as_system("exchange"):
        Delivery.objects.filter(key=key, state=State.RECEIVED).update(attempts=F("attempts") + 1)
    return next(iter(_answer([key], {}, now=now)), None)


def waiting() -> list[UUID]:
    """The deliveries that were received, not answered, and not tried too often."""
    with as_system("exchange"):
        found = Delivery.objects.filter(state=State.RECEIVED, attempts__lt=MOST_ATTEMPTS)
        return list(found.order_by("received_at", "key").values_list("key", flat=True))


def _store(by_digest: Mapping[str, bytes], *, sender: str, way: str, now: dt.datetime) -> dict[str, Delivery]:
    """Every document safe and committed; what was received before is left as it is. The first attempt is counted."""
    with as_system(sender):
        known = _known(by_digest, sender=sender)
        _reopen([one for one in known.values() if _has_failed(one)])
        _count_attempts([one for one in known.values() if one.answered_at is None])
        new = [
            Delivery(
                digest=digest,
                sender=sender,
                way=way,
                size=len(content),
                sealed=seal(content),
                attempts=1,
                received_at=now,
            )
            for digest, content in by_digest.items()
            if digest not in known
        ]
        try:
            with transaction.atomic():
                Delivery.objects.bulk_create(new)
        except IntegrityError:  # another process received the same bytes a moment ago
            Delivery.objects.bulk_create(new, ignore_conflicts=True)
            return _known(by_digest, sender=sender)
        return known | {one.digest: one for one in new}


def _count_attempts(deliveries: Sequence[Delivery]) -> None:
    if deliveries:
        Delivery.objects.filter(key__in=[one.key for one in deliveries]).update(attempts=F("attempts") + 1)
    for one in deliveries:
        one.attempts += 1


def _has_failed(delivery: Delivery) -> bool:
    return any(one["code"] == "could_not_be_stored" for one in delivery.answer.get("problems", ()))


def _reopen(deliveries: Sequence[Delivery]) -> None:
    """What failed for an unforeseen reason is tried once more when it is sent again: the reason may be gone."""
    for one in deliveries:
        one.state, one.answer, one.answered_at, one.attempts = State.RECEIVED, {}, None, MOST_ATTEMPTS - 1
        one.save(update_fields=["state", "answer", "answered_at", "attempts"])


def _known(by_digest: Mapping[str, bytes], *, sender: str) -> dict[str, Delivery]:
    found = Delivery.objects.filter(sender=sender, digest__in=list(by_digest)).defer("sealed")
    return {one.digest: one for one in found}


def _answer(keys: Sequence[UUID], originals: Mapping[UUID, bytes], *, now: dt.datetime) -> list[Delivery]:
    if not keys:
        return []
    if len(keys) > 1:
        try:
            return _answer_together(keys, originals, now=now)
        except Exception as error:
            log.warning("%s deliveries are answered one by one: %s", len(keys), type(error).__name__)
    return [one for key in keys for one in _answer_alone(key, originals, now=now)]


def _answer_alone(key: UUID, originals: Mapping[UUID, bytes], *, now: dt.datetime) -> list[Delivery]:
    """The answer to one document: none while it waits, a refusal once there is no hope for it.

    What the database refuses is tried twice (another process may have been in the way), then given up.
    """
    for last in (False, True):
        try:
            return _answer_together([key], originals, now=now)
        except (OperationalError, InterfaceError) as error:  # the database is away: the document has time
            log.error("delivery %s could not be answered: %s", key, type(error).__name__)
            return []
        except Exception as error:
            # The kind only: a message could repeat what the document says.
            log.error("delivery %s could not be answered: %s", key, type(error).__name__)
            if last or not isinstance(error, DatabaseError):
                return _give_up([key], now=now, tired_only=not isinstance(error, DatabaseError))
    return []


def _give_up_on_the_tired(*, now: dt.datetime) -> list[Delivery]:
    """Documents that took the process with them at every attempt."""
    with as_system("exchange"):
        tired = Delivery.objects.filter(state=State.RECEIVED, attempts__gte=MOST_ATTEMPTS)
        keys = list(tired.values_list("key", flat=True))
    return _give_up(keys, now=now, tired_only=True)


def _give_up(keys: Sequence[UUID], *, now: dt.datetime, tired_only: bool) -> list[Delivery]:
    """Refuse documents that cannot be stored; their originals stay, sealed. Those being answered now are left alone."""
    with as_system("exchange"):
        found = Delivery.objects.select_for_update(skip_locked=True).filter(key__in=keys, state=State.RECEIVED)
        if tired_only:
            found = found.filter(attempts__gte=MOST_ATTEMPTS)
        deliveries = list(found.defer("sealed"))
        for one in deliveries:
            _settle(one, refusal_of([finding("could_not_be_stored", "/")]), now=now)
        _save(deliveries, now=now)
        return deliveries


def _answer_together(keys: Sequence[UUID], originals: Mapping[UUID, bytes], *, now: dt.datetime) -> list[Delivery]:
    with as_system("exchange"):
        locked = Delivery.objects.select_for_update().filter(key__in=keys).order_by("received_at", "key")
        deliveries = list(locked.defer("sealed") if len(originals) >= len(keys) else locked)
        open_ = [one for one in deliveries if one.answered_at is None]
        order = {key: position for position, key in enumerate(keys)}
        open_.sort(key=lambda one: order[one.key])
        for delivery, answer in zip(open_, _enter(open_, originals, now=now), strict=True):
            _settle(delivery, answer, now=now)
        _save(open_, now=now)
        return deliveries


def _enter(deliveries: Sequence[Delivery], originals: Mapping[UUID, bytes], *, now: dt.datetime) -> list[Answer]:
    """The answer to each: those that can be read enter the record together."""
    answers: dict[UUID, Answer] = {}
    readings: dict[UUID, Reading] = {}
    for delivery in deliveries:
        try:
            readings[delivery.key] = _read(delivery, originals.get(delivery.key))
        except Refused as refused:
            answers[delivery.key] = refusal_of(refused.findings)
    for key, findings in in_the_name_of_others(deliveries, readings).items():
        del readings[key]
        answers[key] = refusal_of(findings)
    _open_sites(readings.values())
    receipts = accept_many([one.submission for one in readings.values()], now=now) if readings else []
    for (key, reading), receipt in zip(readings.items(), receipts, strict=True):
        answers[key] = answer_to(receipt, reading)
    _repeat_problems([one for one in deliveries if one.key in readings], answers)
    return [answers[delivery.key] for delivery in deliveries]


def _repeat_problems(deliveries: Sequence[Delivery], answers: Mapping[UUID, Answer]) -> None:
    """The same document by another way gets the problems of its first answer, whoever sent it then."""
    again = [one for one in deliveries if answers[one.key]["outcome"] == Outcome.UNCHANGED.value]
    if not again:
        return
    found = Delivery.objects.filter(digest__in=[one.digest for one in again], state=State.ACCEPTED)
    first = {one.digest: one.answer for one in found.defer("sealed").order_by("-received_at", "-key")}
    for one in again:
        if one.digest in first:
            answers[one.key]["problems"] = first[one.digest]["problems"]


def _open_sites(readings: Iterable[Reading]) -> None:
    """A site that the directory does not know yet is opened with what the document says of it."""
    named = {site.code: site for reading in readings for site in reading.sites}
    known = site_keys(named)
    for code in named.keys() - known.keys():
        site = named[code]
        site_for_document(code, name=site.name, finess=finess_said_of(site), postal_code=site.postal_code)


def _read(delivery: Delivery, original: bytes | None) -> Reading:
    refuse_by_size(delivery.size)
    content = original if original is not None else open_sealed(bytes(delivery.sealed))
    received_at = timezone.localtime(delivery.received_at)
    return read_with_places(content, received_at=received_at, sender=delivery.sender)


def _settle(delivery: Delivery, answer: Answer, *, now: dt.datetime) -> None:
    is_refused = answer["outcome"] == Outcome.REFUSED.value
    delivery.state = State.REFUSED if is_refused else State.ACCEPTED
    delivery.answer = dict(answer)
    delivery.answered_at = now


def _save(deliveries: Sequence[Delivery], *, now: dt.datetime) -> None:
    """One statement for all. The record keeps the original of an accepted one, sealed: it goes from here."""
    given = [{"key": str(one.key), "state": one.state, "answer": one.answer} for one in deliveries]
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, [now, State.ACCEPTED, json.dumps(given, ensure_ascii=False)])


_ANSWERED = """
    UPDATE exchange_delivery AS delivery
    SET state = given.state, answer = given.answer, answered_at = %s,
        sealed = CASE WHEN given.state = %s THEN ''::bytea ELSE delivery.sealed END
    FROM json_to_recordset(%s::json) AS given (key uuid, state text, answer jsonb)
    WHERE delivery.key = given.key
"""
