"""Who a person is. The tables live in the schema `identity`, which no other role but the application's can enter."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from orphee.foundation.keys import new_key


class Person(models.Model):
    """The traits of one person as last said. Partial dates are ISO text; `birth_day` is set when the day is known."""

    key = models.UUIDField(primary_key=True, default=new_key)
    birth_name = models.CharField(max_length=120, blank=True)
    birth_given_names = models.CharField(max_length=200, blank=True)
    first_given_name = models.CharField(max_length=120, blank=True)
    used_name = models.CharField(max_length=120, blank=True)
    used_given_name = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=2, default="UN")
    birth_date = models.CharField(max_length=10, blank=True)
    birth_day = models.DateField(null=True, blank=True)
    multiple_birth = models.BooleanField(null=True, blank=True)
    birth_order = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_place_code = models.CharField(max_length=10, blank=True)
    birth_place_city = models.CharField(max_length=120, blank=True)
    birth_country = models.CharField(max_length=60, blank=True)
    ins = models.CharField(max_length=20, blank=True)
    ins_system = models.CharField(max_length=40, blank=True)
    foetus_local_id = models.JSONField(null=True, blank=True)
    address = models.JSONField(null=True, blank=True)
    telecoms = models.JSONField(default=list, blank=True)
    relations = models.JSONField(default=list, blank=True)
    nameless = models.BooleanField(default=False)
    folded_name = models.CharField(max_length=700, blank=True)
    traits_key = models.CharField(max_length=64, blank=True)
    is_synthetic = models.BooleanField(default=False)
    said_at = models.DateTimeField(null=True)  # the newest word; None: nobody noted when, and any word is newer
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(OpClass("folded_name", name="gin_trgm_ops"), name="identity_person_folded"),
            models.Index(fields=["ins"], name="identity_person_ins", condition=~models.Q(ins="")),
            models.Index(fields=["traits_key"], name="identity_person_traits", condition=~models.Q(traits_key="")),
            models.Index(fields=["birth_day"], name="identity_person_birth_day"),
            # a list of thousands is put in order from the index alone
            models.Index(fields=["key"], include=["folded_name"], name="identity_person_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class Identifier(models.Model):
    """A local identifier of a person: the assigning authority (OID or URI) and the value."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    root = models.CharField(max_length=120)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "value"], name="identity_identifier_once")]

    def __str__(self) -> str:
        return f"identifier {self.pk}"
