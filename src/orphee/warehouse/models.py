"""What the warehouse's role is not shown of each form (`closing`)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ClosedForm(models.Model):
    """The answers of one version of a form that the view `warehouse_entry` leaves out.

    `keys` are taken away whole; `inside` says what is taken away within groups: a group's key with the same again, or
    with null for what goes.
    """

    dataset = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    instrument = models.CharField(max_length=64)
    keys = ArrayField(models.TextField())
    groups = ArrayField(models.TextField())
    inside = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "version", "instrument"], name="warehouse_closed_once")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.version} {self.instrument}"
