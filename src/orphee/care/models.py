"""What someone is typing, before they save it."""

import uuid

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The form one person has open, saved every few seconds: it comes back after a closed tab or a lost session.

    It is not an entry: the record does not change until the author saves. The answers are sealed.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    record_key = models.UUIDField()
    dataset = models.CharField(max_length=40)
    instrument = models.CharField(max_length=60)
    source_key = models.CharField(max_length=200, blank=True)
    based_on = models.CharField(max_length=32)  # the stamp of what the author saw
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "record_key", "dataset", "instrument", "source_key"], name="care_draft_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.key)
