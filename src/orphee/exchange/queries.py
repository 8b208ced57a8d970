"""Reads of the deliveries: one answer for its sender, and the refused original for whoever may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, QuerySet

from orphee.access.context import as_system
from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.exchange.models import Delivery, DeliveryPart
from orphee.foundation.models import AuditAction
from orphee.foundation.sealing import open_sealed
from orphee.network.models import Organisation
from orphee.record.intake import ORGANISATION


class UnableToFindDelivery(LookupError):
    """There is no such delivery, or it is another sender's: the two cannot be told apart."""


def delivery_of(key: UUID, *, sender: str) -> Delivery:
    """One delivery of a sender, without its content. Raises `UnableToFindDelivery`."""
    with as_system(sender):
        found = Delivery.objects.filter(key=key, sender=sender).defer("sealed").first()
    if found is None:
        raise UnableToFindDelivery
    return found


def original_of(key: UUID, *, sender: str) -> bytes:
    """The refused or waiting document itself; empty once it is kept with its record."""
    with as_system(sender):
        found = Delivery.objects.filter(key=key, sender=sender).values_list("sealed", flat=True).first()
        if found is None:
            raise UnableToFindDelivery
        if found:
            return open_sealed(bytes(found))
        parts = DeliveryPart.objects.filter(delivery_id=key).order_by("number").values_list("sealed", flat=True)
        return b"".join(open_sealed(bytes(part)) for part in parts.iterator(chunk_size=4))


def deliveries_for(reader: Reader, *, state: str = "") -> list[Delivery]:
    """The deliveries a person may follow, newest first: their organisations' own, or all for the national data team.

    No more than the last 2,000: older ones are found through their key.
    """
    with as_system(reader.actor):
        found = _open_to(reader)
        if state:
            found = found.filter(state=state)
        return list(found.defer("sealed").order_by("-received_at", "key")[:2000])


def counts_for(reader: Reader) -> dict[str, int]:
    """How many deliveries there are by state, and in `all`."""
    with as_system(reader.actor):
        by_state = dict(_open_to(reader).values_list("state").annotate(Count("key")))
    return {**by_state, "all": sum(by_state.values())}


def delivery_for(reader: Reader, key: UUID) -> Delivery:
    """One delivery that a person may follow. Raises `UnableToFindDelivery`."""
    with as_system(reader.actor):
        found = _open_to(reader).filter(key=key).defer("sealed").first()
    if found is None:
        raise UnableToFindDelivery
    return found


def may_have_original(reader: Reader, delivery: Delivery) -> bool:
    """Whether the original is for this reader: it names a person, and is for the organisation that sent it only."""
    return delivery.size > 0 and delivery.sender in _senders(reader)


def original_for(reader: Reader, key: UUID, *, now: dt.datetime) -> bytes:
    """The refused or waiting original, with an audit line. Raises `UnableToFindDelivery` when it is not for them."""
    delivery = delivery_for(reader, key)
    if not may_have_original(reader, delivery):
        raise UnableToFindDelivery
    detail = {"delivery": str(key)}
    leave_line(reader, AuditAction.EXPORT, right=Action.READ_DELIVERIES, detail=detail, now=now)
    return original_of(key, sender=delivery.sender)


def _open_to(reader: Reader) -> QuerySet[Delivery]:
    if not reader.may(Action.READ_DELIVERIES):
        return Delivery.objects.none()
    if reader.may(Action.BUILD_FIGURES):  # the national data team follows every hospital's flow
        return Delivery.objects.all()
    return Delivery.objects.filter(sender__in=_senders(reader))


def names_of_senders(senders: Iterable[str]) -> dict[str, str]:
    """What the hospitals among some senders are called."""
    codes = {one.removeprefix(ORGANISATION): one for one in senders if one.startswith(ORGANISATION)}
    found = Organisation.objects.filter(code__in=codes).values_list("code", "name")
    return {codes[code]: name for code, name in found}


def _senders(reader: Reader) -> list[str]:
    codes = Organisation.objects.filter(pk__in=reader.organisation_ids).values_list("code", flat=True)
    return [f"{ORGANISATION}{code}" for code in codes]
