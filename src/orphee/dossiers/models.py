"""Specialty dossiers, their versions, and what was decided about them. Definitions only: nothing of a person.

A published version is frozen by a trigger (`migrations/0002_frozen_versions.py`): of its row, nothing but the way to
“retired” can change, whoever asks.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from orphee.dossiers.rules.states import State


class Dossier(models.Model):
    """One specialty dossier of a network (filière), or of the country when it has none."""

    key = models.SlugField(max_length=60, unique=True)
    filiere = models.ForeignKey("network.Filiere", on_delete=models.PROTECT, null=True, blank=True)
    title_fr = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    is_synthetic = models.BooleanField(default=False)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["title_fr", "key"]

    def __str__(self) -> str:
        return self.key


class VersionState(models.TextChoices):
    """Where a version stands (`rules.states` says what may follow)."""

    DRAFT = State.DRAFT.value, pgettext_lazy("version", "draft")
    REVIEW = State.REVIEW.value, pgettext_lazy("version", "in review")
    PUBLISHED = State.PUBLISHED.value, pgettext_lazy("version", "published")
    RETIRED = State.RETIRED.value, pgettext_lazy("version", "retired")


class Version(models.Model):
    """One version: its definition as YAML. `edits` counts changes, so that a second editor is told.

    `step` is the place in the draft's former texts (undo, redo). `losses`: what an import could not carry over.
    `migration`: how entries of the version before become entries of this one, as YAML.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    edits = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField(default=0)
    imported_from = models.CharField(max_length=20, blank=True)
    losses = models.JSONField(default=list)
    losses_seen = models.BooleanField(default=True)
    migration = models.TextField(blank=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    updated_by = models.CharField(max_length=80)
    updated_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=80, blank=True)
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "version"], name="dossiers_version_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.version}"


class FormerText(models.Model):
    """A text that a draft had, for undo and redo; gone once it is published."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="former_texts")
    step = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "step"], name="dossiers_former_text_once")]

    def __str__(self) -> str:
        return f"{self.version_id} step {self.step}"


class Decision(models.Model):
    """A change of state: who, when, and why. Added, never altered."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=VersionState)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"


class Pulse(models.Model):
    """One row that changes with every publication: what each process compares before it trusts its memory."""

    token = models.UUIDField()

    def __str__(self) -> str:
        return str(self.token)


class Move(models.Model):
    """Entries of one version being moved to the next: how many, what found no place, and where to go on.

    `lost` counts by item; the answers themselves stay in the revision before, and nowhere else.
    """

    target = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="moves")
    from_version = models.CharField(max_length=20)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    last_entry = models.BigIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    lost = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.target_id} from {self.from_version}"
