"""Cues as readers meet them: for the people of a page, for the filter of the worklist, for one record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from uuid import UUID

from django.db.models import BooleanField, Exists, Func, OuterRef, QuerySet

from orphee.access.context import as_system
from orphee.access.rules.policy import Action, Purpose, Reader
from orphee.care.models import LeadLine
from orphee.datasets.ages import months_of
from orphee.datasets.sdm_mr_codes import PHENOTYPE, SDM
from orphee.foundation.partial_date import PartialDate, months_between
from orphee.record.models import Reach
from orphee.record.rules.view import RecordView
from orphee.record.rules.worth import main_diagnosis, published_disease
from orphee.undiagnosed.models import Cue, CueLine
from orphee.undiagnosed.rules.standing import NEVER_UNDIAGNOSED, Standing, standing


class IsOneOf(Func):
    """Whether a value is in an array, either of which may be a column of another row."""

    template, arg_joiner = "%(expressions)s)", " = ANY ("
    output_field = BooleanField()


def open_cues() -> QuerySet[Cue]:
    """Cues nobody has dealt with, of people who still have no diagnosis, for diseases that nobody set aside since.

    What is said on the chart counts at once; the next look closes what no longer stands.
    """
    return _open_cues().all()


@cache
def _open_cues() -> QuerySet[Cue]:
    """The question, put together once: each page of the worklist asks it twice. It is never answered itself."""
    still = Cue.objects.filter(is_open=True, record__summary__deceased=False)
    return still.exclude(record__summary__diagnosis_status__in=NEVER_UNDIAGNOSED).exclude(_is_set_aside())


def _is_set_aside() -> Exists:
    """The disease of a cue, under any of its codes, was set aside for the person since, and not put back."""
    later = LeadLine.objects.filter(record_key=OuterRef("record_key"), disease=OuterRef("disease"))
    lines = LeadLine.objects.filter(record_key=OuterRef("record_id"), act="aside")
    standing = lines.exclude(Exists(later.filter(pk__gt=OuterRef("pk"))))
    return Exists(standing.filter(IsOneOf("disease", OuterRef("codes"))))


def cues_of_page(keys: Sequence[UUID]) -> dict[UUID, Cue]:
    """The open cue of each of the people of a page, in one query, as the reader."""
    return {cue.record_id: cue for cue in open_cues().filter(record_id__in=keys)}


def people_to_review(reader: Reader) -> frozenset[UUID]:
    """Everyone with an open cue at the reader's sites."""
    with as_system(reader.actor, Purpose.CARE):
        return frozenset(_of_sites(reader).values_list("record_id", flat=True))


def number_to_review(reader: Reader) -> int:
    """How many they are."""
    with as_system(reader.actor, Purpose.CARE):
        return _of_sites(reader).count()


def _of_sites(reader: Reader) -> QuerySet[Cue]:
    """By the sites' own index: counting under row-level security costs ten times as much (`record.queries.people`)."""
    if not reader.may(Action.LIST_PEOPLE):
        return Cue.objects.none()
    reached = Reach.objects.filter(site_id__in=reader.site_ids)
    return open_cues().filter(record_id__in=reached.values("record_id"))


def cue_of(record_key: UUID) -> Cue | None:
    """The open cue of a record that the reader sees."""
    return open_cues().filter(record_id=record_key).first()


def last_word(record_key: UUID) -> CueLine | None:
    """What was done last about a cue of a record, for undoing it."""
    return CueLine.objects.filter(record_key=record_key).select_related("cue").order_by("-pk").first()


def standing_of(view: RecordView, *, has_signs: bool, today: dt.date) -> Standing:
    """Where the person of a record stands, as it reads now."""
    main = main_diagnosis(view.of(SDM, "diagnosis"))
    return standing(
        str(main.get("status") or ""),
        disease=str(main.get("disease") or "") or published_disease(view.of(PHENOTYPE, "disease")),
        onset=months_of(main.get("first_signs")),
        age=age_in_months(view.birth_month, today),
        has_signs=has_signs,
    )


def age_in_months(birth: str, today: dt.date) -> float | None:
    """The age of someone born in a month or a year; None when nobody knows."""
    born = PartialDate.read(birth)
    return float(months_between(born.earliest, today)) if born else None
