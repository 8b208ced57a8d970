"""Reads of the deliveries: one answer for its sender, and the refused original for whoever may see it."""

from __future__ import annotations

from uuid import UUID

from orphee.access.context import as_system
from orphee.exchange.models import Delivery
from orphee.foundation.sealing import open_sealed


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
    return open_sealed(bytes(found)) if found else b""
