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


def one(key, disease, status, *, complete=True):
    answers = DIAGNOSIS | {"identifier": key, "disease": disease, "status": status}
    return EntryAsGiven("sdm-mr", "2025.01", "diagnosis", answers, key=key, complete=complete)


@pytest.mark.parametrize(("diagnoses", "order"), [
    ([one("1.2.1", "ORPHA:586", CONFIRMED), one("1.2.2", "ORPHA:558", CONFIRMED)], ["ORPHA:558", "ORPHA:586"]),
    ([one("1.2.1", "ORPHA:586", CONFIRMED, complete=False), one("1.2.2", "ORPHA:558", PROBABLE)],
     ["ORPHA:558", "ORPHA:586"]),
])  # fmt: skip
def test_the_chart_leads_with_the_diagnosis_of_the_lists(clinician, diagnoses, order):
    key = UUID(enter(entries=diagnoses))
    reader = reader_of(clinician)
    with as_system("test"):
        view = assemble(key, reader, now=timezone.now(), audit=False)
        shown = chart(view, {}, reader, today=TODAY, language="fr")
        listed = Summary.objects.get(pk=key)
    assert [each.code for each in shown.diagnoses] == order
    assert shown.main_diagnosis is not None
    assert shown.main_diagnosis.code == listed.diagnosis
