"""What is kept of people for looking at them again: features, leading candidates, cues. Nothing says who anyone is."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from orphee.undiagnosed.rules.reasons import Act, Cause


class Outline(models.Model):
    """What a ranking and a comparison need of a record, drawn from its entries.

    `observed`: the numbers of the HPO codes observed; `query`: what the ranking is asked (`asking`); `named`: the
    diseases that the record names, supposed or refuted: they are no news.
    `record_updated_at` is the record's when this was drawn: another one says that it must be drawn again.
    """

    record = models.OneToOneField("record.Record", on_delete=models.CASCADE, primary_key=True, related_name="+")
    observed = ArrayField(models.IntegerField(), default=list)
    query = models.JSONField(default=dict)
    named = ArrayField(models.CharField(max_length=40), default=list)
    birth_month = models.CharField(max_length=7, blank=True)
    digest = models.CharField(max_length=32)
    record_updated_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"outline {self.pk}"


class Look(models.Model):
    """The last ranking of someone without a diagnosis: with what, by which release, who led.

    `leads`: pairs of a disease's first code and its score; null when what was known was kept and not ranked yet.
    """

    record = models.OneToOneField("record.Record", on_delete=models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(max_length=32)
    query = models.JSONField(default=dict)
    release = models.CharField(max_length=64)
    leads = models.JSONField(null=True)
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"look {self.pk}"


class Cue(models.Model):
    """A reason to look again at someone: a disease that came forward, from which score to which, and why.

    One is open a person; what was done about it is in the lines. Names are those of the day, so that a list of people
    needs one query.
    """

    record = models.ForeignKey("record.Record", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    cause = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Cause])
    codes = ArrayField(models.CharField(max_length=20))
    names = models.JSONField()  # {"en": …, "fr": …}
    before = models.FloatField()
    after = models.FloatField()
    because = ArrayField(models.CharField(max_length=20), default=list)
    news = models.JSONField(default=dict)  # what came: observed, excluded, withdrawn, genes
    terms = models.JSONField(default=dict)  # names of the features above: code -> [English, French]
    release = models.CharField(max_length=200)  # as it is said
    at = models.DateTimeField()
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(is_open=True), name="undiagnosed_cue_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"cue {self.pk}"


class CueLine(models.Model):
    """One thing done about a cue. Added, never altered; the words may hold anything and are sealed."""

    cue = models.ForeignKey(Cue, on_delete=models.CASCADE, related_name="lines")
    record_key = models.UUIDField(db_index=True)
    act = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Act])
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"cue line {self.pk} {self.act}"


class Night(models.Model):
    """One look at everyone: when, with which knowledge, how many. No person."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    release = models.CharField(max_length=200, blank=True)
    outlined = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    cues = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"night {self.pk}"


class Followed(models.Model):
    """How far the outbox of records was followed. One row."""

    line = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"followed to {self.line}"
