"""The audit trail, one line for each access and each change, added and never altered; and what is counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditAction(models.TextChoices):
    """What was done."""

    SEARCH = "search", _("searched people")
    READ = "read", _("opened the record")
    WRITE = "write", _("wrote to the record")
    RECEIVE = "receive", _("received a document")
    EXPORT = "export", _("exported the record")
    BUILD = "build", _("built the statistics")
    SIGN_IN = "sign-in", _("signed in")
    REFUSED = "refused", _("was refused")


class AuditLine(models.Model):
    """Who did what, to which record, when, for which purpose. Holds keys and codes, never a name."""

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=80)
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=20, choices=AuditAction)
    purpose = models.CharField(max_length=40, blank=True)
    record_key = models.UUIDField(null=True, blank=True)
    site_code = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["record_key", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action}"


class Count(models.Model):
    """How many in a window of time (`counting`). The key is a keyed digest of what is counted: it names nobody."""

    key = models.CharField(primary_key=True, max_length=40)
    n = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.n} until {self.ends_at:%Y-%m-%d %H:%M}"
