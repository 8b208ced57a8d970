"""What changed between two versions, each change once and in words."""

import pytest
from hypothesis import HealthCheck, given, settings

from orphee.datasets.difference import Kind, difference
from orphee.datasets.reading import read
from orphee.datasets.tests.definitions import datasets
from orphee.datasets.tests.dossier import DOSSIER, LUNG


@pytest.mark.parametrize(("before", "after", "kind", "place", "aspect", "words"), [
    ("fr: Poids, en: Weight", "fr: Masse, en: Mass", Kind.CHANGED, "visit.weight", "label", "Weight → Mass"),
    ("key: scan,", "key: scans,", Kind.ADDED, "visit.scans", "", "Added: the question “Image”."),
    ("key: scan,", "key: scans,", Kind.REMOVED, "visit.scan", "", "Removed: the question “Image”."),
    ("min: 0.2, max: 400", "min: 0.5, max: 400", Kind.CHANGED, "visit.weight", "min", "the minimum changed: 0.2 → 0.5"),
    (", max: 400", "", Kind.CHANGED, "visit.weight", "max", "the maximum changed: 400 → nothing"),
    ("units: [kg, g]", "units: [g, kg]", Kind.CHANGED, "visit.weight", "units", "kg, g → g, kg"),
    ("round: 1", "round: 2", Kind.CHANGED, "visit.bmi", "compute", "“BMI”: the computation changed."),
    ("in: [high, middle]", "in: [high]", Kind.CHANGED, "visit.pains", "when", "the condition changed."),
    ("min: 0, max: 10, label: {fr: Matin", "min: 1, max: 10, label: {fr: Matin", Kind.CHANGED, "visit.pains.morning",
     "min", "0 → 1"),
    ('{code: "9", label: {fr: Sans', '{code: "8", label: {fr: Sans', Kind.ADDED, "value_sets.often.8", "",
     "Added: the answer “Not applicable” (Often)."),
    ('{code: "9", label: {fr: Sans', '{code: "8", label: {fr: Sans', Kind.REMOVED, "value_sets.often.9", "", "Removed"),
    ("score: 3", "score: 4", Kind.CHANGED, "value_sets.often.3", "score", "3 → 4"),
    ("fr: Visite, en: Visit", "fr: Visite, en: Encounter", Kind.CHANGED, "visit", "title", "Visit → Encounter"),
    ("en: Mood}}", "en: Spirits}}", Kind.CHANGED, "visit", "sections", "the sections changed"),
    ("answered_by: laboratory", "answered_by: patient", Kind.CHANGED, "visit", "answered_by", "laboratory → patient"),
    ("sites: [S001, S002]", "sites: [S001]", Kind.CHANGED, "", "inclusion", "whom it concerns changed."),
    ("status: draft", "status: review", Kind.CHANGED, "", "status", "draft → review"),
])  # fmt: skip
def test_each_change_is_found_and_said(before, after, kind, place, aspect, words):
    assert before in DOSSIER
    found = difference(LUNG, read(DOSSIER.replace(before, after, 1))).changes
    assert any((one.kind, one.place, one.aspect) == (kind, place, aspect) and words in one.sentence.en for one in found)
    assert len(found) <= 2


def test_a_change_is_said_in_french():
    changed = read(DOSSIER.replace("min: 0.2, max: 400", "min: 0.5, max: 400"))
    assert difference(LUNG, changed).sentences("fr") == ("« Poids » : le minimum change : 0.2 → 0.5.",)


def test_another_order_is_one_change():
    lines = DOSSIER.splitlines()
    at = next(index for index, line in enumerate(lines) if "key: weight" in line)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    assert [one.aspect for one in difference(LUNG, read("\n".join(lines))).changes] == ["order"]


def test_forms_and_value_sets_come_and_go():
    other = read(DOSSIER.replace("key: visit", "key: round").replace("level:\n    title", "levels:\n    title").replace(
        "values: level", "values: levels"))  # fmt: skip
    found = difference(LUNG, other)
    assert [one.place for one in found.added] == ["round", "value_sets.levels"]
    assert [one.place for one in found.removed] == ["visit", "value_sets.level"]
    assert found.changed == ()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(datasets())
def test_nothing_differs_from_itself(dataset):
    assert difference(dataset, dataset).changes == ()
