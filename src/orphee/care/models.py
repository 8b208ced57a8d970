"""What someone is typing before they save it, what they attach, how forms are used, questions, leads set aside."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from orphee.care.rules.questioning import State


class Draft(models.Model):
    """The form one person has open, saved every few seconds: it comes back after a closed tab or a lost session.

    It is not an entry: the record does not change until the author saves. The answers are sealed.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    record_key = models.UUIDField()
    dataset = models.CharField(max_length=40)
    version = models.CharField(max_length=20, blank=True)
    instrument = models.CharField(max_length=60)
    source_key = models.CharField(max_length=200, blank=True)
    based_on = models.CharField(max_length=32)  # the stamp of what the author saw
    typed = models.CharField(max_length=36, blank=True)  # the browser's name for what it sent last
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


class OpenForm(models.Model):
    """A form someone has opened and not completed: since when, how long they typed, which answers they took.

    Gone when the form is completed; what remains of it is a line of `FormUse`.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    record_key = models.UUIDField()
    dataset = models.CharField(max_length=40)
    instrument = models.CharField(max_length=60)
    source_key = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    taken = ArrayField(models.CharField(max_length=200), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "record_key", "dataset", "instrument", "source_key"], name="care_openform_once"
            )
        ]

    def __str__(self) -> str:
        return f"open form {self.pk}"


class FormUse(models.Model):
    """One form completed: how long, how many answers by which way. No person, no record, no author, no content.

    The day and not the instant: an instant could be laid beside the audit trail.
    """

    dataset = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    instrument = models.CharField(max_length=60)
    completed_on = models.DateField()
    seconds_open = models.PositiveIntegerField()
    seconds_active = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    typed = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    computed = models.PositiveIntegerField()
    retyped = ArrayField(models.CharField(max_length=200), default=list)  # items typed although known elsewhere

    class Meta:
        indexes = [models.Index(fields=["dataset", "completed_on"], name="care_formuse_dataset")]

    def __str__(self) -> str:
        return f"form use {self.pk}"


class Attachment(models.Model):
    """A file attached to an answer of a record. The entry holds its key, its name and its digest; the bytes are here.

    Sealed like documents received, and never changed.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record_key = models.UUIDField(db_index=True)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    author = models.CharField(max_length=80)
    attached_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.key)


class QuestionState(models.TextChoices):
    """Where a question stands (`rules.questioning` says what may follow)."""

    OPEN = State.OPEN.value, _("to answer")
    ANSWERED = State.ANSWERED.value, _("answered")
    CORRECTED = State.CORRECTED.value, _("corrected")
    CLOSED = State.CLOSED.value, _("closed")


class Question(models.Model):
    """A question on one answer of one entry. `item` is a path of the form; `author` and `site_code` say who answers.

    `revision`: the entry's when it was asked. What was said is in the lines, sealed.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record_key = models.UUIDField(db_index=True)
    entry_key = models.UUIDField(db_index=True)
    dataset = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    instrument = models.CharField(max_length=64)
    item = models.TextField()
    revision = models.PositiveIntegerField()
    site_code = models.CharField(max_length=40, blank=True, db_index=True)
    author = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry_key", "item"],
                condition=models.Q(state__in=[State.OPEN.value, State.ANSWERED.value]),
                name="care_question_pending_once",
            )
        ]

    def __str__(self) -> str:
        return f"question {self.key}"


class QuestionLine(models.Model):
    """One thing done about a question: asked, answered, corrected, closed, reopened. Added, never altered.

    The words may hold anything: they are sealed, behind the wall of the record, and in no log.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="lines")
    record_key = models.UUIDField()
    act = models.CharField(max_length=10)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.question_id} {self.act}"


class LeadLine(models.Model):
    """A disease the engine proposed for a record: set aside, or put back. Added, never altered.

    Why is sealed: it may hold anything.
    """

    record_key = models.UUIDField(db_index=True)
    disease = models.CharField(max_length=20)
    act = models.CharField(max_length=10)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"lead {self.pk} {self.act}"
