"""The figures of a build, as anyone may ask for them."""

from __future__ import annotations

import json

import pytest

from orphee.foundation.secrecy import SMALLEST_PUBLISHED_COUNT
from orphee.warehouse import figures
from orphee.warehouse.building import build_from
from orphee.warehouse.builds import NoBuildYet, figures_of
from orphee.warehouse.figures import UnableToDivide, UnknownIndicator, indicator
from orphee.warehouse.indicators import INDICATORS
from orphee.warehouse.intake import Completeness
from orphee.warehouse.publication import _sums
from orphee.warehouse.records import france
from orphee.warehouse.tests.fabricated import CONFIRMED, NOW, UNDETERMINED, around, cohort, entry, months, record


def build(views):
    return build_from(views, around(), france(), now=NOW)


def people(number: int, **changes):
    return [(record(*changes.pop("entries", ()), **changes), Completeness(50)) for _ in range(number)]


def diagnosed(number: int, *, signs: float, at: float, status: str = CONFIRMED, **changes):
    said = {"status": status, "first_signs": months(signs), "clinical_diagnosis": months(at)}
    return [(record(entry("diagnosis", **said), **changes), Completeness(50)) for _ in range(number)]


def count_of(result, key: str):
    return next(line.people for line in result.lines if line.key == key)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (10, None),
        (11, 11),  # the edge
    ],
)
def test_a_small_department_is_not_shown(number, shown):
    build([*people(number, department="2A"), *people(40, department="2B"), *people(60, department="75")])
    by_department = indicator("people", by="department")
    assert (count_of(by_department, "2A"), count_of(by_department, "01")) == (shown, 0)  # zero counts nobody: shown


def test_a_small_department_does_not_follow_from_its_region():
    build([*people(10, department="2A"), *people(40, department="2B"), *people(60, department="75")])
    assert count_of(indicator("people", by="department"), "2B") is None
    assert count_of(indicator("people", by="region"), "94") == 50
    assert indicator("people").whole.people == 110


def test_statuses_are_those_of_the_main_diagnosis():
    build(
        [
            *diagnosed(30, signs=0, at=5),
            *diagnosed(20, signs=0, at=5, status=UNDETERMINED),
            *people(15),
            *diagnosed(12, signs=0, at=5, status="723511001"),
        ]
    )
    result = indicator("diagnosis-statuses")
    assert {line.key: line.people for line in result.lines if line.people} == {
        CONFIRMED: 30, UNDETERMINED: 20, "unknown": 15, "other": 12,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("signs", "at", "band"),
    [
        (6, 17, "under-1"),  # 11 months
        (6, 18, "1-to-5"),  # 12 months: the edge
        (0, 59, "1-to-5"),
        (0, 60, "over-5"),
        (30, 12, "under-1"),  # diagnosed before the first signs: no delay
    ],
)
def test_the_bands_of_the_delay(signs, at, band):
    build(diagnosed(20, signs=signs, at=at))
    assert count_of(indicator("delay-to-diagnosis"), band) == 20


@pytest.mark.parametrize(
    ("number", "values"), [(21, {}), (22, {"median": 24}), (44, {"lower": 24, "median": 24, "upper": 24})]
)
def test_a_median_needs_enough_people_around_it(number, values):
    build([*diagnosed(number, signs=6, at=30), *people(30)])
    assert indicator("delay-to-diagnosis").whole.values == values


def test_a_delay_needs_a_confirmed_diagnosis_and_both_ages():
    views = [*diagnosed(25, signs=0, at=10), *diagnosed(30, signs=0, at=100, status=UNDETERMINED)]
    without_signs = entry("diagnosis", status=CONFIRMED, clinical_diagnosis=months(9))
    views += [(record(without_signs), Completeness(1)) for _ in range(12)]
    build(views)
    result = indicator("delay-to-diagnosis")
    assert (count_of(result, "under-1"), count_of(result, "unknown")) == (25, 42)
    assert result.whole.values["median"] == 10


def test_new_people_by_month_add_up_to_their_year():
    views = people(30, sites=(("S001", "2026-02-03"),)) + people(20, sites=(("S001", "2026-03"),))
    build(views + people(12, sites=(("S001", "2026"),)) + people(15, sites=(("S001", "2003-03"),)))
    months_of_2026 = indicator("new-people", by="included_month")
    assert count_of(months_of_2026, "2026-02") == 30
    assert count_of(months_of_2026, "2026") == 12
    by_year = indicator("new-people", by="included_year")
    assert (count_of(by_year, "2026"), count_of(by_year, "earlier")) == (62, 15)


def test_completeness_is_the_mean_over_people():
    build([(record(), Completeness(percent)) for percent in [40] * 15 + [80] * 15])
    result = indicator("completeness")
    assert result.whole.values == {"mean": 60}
    assert (count_of(result, "under-50"), count_of(result, "from-75")) == (15, 15)


def test_one_filiere_or_one_region_at_a_time():
    build(cohort(400))
    assert indicator("ages", filiere="filnemus").whole.people == indicator("people", filiere="filnemus").whole.people
    with pytest.raises(UnableToDivide, match="not both"):
        indicator("ages", filiere="filnemus", region="11")
    with pytest.raises(UnableToDivide, match="for the whole country only"):
        indicator("new-people", by="included_month", region="11")
    with pytest.raises(UnableToDivide, match="ages is by age, filiere"):
        indicator("ages", by="colour")
    with pytest.raises(UnknownIndicator, match="there are people, new-people"):
        indicator("weather")


def test_without_a_build_the_error_says_what_to_do():
    with pytest.raises(NoBuildYet, match="orphee warehouse build"):
        indicator("people")


def test_the_answer_for_programs_is_whole_and_hides_what_is_hidden():
    build(cohort(400))
    for key in INDICATORS:
        for by in (*INDICATORS[key].cut_keys, "filiere", "region", "department"):
            _check_answer(json.loads(json.dumps(indicator(key, by=by).as_json())))


def _check_answer(answer: dict) -> None:
    assert answer["synthetic"] is True
    assert answer["smallest_published_count"] == 11
    for line in (*answer["lines"], answer["whole"]):
        assert line["hidden"] is (line["people"] is None)
        assert line["people"] is None or line["people"] == 0 or line["people"] >= SMALLEST_PUBLISHED_COUNT
        assert not (line["hidden"] and line["values"])


@pytest.mark.parametrize("key", INDICATORS)
def test_every_indicator_is_defined_in_both_languages(key):
    asked = INDICATORS[key]
    for text in (asked.title, asked.question, asked.population, asked.method, *(cut.label for cut in asked.cuts)):
        assert text["fr"].strip()
        assert text["en"].strip()
    for cut in asked.cuts:
        for category in cut.categories(2026):
            assert category.label["fr"]
            assert category.label["en"]


def test_nothing_hidden_follows_from_all_that_is_published():
    """The attacker of the whole build: every cell of every indicator, every sum."""
    from orphee.warehouse.disclosure import determined_cells

    made = build(cohort(1500))
    cells = figures_of(made.folder)
    hidden = {cell for cell, published in cells.items() if published.people is None}
    assert hidden
    assert not determined_cells(tuple(_sums(france(), year=2026)), hidden)
    assert all(not cells[cell].values for cell in hidden)


@pytest.mark.parametrize(("number", "told"), [(0, 0), (10, None), (11, 11)])
def test_how_many_opposed_is_told_from_eleven_on(number, told):
    from orphee.record.rules.submission import ConsentAsGiven

    made = build([*people(20), *people(number, consent=ConsentAsGiven(reuse_opposed=True))])
    assert figures.opposed(made) == told
