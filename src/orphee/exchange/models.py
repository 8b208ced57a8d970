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
        indexes = [
            models.Index(fields=["state", "received_at"], name="exchange_delivery_waiting"),
            models.Index(fields=["digest"], name="exchange_delivery_digest"),  # the same bytes, whoever sent them
        ]

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


class SheetState(models.TextChoices):
    """How far a sheet of entries went."""

    RECEIVED = "received", _("Waiting")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Not readable")


class SheetImport(models.Model):
    """A sheet of entries that someone brought: its bytes sealed, what the check found, what was imported.

    `preview` holds the first rows as they will be stored, `problems` those of each row, up to a limit.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    dataset = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    instrument = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField()
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.RECEIVED)
    mode = models.CharField(max_length=4, blank=True)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    received_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "received_at"], name="exchange_sheetimport_mine")]

    def __str__(self) -> str:
        return f"sheet {self.key}"
