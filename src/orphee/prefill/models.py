"""Documents read for a person, what was decided of each proposal, and how well proposals do (without a person)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a document stands."""

    WAITING = "waiting", _("to be read")
    READ = "read", _("read")
    REFUSED = "refused", _("not kept")


class Document(models.Model):
    """A document given to be read: the original, its text and what was found there, all three sealed.

    A refused one keeps nothing but why. What was found are codes and places in the text (`rules.findings`).
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record_key = models.UUIDField(db_index=True)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    sealed = models.BinaryField()
    sealed_text = models.BinaryField(default=b"")
    sealed_findings = models.BinaryField(default=b"")
    problems = models.JSONField(default=list)  # sentences about the document, none of its words
    written_on = models.CharField(max_length=10, blank=True)
    release = models.CharField(max_length=40, blank=True)  # of the lexicon it was read with
    author = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_key", "digest"],
                condition=~models.Q(state=State.REFUSED.value),
                name="prefill_document_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.key)


class Decision(models.Model):
    """What someone decided of a proposal. Added, never altered: undoing is a further line.

    `proposal` names it (kind, code, how it was said); `passages` are the places at the time: keys and offsets, no
    words. `code` and `said` are what was written, `entry_key` and `revision` where.
    """

    record_key = models.UUIDField(db_index=True)
    batch = models.UUIDField()
    proposal = models.CharField(max_length=200)
    act = models.CharField(max_length=10)
    code = models.CharField(max_length=120, blank=True)
    said = models.CharField(max_length=20, blank=True)
    passages = models.JSONField(default=list)
    entry_key = models.UUIDField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    is_new = models.BooleanField(default=False)  # whether the entry was begun with it
    release = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["record_key", "entry_key"], name="prefill_decision_entry")]

    def __str__(self) -> str:
        return f"decision {self.pk} {self.act}"


class ReadingUse(models.Model):
    """One decision, without a person: which question, what became of it, how long it took. No record, author, code.

    The day and not the instant: an instant could be laid beside the audit trail. Undoing adds a line of count -1.
    """

    item = models.CharField(max_length=120)
    stand = models.CharField(max_length=20)
    act = models.CharField(max_length=10)
    count = models.SmallIntegerField(default=1)
    seconds = models.PositiveIntegerField()  # since the page was opened, or since the decision before
    together = models.PositiveIntegerField(default=1)  # decided in one go
    release = models.CharField(max_length=40, blank=True)
    decided_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["item", "decided_on"], name="prefill_use_item")]

    def __str__(self) -> str:
        return f"reading use {self.pk}"
