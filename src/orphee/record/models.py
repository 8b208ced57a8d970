"""The record: who follows it, what was said (entries), what was received (documents), and a summary for lists.

An entry is never overwritten: each row is one revision, the newest marked current. The application may change
nothing of a row but that mark (`access.rights`).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from orphee.foundation.keys import new_key


class Record(models.Model):
    """One person's record."""

    key = models.UUIDField(primary_key=True, default=new_key)
    number = models.CharField(max_length=16)
    person = models.OneToOneField("identity.Person", on_delete=models.PROTECT, related_name="record")
    is_synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        # not `unique=True`, which makes a second index for LIKE: so with every text that is looked up whole
        constraints = [models.UniqueConstraint(fields=["number"], name="record_record_number_once")]

    def __str__(self) -> str:
        return self.number


class Reach(models.Model):
    """A site that follows the person: who works there may read the record. The root of row-level security."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="reaches", db_index=False)
    site = models.ForeignKey("network.Site", on_delete=models.PROTECT, related_name="reaches", db_index=False)
    person_key = models.UUIDField(db_index=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "site"], name="record_reach_once")]
        # a site's people and records are read from the index alone: a worklist of thousands touches no row of the table
        indexes = [models.Index(fields=["site", "person_key", "record"], name="record_reach_of_site")]

    def __str__(self) -> str:
        return f"reach {self.pk}"


class Document(models.Model):
    """A document received: its identity, its header, and the original, sealed."""

    key = models.UUIDField(primary_key=True, default=new_key)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="documents")
    channel = models.CharField(max_length=20)
    sender = models.CharField(max_length=120)
    identifier = models.CharField(max_length=200)
    set_id = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    template = models.CharField(max_length=80)
    media_type = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    header = models.JSONField(default=dict)
    remainders = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    is_current = models.BooleanField(default=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set_id", "version", "digest"], name="record_document_once")]

    def __str__(self) -> str:
        return str(self.key)


class EntryState(models.TextChoices):
    """Where an entry stands."""

    DRAFT = "draft", _("draft")
    COMPLETE = "complete", _("complete")
    VALIDATED = "validated", _("validated")
    ENTERED_IN_ERROR = "entered_in_error", _("entered in error")


class Entry(models.Model):
    """One revision of one filled instrument. `key` is shared by all revisions of the entry.

    Every index costs on each of a hospital's documents: a record's entries are found through the constraint on
    current ones, their history through `key`.
    """

    key = models.UUIDField()
    revision = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="entries", db_index=False)
    dataset = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    instrument = models.CharField(max_length=60)
    source_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=EntryState)
    payload = models.JSONField()
    site_code = models.CharField(max_length=20, blank=True)
    author = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=20)
    document_key = models.UUIDField(null=True, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "dataset", "instrument", "source_key"],
                condition=models.Q(is_current=True),
                name="record_entry_current_once",
            ),
            models.UniqueConstraint(fields=["key", "revision"], name="record_entry_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.key} r{self.revision}"


class Summary(models.Model):
    """What lists need to know of a record, typed, without names; rebuilt from the entries in the same transaction."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="summary")
    sites = ArrayField(models.CharField(max_length=20), default=list)
    sex = models.CharField(max_length=2, default="UN")
    birth_month = models.CharField(max_length=7, blank=True)
    department = models.CharField(max_length=3, blank=True)
    diagnosis = models.CharField(max_length=40, blank=True)
    diagnosis_status = models.CharField(max_length=20, blank=True)
    first_signs_months = models.FloatField(null=True, blank=True)
    completeness = models.PositiveSmallIntegerField(default=0)
    missing = ArrayField(models.CharField(max_length=80), default=list)
    last_activity_on = models.CharField(max_length=10, blank=True)
    has_drafts = models.BooleanField(default=False)
    opposed = models.BooleanField(default=False)
    deceased = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"summary {self.pk}"


class Progress(models.Model):
    """How far a record is with one form of a data set other than the SDM-MR; rebuilt with the summary."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="progress", db_index=False)
    dataset = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    instrument = models.CharField(max_length=64)
    entries = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    missing = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "dataset", "instrument"], name="record_progress_once"),
        ]
        indexes = [models.Index(fields=["dataset"], name="record_progress_dataset")]

    def __str__(self) -> str:
        return f"progress {self.pk}"


class OutboxLine(models.Model):
    """Something others must hear of: written with the change itself, read by whoever follows the outbox."""

    record_key = models.UUIDField()
    topic = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"
