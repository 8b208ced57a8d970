"""Every check of the sets of the catalogue: a row that breaks it and one that passes, on each side of its edge."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from orphee.datasets import catalogue
from orphee.datasets.computing import computed
from orphee.datasets.conditions import Context
from orphee.datasets.definition import walk_items
from orphee.datasets.validation import validate
from orphee.foundation.partial_date import PartialDate

TODAY = dt.date(2025, 3, 15)
GIRL = Context(today=TODAY, birth_date=PartialDate.parse("2020-05-17"), sex="F")
TEEN = Context(today=TODAY, birth_date=PartialDate.parse("2008-03-15"), sex="F")  # 204 months to the day
OLDER_TEEN = Context(today=TODAY, birth_date=PartialDate.parse("2008-02-15"), sex="F")
ADULT = Context(today=TODAY, birth_date=PartialDate.parse("2007-03-15"), sex="M")  # 216 months to the day
FOETUS = Context(today=TODAY, antenatal=True)
CASES = dict[str, Any]

YES, NO = "LA33-6", "LA32-8"
MISTYPED = {
    "code-malformed", "code-unknown", "code-wrong-system", "date-incomplete", "date-unreadable", "no-such-day",
    "not-a-list", "not-applicable", "number-too-great", "number-too-small", "unit-unexpected", "unknown-item",
    "wrong-format", "wrong-type",
}  # fmt: skip
HPO = ["HP:0001250", "HP:0001263", "HP:0000252"]


def row(drugs: CASES, **more: object) -> CASES:
    """A report with one product."""
    return {"drugs": [drugs], **more}


# Set, instrument, check, answers that break it, answers that pass.
ROWS: list[tuple[str, str, str, CASES, CASES]] = [
    # ---- biobank
    ("biobank", "event", "event-date-and-age", {"occurred_on": "2024", "age_months": 40}, {"occurred_on": "2024"}),
    ("biobank", "event", "event-without-date-or-age", {"identifier": "e"}, {"age_months": 0}),
    ("biobank", "event", "event-before-birth", {"occurred_on": "2019-07-16"}, {"occurred_on": "2019-07-17"}),
    ("biobank", "sample", "created-before-sampled", {"sampled_on": "2024-02-02", "created_at": "2024-02-01T09:00"},
     {"sampled_on": "2024-02-02", "created_at": "2024-02-02T09:00"}),
    # ---- emergency card
    ("emergency-card", "card", "card-without-situation", {"allergies": "aucune connue"},
     {"situations": [{"situation": "Jeûne", "at_once": "Sérum glucosé"}]}),
    ("emergency-card", "card", "review-before-writing", {"written_on": "2025-03-01", "review_on": "2025-02"},
     {"written_on": "2025-03-01", "review_on": "2025-03"}),
    ("emergency-card", "card", "review-too-late", {"written_on": "2025-03-01", "review_on": "2027-03-02"},
     {"written_on": "2025-03-01", "review_on": "2027-03-01"}),
    ("emergency-card", "card", "review-overdue", {"written_on": "2024-03-01", "review_on": "2025-03-14"},
     {"written_on": "2024-03-01", "review_on": "2025-03-15"}),
    # ---- European elements
    ("eu-cde", "cde", "foetus-after-birth", {"sex": "C17998"}, {"sex": "C124294"}),
    ("eu-cde", "cde", "death-before-birth", {"vital_status": "SIO_010059", "died_on": "2020-05-16"},
     {"vital_status": "SIO_010059", "died_on": "2020-05-17"}),
    ("eu-cde", "cde", "first-contact-before-birth", {"first_contact_on": "2019-07-16"},
     {"first_contact_on": "2019-07-17"}),
    ("eu-cde", "cde", "first-contact-after-death",
     {"vital_status": "SIO_010059", "died_on": "2024-01-01", "first_contact_on": "2024-01-02"},
     {"vital_status": "SIO_010059", "died_on": "2024-01-02", "first_contact_on": "2024-01-02"}),
    ("eu-cde", "cde", "diagnosis-before-onset",
     {"onset": {"period": "767023003", "months": 2}, "diagnosed": {"period": "767023003", "months": 1}},
     {"onset": {"period": "767023003", "months": 2}, "diagnosed": {"period": "767023003", "months": 2}}),
    ("eu-cde", "cde", "neither-diagnosed-nor-undiagnosed", {"pseudonym": "x"},
     {"undiagnosed": {"phenotype": ["HP:0001250"]}}),
    ("eu-cde", "cde", "neither-diagnosed-nor-undiagnosed", {"undiagnosed": {}}, {"disease": "ORPHA:513"}),
    # ---- foetopathology
    ("foetopathology", "examination", "examined-before-delivery",
     {"expelled_on": "2024-05-02", "examined_on": "2024-05-01"},
     {"expelled_on": "2024-05-02", "examined_on": "2024-05"}),
    ("foetopathology", "examination", "spontaneous-miscarriage-late", {"circumstances": "O03", "term_weeks": 22},
     {"circumstances": "O03", "term_weeks": 21.9}),
    ("foetopathology", "examination", "weight-for-term-unlikely", {"term_weeks": 20, "body_weight_g": 701},
     {"term_weeks": 20, "body_weight_g": 700}),
    ("foetopathology", "examination", "certain-without-disease", {"conclusion": "certain"}, {"conclusion": "probable"}),
    # ---- newborn screening
    ("newborn-screening", "sample", "sample-before-birth", {"sampled_at": "2020-05-16T10:00"},
     {"sampled_at": "2020-05-17T10:00"}),
    ("newborn-screening", "sample", "sample-outside-window", {"order": "first", "age_hours": 47},
     {"order": "first", "age_hours": 48}),
    ("newborn-screening", "sample", "sample-outside-window", {"order": "first", "age_hours": 73},
     {"order": "repeat-preterm", "age_hours": 73}),
    ("newborn-screening", "result", "positive-screening-negative-tests",
     {"first_conclusion": "negative", "screening": "positive"},
     {"first_conclusion": "positive", "screening": "positive"}),
    ("newborn-screening", "result", "recall-before-result",
     {"screening": "positive", "reported_on": "2020-05-22", "recalled_on": "2020-05-21"},
     {"screening": "positive", "reported_on": "2020-05-22", "recalled_on": "2020-05-22"}),
    ("newborn-screening", "result", "positive-not-recalled", {"screening": "positive"},
     {"screening": "positive", "recall_kind": "unreachable"}),
    ("newborn-screening", "result", "confirmed-before-recall",
     {"screening": "positive", "recalled_on": "2020-05-22", "confirmation": "confirmed", "confirmed_on": "2020-05-21"},
     {"screening": "positive", "recalled_on": "2020-05-22", "confirmation": "confirmed", "confirmed_on": "2020-05"}),
    ("newborn-screening", "result", "care-before-birth",
     {"screening": "positive", "confirmation": "confirmed", "care_started_on": "2020-05-16"},
     {"screening": "positive", "confirmation": "confirmed", "care_started_on": "2020-05-17"}),
    ("newborn-screening", "hearing", "fitted-before-diagnosis",
     {"diagnosed_on": "2020-09-02", "fitted_on": "2020-09-01"},
     {"diagnosed_on": "2020-09-02", "fitted_on": "2020-09-02"}),
    # ---- questionnaires
    ("phq-9", "phq9", "thoughts-of-death", {"q9": "LA6569-3"}, {"q9": "LA6568-5"}),
    # ---- devices
    ("sdm-dm", "device", "lppr-without-code", {"framework": "lppr"}, {"framework": "lppr", "lppr": "1234567"}),
    ("sdm-dm", "device", "outside-without-reason", {"in_indication": False},
     {"in_indication": False, "outside_without_reason": "Pas d’alternative"}),
    ("sdm-dm", "device", "device-before-birth", {"placed_on": "2019-07-16"}, {"placed_on": "2019-07-17"}),
    ("sdm-dm", "device", "device-ended-before-placed", {"placed_on": "2024-02", "ended_on": "2024-01"},
     {"placed_on": "2024-02", "ended_on": "2024"}),
    ("sdm-dm", "incident", "serious-consequence-not-serious", {"serious": False, "consequences": ["hospitalisation"]},
     {"serious": False, "consequences": ["surgery"]}),
    ("sdm-dm", "incident", "reported-before-occurred", {"occurred_on": "2024-05-02", "reported_on": "2024-05-01"},
     {"occurred_on": "2024-05-02", "reported_on": "2024-05-02"}),
    ("sdm-dm", "incident", "serious-incident-unreported", {"serious": True}, {"serious": False}),
    # ---- adverse reactions
    ("sdm-ei", "report", "no-suspect-drug", row({"role": "2"}), row({"role": "3"})),
    ("sdm-ei", "report", "updated-before-received", {"received_on": "2024-05-02", "updated_on": "2024-05-01"},
     {"received_on": "2024-05-02", "updated_on": "2024-05-02"}),
    ("sdm-ei", "report", "serious-not-sent", {"reactions": [{"seriousness": ["important"]}]},
     {"reactions": [{"seriousness": ["none"]}]}),
    ("sdm-ei", "report", "sent-before-known", {"received_on": "2024-05-02", "sent_on": "2024-05-01"},
     {"received_on": "2024-05-02", "sent_on": "2024-05-02"}),
    ("sdm-ei", "report", "not-serious-with-criterion", {"reactions": [{"seriousness": ["none", "death"]}]},
     {"reactions": [{"seriousness": ["none"]}, {"seriousness": ["death"]}]}),
    ("sdm-ei", "report", "reaction-before-birth", {"reactions": [{"started_on": "2019-07-16"}]},
     {"reactions": [{"started_on": "2019-07-17"}]}),
    ("sdm-ei", "report", "reaction-ended-before-started",
     {"reactions": [{"started_on": "2024-05-02", "ended_on": "2024-05-01"}]},
     {"reactions": [{"started_on": "2024-05-02", "ended_on": "2024-05"}]}),
    ("sdm-ei", "report", "fatal-outcome-not-serious", {"reactions": [{"outcome": "5", "seriousness": ["important"]}]},
     {"reactions": [{"outcome": "5", "seriousness": ["death"]}]}),
    ("sdm-ei", "report", "drug-ended-before-started", row({"started_on": "2024-05", "ended_on": "2024-04"}),
     row({"started_on": "2024-05", "ended_on": "2024-05"})),
    # ---- functional analyses
    ("sdm-f", "assay", "variant-test-without-variant", {"purpose": "variant"}, {"purpose": "variant", "variant": "v1"}),
    ("sdm-f", "assay", "assay-reported-before-requested", {"requested_on": "2024-05-02", "reported_on": "2024-05-01"},
     {"requested_on": "2024-05-02", "reported_on": "2024-05-02"}),
    ("sdm-f", "assay", "reference-range-upside-down", {"value": 1, "reference_low": 5.1, "reference_high": 5},
     {"value": 1, "reference_low": 5, "reference_high": 5}),
    ("sdm-f", "assay", "evidence-against-result",
     {"purpose": "variant", "result": "normal", "evidence": "ps3-supporting"},
     {"purpose": "variant", "result": "normal", "evidence": "bs3-supporting"}),
    ("sdm-f", "assay", "evidence-too-strong-for-controls",
     {"purpose": "variant", "evidence": "ps3-moderate", "controls_pathogenic": 5, "controls_benign": 5},
     {"purpose": "variant", "evidence": "ps3-moderate", "controls_pathogenic": 5, "controls_benign": 6}),
    ("sdm-f", "assay", "evidence-too-strong-for-controls", {"purpose": "variant", "evidence": "bs3-strong"},
     {"purpose": "variant", "evidence": "bs3-supporting"}),
    # ---- genomics
    ("sdm-g", "request", "received-before-prescribed", {"prescribed_on": "2024-05-02", "received_on": "2024-05-01"},
     {"prescribed_on": "2024-05-02", "received_on": "2024-05-02"}),
    ("sdm-g", "sample", "sample-received-before-taken", {"sampled_on": "2024-05-02", "received_on": "2024-05-01"},
     {"sampled_on": "2024-05-02", "received_on": "2024-05-02"}),
    ("sdm-g", "analysis", "analysis-ended-before-started", {"started_on": "2024-05-02", "ended_on": "2024-05-01"},
     {"started_on": "2024-05-02", "ended_on": "2024-05-02"}),
    ("sdm-g", "analysis", "depth-low", {"kind": "exome", "mean_depth": 29.9}, {"kind": "exome", "mean_depth": 30}),
    ("sdm-g", "variant", "variant-without-name", {"gene": "HGNC:3603"}, {"iscn": "46,XX,del(15)(q11q13)"}),
    ("sdm-g", "variant", "gain-without-gain", {"kind": "SO:0001742", "copies": 2}, {"kind": "SO:0001742", "copies": 3}),
    ("sdm-g", "variant", "mosaic-like-fraction", {"allelic_state": "LA6706-1", "allelic_fraction": 0.19},
     {"allelic_state": "LA6706-1", "allelic_fraction": 0.2}),
    ("sdm-g", "variant", "mosaic-like-fraction", {"allelic_state": "LA6706-1", "allelic_fraction": 0.81},
     {"allelic_state": "LA6705-3", "allelic_fraction": 1}),
    ("sdm-g", "variant", "class-without-criteria", {"acmg": "LA26332-9"}, {"acmg": "LA26333-7"}),
    ("sdm-g", "variant", "benign-and-causative", {"acmg": "LA26334-5", "role": "CAUSATIVE"},
     {"acmg": "LA26333-7", "role": "CAUSATIVE"}),
    ("sdm-g", "report", "positive-without-disease", {"conclusion": "positive"}, {"conclusion": "partial"}),
    ("sdm-g", "report", "reanalysis-before-report",
     {"conclusion": "negative", "issued_on": "2024-05-02", "reanalysis_due": "2024-04"},
     {"conclusion": "negative", "issued_on": "2024-05-02", "reanalysis_due": "2026"}),
    ("sdm-g", "report", "negative-without-reanalysis", {"conclusion": "negative"}, {"conclusion": "uncertain"}),
    ("sdm-g", "reanalysis", "change-without-variant", {"outcome": "reclassified"},
     {"outcome": "reclassified", "new_variants": ["v2"]}),
    # ---- prescription
    ("sdm-p", "prescription", "known-variant-unnamed", {"examination": "known-variant"},
     {"examination": "known-variant", "known_variant": "NM_000138.5:c.1468G>T"}),
    ("sdm-p", "prescription", "genome-without-preindication", {"examination": "genome"}, {"examination": "exome"}),
    ("sdm-p", "prescription", "urgent-without-reason", {"urgency": "urgent"}, {"urgency": "routine"}),
    ("sdm-p", "prescription", "few-features", {"purpose": "diagnosis", "features": HPO[:2]},
     {"purpose": "diagnosis", "features": HPO}),
    ("sdm-p", "prescription", "trio-without-both-parents",
     {"structure": "trio", "relatives": [{"relationship": "NMTH"}]},
     {"structure": "trio", "relatives": [{"relationship": "NMTH"}, {"relationship": "NFTH"}]}),
    ("sdm-p", "prescription", "meeting-after-prescription",
     {"meeting_held": True, "meeting_on": "2024-05-02", "prescribed_on": "2024-05-01"},
     {"meeting_held": True, "meeting_on": "2024-05-01", "prescribed_on": "2024-05-01"}),
    ("sdm-p", "prescription", "no-written-consent", {"consent_signed": False}, {"consent_signed": True}),
    ("sdm-p", "prescription", "consent-before-information",
     {"consent_signed": True, "informed_on": "2024-05-02", "consent_on": "2024-05-01"},
     {"consent_signed": True, "informed_on": "2024-05-02", "consent_on": "2024-05-02"}),
    ("sdm-p", "prescription", "sent-before-consent",
     {"consent_signed": True, "consent_on": "2024-05-02", "sent_on": "2024-05-01"},
     {"consent_signed": True, "consent_on": "2024-05-02", "sent_on": "2024-05-02"}),
    # ---- treatment
    ("sdm-t", "treatment", "access-without-number", {"framework": "aap"}, {"framework": "authorised"}),
    ("sdm-t", "treatment", "access-granted-before-requested",
     {"framework": "aac", "requested_on": "2024-05-02", "granted_on": "2024-05-01"},
     {"framework": "aac", "requested_on": "2024-05-02", "granted_on": "2024-05-02"}),
    ("sdm-t", "treatment", "off-label-without-opinion", {"framework": "off-label", "meeting_opinion": "none"},
     {"framework": "off-label", "meeting_opinion": "favourable"}),
    ("sdm-t", "treatment", "off-label-without-opinion", {"framework": "aac"}, {"framework": "authorised"}),
    ("sdm-t", "treatment", "treatment-before-birth", {"started_on": "2019-07-16"}, {"started_on": "2019-07-17"}),
    ("sdm-t", "treatment", "treatment-before-access",
     {"framework": "aap", "granted_on": "2024-05-02", "started_on": "2024-05-01"},
     {"framework": "aap", "granted_on": "2024-05-02", "started_on": "2024-05"}),
    ("sdm-t", "treatment", "weight-missing-for-dose", {"product": "x"}, {"weight": {"value": 15, "unit": "kg"}}),
    ("sdm-t", "follow_up", "event-without-report", {"adverse_event": YES}, {"adverse_event": NO}),
    ("sdm-t", "stop", "stopped-before-started", {"started_on": "2024-05", "stopped_on": "2024-04"},
     {"started_on": "2024-05", "stopped_on": "2024"}),
    ("sdm-t", "stop", "other-reason-unnamed", {"reasons": ["other"]}, {"reasons": ["wish"]}),
    ("sdm-t", "stop", "stop-for-event-without-report", {"reasons": ["adverse-event"]},
     {"reasons": ["adverse-event"], "event": "r1"}),
    # ---- transfer
    ("transition", "transfer", "transfer-before-preparation", {"prepared_since": "2024-05", "planned_on": "2024-04"},
     {"prepared_since": "2024-05", "planned_on": "2026"}),
    ("transition", "transfer", "no-emergency-card", {"given": ["letter"]}, {"given": ["letter", "emergency-card"]}),
    ("transition", "transfer", "adult-visit-before-sending",
     {"sent_on": "2025-01-02", "first_adult_visit": "2025-01-01"},
     {"sent_on": "2025-01-02", "first_adult_visit": "2025-01"}),
]  # fmt: skip
IN_CONTEXT = {("transition", "transfer", "preparation-late")}  # its rows are below, an age for each


def codes(key: str, instrument: str, answers: CASES, context: Context = GIRL) -> set[str]:
    """The problems of an entry, computed items filled first as intake does."""
    form = catalogue.dataset(key).instrument(instrument)
    return {problem.code for problem in validate(form, computed(form, answers, context), context)}


@pytest.mark.parametrize(("key", "instrument", "check", "breaks", "passes"), ROWS)
def test_a_check_and_its_edge(key: str, instrument: str, check: str, breaks: CASES, passes: CASES):
    assert check in codes(key, instrument, breaks)
    assert check not in codes(key, instrument, passes)


def test_no_row_brings_a_wrong_type_or_code():
    """A row that breaks a check by a typing mistake would prove nothing."""
    for key, instrument, _, breaks, passes in ROWS:
        for answers in (breaks, passes):
            found = codes(key, instrument, answers)
            assert not found & MISTYPED, (answers, found)


def test_every_check_of_every_set_has_its_row():
    tested = {(key, instrument, check) for key, instrument, check, _, _ in ROWS} | IN_CONTEXT
    there = {
        (dataset.key, instrument.key, check.code)
        for dataset in catalogue.all_datasets()
        for instrument in dataset.instruments
        for check in (*instrument.checks, *(one for _, item in walk_items(instrument.items) for one in item.checks))
        if dataset.key not in ("phenotype", "sdm-mr")  # in test_validation and test_phenotype
    }
    assert tested == there


@pytest.mark.parametrize(("context", "late"), [(GIRL, False), (TEEN, False), (OLDER_TEEN, True)])
def test_a_transition_is_prepared_before_seventeen(context: Context, late: bool):
    assert ("preparation-late" in codes("transition", "transfer", {"wishes": "x"}, context)) is late


@pytest.mark.parametrize(("context", "missing"), [(GIRL, True), (TEEN, True), (ADULT, False)])
def test_a_weight_is_asked_for_until_eighteen(context: Context, missing: bool):
    assert ("weight-missing-for-dose" in codes("sdm-t", "treatment", {"product": "x"}, context)) is missing


@pytest.mark.parametrize(("key", "instrument", "check", "answers"), [
    ("eu-cde", "cde", "foetus-after-birth", {"sex": "C17998"}),
    ("eu-cde", "cde", "first-contact-before-birth", {"first_contact_on": "2019-01-01"}),
    ("sdm-t", "treatment", "treatment-before-birth", {"started_on": "2019-01-01"}),
    ("newborn-screening", "sample", "sample-before-birth", {"sampled_at": "2019-01-01"}),
])  # fmt: skip
def test_nothing_comes_before_the_birth_of_a_foetus(key: str, instrument: str, check: str, answers: CASES):
    assert check not in codes(key, instrument, answers, FOETUS)


@pytest.mark.parametrize("seriousness", [
    ["death"], ["life-threatening"], ["hospitalisation"], ["disability"], ["congenital"], ["important"],
])  # fmt: skip
def test_one_serious_reaction_makes_the_report_urgent(seriousness: list[str]):
    form = catalogue.dataset("sdm-ei").instrument("report")
    mild = {"term": "prurit", "seriousness": ["none"]}
    assert computed(form, {"reactions": [mild, {"seriousness": seriousness}]}, GIRL)["expedited"] is True
    assert computed(form, {"reactions": [mild]}, GIRL)["expedited"] is False
    assert "expedited" not in computed(form, {"reactions": [{"term": "prurit"}]}, GIRL)


@pytest.mark.parametrize(("key", "instrument", "answers", "item", "expected"), [
    ("sdm-t", "stop", {"started_on": "2024-01-15", "stopped_on": "2025-01-14"}, "duration_months", 11),
    ("sdm-t", "stop", {"started_on": "2024-01-15", "stopped_on": "2025-01-15"}, "duration_months", 12),
    ("sdm-f", "assay", {"controls_pathogenic": 5, "controls_benign": 0}, "controls_total", 5),
    ("sdm-f", "assay", {"controls_pathogenic": 5}, "controls_total", None),
    ("foetopathology", "examination", {"extent": "complete", "lungs_g": 12, "body_weight_g": 1000}, "lung_body_ratio",
     0.012),
    ("newborn-screening", "result", {"screening": "positive", "confirmation": "confirmed",
     "care_started_on": "2020-06-16"}, "months_at_care", 0),
    ("newborn-screening", "result", {"screening": "positive", "confirmation": "confirmed",
     "care_started_on": "2020-06-17"}, "months_at_care", 1),
    ("transition", "transfer", {"explains_disease": "yes", "knows_treatment": "yes", "knows_emergency": "no",
     "books_visits": "no", "seen_alone": "learning"}, "autonomy_score", 1),
    ("transition", "transfer", {"explains_disease": "yes", "knows_treatment": "yes", "knows_emergency": "no"},
     "autonomy_score", None),
])  # fmt: skip
def test_what_the_sets_compute(key: str, instrument: str, answers: CASES, item: str, expected: object):
    form = catalogue.dataset(key).instrument(instrument)
    assert computed(form, answers, GIRL).get(item) == expected
