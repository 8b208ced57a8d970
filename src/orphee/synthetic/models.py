"""What of a cohort has been loaded: the marker that makes a load resumable."""

from django.db import models


class CohortPart(models.Model):
    """A run of submissions of one cohort, from `first` on: written in the transaction that stored them."""

    seed = models.BigIntegerField()
    first = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    as_of = models.DateField(help_text="The last day of the world it was drawn from.")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seed", "first"], name="synthetic_part_once")]

    def __str__(self) -> str:
        return f"cohort {self.seed}: {self.people} from {self.first}"
