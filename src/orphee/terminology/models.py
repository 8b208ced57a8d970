"""One model of a concept, and what each release says about it.

Statements (`Statement`, `Name`, `Edge`, `Mapping` and the annotations) belong to a release and are replaced with
it. `Concept` and `Ancestry` are drawn from them: a code that was ever loaded keeps its row, so that a record
written years ago still shows a label. Public data: no row-level security. Codes are CURIEs and are the keys.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from orphee.terminology.rules.statements import Status


class ConceptStatus(models.TextChoices):
    """Whether a code may be used."""

    ACTIVE = Status.ACTIVE.value, _("Active")
    OBSOLETE = Status.OBSOLETE.value, _("Obsolete")
    DEPRECATED = Status.DEPRECATED.value, _("Replaced")
    NON_RARE = Status.NON_RARE.value, _("Not rare in Europe")
    MERGED = Status.MERGED.value, _("Merged into another")
    WITHDRAWN = Status.WITHDRAWN.value, _("No longer published")


class Release(models.Model):
    """One load of one source: which file, which version, what came of it. One per source is current."""

    source = models.CharField(max_length=40)
    version = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    files = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    authority = models.SmallIntegerField(default=0)
    loaded_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(is_current=True), name="terminology_one_current_release"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.version}"


class Concept(models.Model):
    """A concept as Orphée knows it today, drawn from every current release that mentions it."""

    code = models.CharField(max_length=40, primary_key=True)
    system = models.CharField(max_length=12, db_index=True)
    label_en = models.TextField(blank=True)
    label_fr = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    definition_fr = models.TextField(blank=True)
    level = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12, choices=ConceptStatus, default=ConceptStatus.ACTIVE)
    replaced_by = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.code


class _Stated(models.Model):
    """A row that one release says."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Statement(_Stated):
    """What one release says about one concept; empty where it says nothing."""

    code = models.CharField(max_length=40, db_index=True)
    system = models.CharField(max_length=12)
    label_en = models.TextField(blank=True)
    label_fr = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    definition_fr = models.TextField(blank=True)
    level = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12, blank=True)
    replaced_by = models.CharField(max_length=40, blank=True)


class Name(_Stated):
    """A label or synonym. `folded` is for comparing, `words` for finding."""

    code = models.CharField(max_length=40, db_index=True)
    system = models.CharField(max_length=12)
    language = models.CharField(max_length=2)
    is_label = models.BooleanField()
    text = models.TextField()
    folded = models.TextField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["system", "words"], name="terminology_name_words"),
            models.Index(F("system"), OpClass(F("folded"), "text_pattern_ops"), name="terminology_name_folded"),
        ]


class Word(models.Model):
    """A word that occurs in the names of a system, and how it sounds: what typing errors are looked up in."""

    system = models.CharField(max_length=12)
    word = models.TextField()
    sound = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "word"], name="terminology_word_once")]
        indexes = [GinIndex(F("system"), OpClass(F("sound"), "gin_trgm_ops"), name="terminology_word_sound")]


class Edge(_Stated):
    """`child` is a kind of `parent`."""

    child = models.CharField(max_length=40)
    parent = models.CharField(max_length=40)


class Ancestry(models.Model):
    """Every ancestor of every concept, itself included at 0 steps: one query for a group or for a term's ancestors."""

    pk = models.CompositePrimaryKey("ancestor", "descendant")
    ancestor = models.CharField(max_length=40)
    descendant = models.CharField(max_length=40, db_index=True)
    steps = models.SmallIntegerField()


class Mapping(_Stated):
    """A correspondence between two codes; `relation` reads from subject to object."""

    subject = models.CharField(max_length=40, db_index=True)
    object = models.CharField(max_length=60, db_index=True)
    relation = models.CharField(max_length=12)


class PhenotypeAnnotation(_Stated):
    """A feature of a disease, with how often and where from."""

    disease = models.CharField(max_length=40, db_index=True)
    term = models.CharField(max_length=12, db_index=True)
    excluded = models.BooleanField()
    frequency = models.CharField(max_length=40, blank=True)
    share = models.FloatField(null=True)
    onset = models.CharField(max_length=12, blank=True)
    sex = models.CharField(max_length=8, blank=True)
    modifier = models.TextField(blank=True)
    aspect = models.CharField(max_length=2, blank=True)
    reference = models.TextField(blank=True)
    evidence = models.CharField(max_length=20, blank=True)


class GeneAnnotation(_Stated):
    """A gene of a disease."""

    disease = models.CharField(max_length=40, db_index=True)
    gene = models.CharField(max_length=20, db_index=True)
    symbol = models.CharField(max_length=40, blank=True)
    association = models.TextField(blank=True)
    is_assessed = models.BooleanField()
    reference = models.TextField(blank=True)


class Prevalence(_Stated):
    """One estimate of how many people have a disease."""

    disease = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40, blank=True)
    qualification = models.CharField(max_length=40, blank=True)
    band = models.CharField(max_length=40, blank=True)
    per_100_000 = models.FloatField(null=True)
    geography = models.CharField(max_length=80, blank=True)
    reference = models.TextField(blank=True)


class Course(_Stated):
    """When a disease begins (`onset`) or how it is inherited (`inheritance`), in Orphanet's words."""

    disease = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=80)


class Place(_Stated):
    """What a French place has beyond a name; the name and the level are those of its concept."""

    code = models.CharField(max_length=40, db_index=True)
    insee = models.CharField(max_length=5)
    department = models.CharField(max_length=3, blank=True)
    region = models.CharField(max_length=3, blank=True)
    population = models.IntegerField(null=True)
    postcodes = ArrayField(models.CharField(max_length=5), default=list)

    class Meta:
        indexes = [GinIndex(fields=["postcodes"], name="terminology_place_postcodes")]
