"""What came to the door: every document received, until it is answered and after."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """By which way a document came."""

    HTTP = "http", _("Web service")
    FOLDER = "folder", _("Watched folder")
    COMMAND = "command", _("Command line")


class State(models.TextChoices):
    """How far a document went."""

    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class Delivery(models.Model):
    """One document as one sender sent it, and the answer given.

    `sealed` holds the encrypted bytes while the document waits and for good when it is refused; an accepted one is
    kept, sealed too, with its record; one too large to be read is in `parts`. The same bytes from the same sender are
    the same delivery.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=64)
    sender = models.CharField(max_length=120)
    way = models.CharField(max_length=10, choices=Way)
    size = models.PositiveBigIntegerField()
    sealed = models.BinaryField(default=bytes)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "digest"], name="exchange_delivery_once")]
        indexes = [models.Index(fields=["state", "received_at"], name="exchange_delivery_waiting")]

    def __str__(self) -> str:
        return f"delivery {self.key}"


class DeliveryPart(models.Model):
    """A part of a document that was too large to be read, each sealed by itself."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="exchange_deliverypart_once")]

    def __str__(self) -> str:
        return f"part {self.number} of delivery {self.delivery_id}"
