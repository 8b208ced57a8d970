"""One model of a concept, and what each release says about it.

Statements (`Statement`, `Name`, `Edge`, `Mapping` and the annotations) belong to a release and are replaced with
it. `Concept` and `Ancestry` are drawn from them: a code that was ever loaded keeps its row, so that a record
written years ago still shows a label. Public data: no row-level security. Codes are CURIEs and are the keys.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
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
    system = models.CharField(max_length=12)
    label_en = models.TextField(blank=True)
    label_fr = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    definition_fr = models.TextField(blank=True)
    level = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12, choices=ConceptStatus, default=ConceptStatus.ACTIVE)
    replaced_by = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["system"], name="terminology_concept_system")]

    def __str__(self) -> str:
        return self.code


class _Stated(models.Model):
    """A row that one release says.

    Half a million rows are written by COPY in one load: no constraint is checked row by row, and indexes are named
    one by one (`db_index` would make two of each text column).
    """

    release = models.ForeignKey(
        Release, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


def _of_release(table: str) -> BrinIndex:
    """The rows of a release lie together: a few pages of index are enough to remove them."""
    return BrinIndex(fields=["release"], name=f"terminology_{table}_release", pages_per_range=16)


class Statement(_Stated):
    """What one release says about one concept; empty where it says nothing."""

    code = models.CharField(max_length=40)
    system = models.CharField(max_length=12)
    label_en = models.TextField(blank=True)
    label_fr = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    definition_fr = models.TextField(blank=True)
    level = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12, blank=True)
    replaced_by = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            _of_release("statement"),
            models.Index(fields=["code"], name="terminology_statement_code"),
        ]


class Name(_Stated):
    """A label or synonym. `folded` is for comparing, `words` for finding."""

    code = models.CharField(max_length=40)
    system = models.CharField(max_length=12)
    language = models.CharField(max_length=2)
    is_label = models.BooleanField()
    text = models.TextField()
    folded = models.TextField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            _of_release("name"),
            GinIndex(fields=["system", "words"], name="terminology_name_words"),
            models.Index(F("system"), OpClass(F("folded"), "text_pattern_ops"), name="terminology_name_folded"),
        ]


class Word(models.Model):
    """A word that occurs in the names of a system, and how it sounds: what typing errors are looked up in.

    `names` counts the names that hold it, in the release that has most of them.
    """

    system = models.CharField(max_length=12)
    word = models.TextField()
    sound = models.TextField()
    names = models.IntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "word"], name="terminology_word_once")]
        indexes = [GinIndex(F("system"), OpClass(F("sound"), "gin_trgm_ops"), name="terminology_word_sound")]

    def __str__(self) -> str:
        return self.word


class Edge(_Stated):
    """`child` is a kind of `parent`."""

    child = models.CharField(max_length=40)
    parent = models.CharField(max_length=40)

    class Meta:
        indexes = [
            _of_release("edge"),
        ]


class Ancestry(models.Model):
    """Every ancestor of every concept, itself included at 0 steps: one query for a group or for a term's ancestors."""

    pk = models.CompositePrimaryKey("ancestor", "descendant")
    ancestor = models.CharField(max_length=40)
    descendant = models.CharField(max_length=40)
    steps = models.SmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["descendant"], name="terminology_descendant"),
        ]

    def __str__(self) -> str:
        return f"{self.descendant} < {self.ancestor}"


class Mapping(_Stated):
    """A correspondence between two codes; `relation` reads from subject to object."""

    subject = models.CharField(max_length=40)
    object = models.CharField(max_length=60)
    relation = models.CharField(max_length=12)

    class Meta:
        indexes = [
            _of_release("mapping"),
            models.Index(fields=["subject"], name="terminology_mapping_subject"),
            models.Index(fields=["object"], name="terminology_mapping_object"),
        ]


class PhenotypeAnnotation(_Stated):
    """A feature of a disease, with how often and where from."""

    disease = models.CharField(max_length=40)
    term = models.CharField(max_length=12)
    excluded = models.BooleanField()
    frequency = models.CharField(max_length=40, blank=True)
    share = models.FloatField(null=True)
    onset = models.CharField(max_length=12, blank=True)
    sex = models.CharField(max_length=8, blank=True)
    modifier = models.TextField(blank=True)
    aspect = models.CharField(max_length=2, blank=True)
    reference = models.TextField(blank=True)
    evidence = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            _of_release("feature"),
            models.Index(fields=["disease"], name="terminology_feature_disease"),
            models.Index(fields=["term"], name="terminology_feature_term"),
        ]


class GeneAnnotation(_Stated):
    """A gene of a disease."""

    disease = models.CharField(max_length=40)
    gene = models.CharField(max_length=20)
    symbol = models.CharField(max_length=40, blank=True)
    association = models.TextField(blank=True)
    is_assessed = models.BooleanField()
    reference = models.TextField(blank=True)

    class Meta:
        indexes = [
            _of_release("gene"),
            models.Index(fields=["disease"], name="terminology_gene_disease"),
            models.Index(fields=["gene"], name="terminology_gene_gene"),
        ]


class Prevalence(_Stated):
    """One estimate of how many people have a disease."""

    disease = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    qualification = models.CharField(max_length=40, blank=True)
    band = models.CharField(max_length=40, blank=True)
    per_100_000 = models.FloatField(null=True)
    geography = models.CharField(max_length=80, blank=True)
    reference = models.TextField(blank=True)

    class Meta:
        indexes = [
            _of_release("prevalence"),
            models.Index(fields=["disease"], name="terminology_prevalence_disease"),
        ]


class Course(_Stated):
    """When a disease begins (`onset`) or how it is inherited (`inheritance`), in Orphanet's words."""

    disease = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=80)

    class Meta:
        indexes = [
            _of_release("course"),
            models.Index(fields=["disease"], name="terminology_course_disease"),
        ]


class Place(_Stated):
    """What a French place has beyond a name; the name and the level are those of its concept."""

    code = models.CharField(max_length=40)
    insee = models.CharField(max_length=5)
    department = models.CharField(max_length=3, blank=True)
    region = models.CharField(max_length=3, blank=True)
    population = models.IntegerField(null=True)
    postcodes = ArrayField(models.CharField(max_length=5), default=list)

    class Meta:
        indexes = [
            _of_release("place"),
            models.Index(fields=["code"], name="terminology_place_code"),
            GinIndex(fields=["postcodes"], name="terminology_place_postcodes"),
        ]
