"""Accounts, the roles they hold at sites, and the tokens of hospital systems."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does here. What each role may do: `access.rules.policy`."""

    CLINICIAN = "clinician", _("Clinician")
    RESEARCH_STAFF = "research-staff", _("Clinical research staff")
    NETWORK_COORDINATOR = "network-coordinator", _("Network coordinator")
    NETWORK_DATA_MANAGER = "network-data-manager", _("Network data manager")
    DATA_MANAGER = "data-manager", _("National data manager")
    NATIONAL_TEAM = "national-team", _("National steering team")
    INTEGRATOR = "integrator", _("Hospital integrator")


class Accounts(BaseUserManager["User"]):
    """Creates accounts."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """A new account; without a password nobody can sign in with it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    rpps = models.CharField(max_length=11, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="fr")
    is_synthetic = models.BooleanField(default=False)
    failed_attempts = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    objects = Accounts()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return f"user {self.pk}"


class Membership(models.Model):
    """A role held at a site, in a network (filière), at a hospital, or in the whole country."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    site = models.ForeignKey("network.Site", on_delete=models.PROTECT, null=True, blank=True)
    filiere = models.ForeignKey("network.Filiere", on_delete=models.PROTECT, null=True, blank=True)
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "site", "filiere", "organisation"],
                nulls_distinct=False,
                name="access_membership_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class Token(models.Model):
    """The key by which a hospital's system sends documents. Only its SHA-256 is kept."""

    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=120)
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label
