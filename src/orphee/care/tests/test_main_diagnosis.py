"""The chart, the lists and the figures speak of the same diagnosis."""

import datetime as dt
from uuid import UUID

import pytest
from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.queries import reader_of
from orphee.care.presenters.chart import chart
from orphee.care.tests.conftest import DIAGNOSIS, enter
from orphee.datasets.sdm_mr_codes import CONFIRMED, PROBABLE
from orphee.record.models import Summary
from orphee.record.rules.submission import EntryAsGiven
from orphee.record.view import assemble

TODAY = dt.date(2026, 5, 13)


def one(key, disease, status, *, complete=True, **more):
    answers = DIAGNOSIS | {"identifier": key, "disease": disease, "status": status} | more
    return EntryAsGiven("sdm-mr", "2025.01", "diagnosis", answers, key=key, complete=complete)


def chart_of(key, reader):
    with as_system("test"):
        view = assemble(UUID(key), reader, now=timezone.now(), audit=False)
        return chart(view, {}, reader, today=TODAY, language="fr")


@pytest.mark.parametrize(("diagnoses", "order"), [
    ([one("1.2.1", "ORPHA:586", CONFIRMED), one("1.2.2", "ORPHA:558", CONFIRMED)], ["ORPHA:558", "ORPHA:586"]),
    ([one("1.2.1", "ORPHA:586", CONFIRMED, complete=False), one("1.2.2", "ORPHA:558", PROBABLE)],
     ["ORPHA:558", "ORPHA:586"]),
])  # fmt: skip
def test_the_chart_leads_with_the_diagnosis_of_the_lists(clinician, diagnoses, order):
    key = enter(entries=diagnoses)
    shown = chart_of(key, reader_of(clinician))
    with as_system("test"):
        listed = Summary.objects.get(pk=key)
    assert [each.code for each in shown.diagnoses] == order
    assert shown.main_diagnosis is not None
    assert shown.main_diagnosis.code == listed.diagnosis


@pytest.mark.parametrize(("period", "months", "when", "what"), [
    ("303112003", None, "avant la naissance", ["Premiers signes", "Naissance"]),
    ("255407002", None, "naissance", ["Naissance", "Premiers signes"]),
    ("767023003", 14, "14 mois", ["Naissance", "Premiers signes"]),
])  # fmt: skip
def test_the_timeline_knows_what_came_before_birth(clinician, period, months, when, what):
    said = one("1.2.1", "ORPHA:586", CONFIRMED, first_signs={"period": period, "months": months})
    first, second, *_ = chart_of(enter(entries=[said]), reader_of(clinician)).moments
    assert [first.title, second.title] == what
    assert next(each.when for each in (first, second) if each.kind == "first-signs") == when
