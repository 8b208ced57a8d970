"""What a person allowed or opposed: statements that are added and never altered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StatementKind(models.TextChoices):
    """What a statement says of its purpose."""

    OPPOSED = "opposed", _("opposed")
    NOT_OPPOSED = "not-opposed", _("not opposed")
    CONSENTED = "consented", _("consented")
    WITHDRAWN = "withdrawn", _("consent withdrawn")


class Statement(models.Model):
    """One statement, as one source reported it; `stated_at` is when it was said, not when it came."""

    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="statements", db_index=False)
    purpose = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=StatementKind)
    source = models.CharField(max_length=120)
    document_key = models.UUIDField(null=True, blank=True)
    stated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "purpose"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.kind}"
