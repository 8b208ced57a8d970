"""The expert centres and those who work with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """A French region, by its INSEE code."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A French department, by its INSEE code (2A, 971…)."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=60)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="departments")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Filiere(models.Model):
    """A national rare-disease health network (FSMR)."""

    code = models.SlugField(max_length=30, primary_key=True)
    acronym = models.CharField(max_length=30)
    title = models.CharField(max_length=200, help_text="In French.")
    title_en = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        return self.acronym


class Ern(models.Model):
    """A European Reference Network."""

    code = models.SlugField(max_length=30, primary_key=True)
    acronym = models.CharField(max_length=30)
    title = models.CharField(max_length=200, help_text="In French.")
    title_en = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        return self.acronym


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    HOSPITAL = "hospital", _("Hospital")
    LABORATORY = "laboratory", _("Laboratory")
    PEMR = "pemr", _("Rare-disease expertise platform (PEMR)")
    PCOM = "pcom", _("Overseas coordination platform (PCOM)")


class Organisation(models.Model):
    """A hospital, a laboratory or a platform. `finess` is the establishment number (FINESS ET, 9 characters)."""

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind)
    name = models.CharField(max_length=200)
    finess = models.CharField(max_length=9, blank=True, db_index=True)
    city = models.CharField(max_length=80, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)
    is_provisional = models.BooleanField(
        default=False, help_text="Named by a received document, not yet confirmed by the national directory."
    )

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class SiteKind(models.TextChoices):
    """The label of a rare-disease site. A crc is a crmr's associated site; a ccmr a competence centre."""

    COORDINATOR = "crmr-coordinator", _("Reference centre (coordinator)")
    CONSTITUTIVE = "crmr-constitutive", _("Reference centre (constitutive)")
    CRC = "crc", _("Resource and competence centre (crc)")
    CCMR = "ccmr", _("Competence centre (ccmr)")
    UNCONFIRMED = "unconfirmed", _("Not yet confirmed by the directory")


class Site(models.Model):
    """One rare-disease site: a place where people are followed. `code` as in the national directory (S001…)."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=SiteKind)
    name = models.CharField(max_length=200)
    coordinator = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    filiere = models.ForeignKey(Filiere, on_delete=models.PROTECT, null=True, blank=True, related_name="sites")
    erns = models.ManyToManyField(Ern, blank=True, related_name="sites")
    hospital = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    is_synthetic = models.BooleanField(default=False)
    is_provisional = models.BooleanField(
        default=False, help_text="Named by a received document, not yet confirmed by the national directory."
    )

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name
