"""The questionnaires: their wording is the instrument, their scores change band where the papers say."""

from __future__ import annotations

import datetime as dt

import pytest

from orphee.datasets import catalogue
from orphee.datasets.computing import computed
from orphee.datasets.conditions import Context
from orphee.datasets.definition import AnsweredBy, Instrument
from orphee.datasets.validation import is_complete, validate

CONTEXT = Context(today=dt.date(2025, 3, 15))
ANSWERS = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")  # 0, 1, 2, 3
PHQ9 = catalogue.dataset("phq-9").instrument("phq9")
GAD7 = catalogue.dataset("gad-7").instrument("gad7")
PHQ4 = catalogue.dataset("phq-4").instrument("phq4")


def answered(form: Instrument, total: int) -> dict[str, object]:
    """Answers that add up to a total, the first questions the strongest."""
    found: dict[str, object] = {"answered_on": "2025-03-15"}
    left = total
    for key in questions(form):
        points = min(3, left)
        found[key], left = ANSWERS[points], left - points
    assert left == 0
    return found


def questions(form: Instrument) -> list[str]:
    """The keys of the questions that count."""
    return [item.key for item in form.items if item.key.startswith("q")]


@pytest.mark.parametrize(("form", "total", "band"), [
    # the edges of each band: n−1, n, n+1 (Kroenke et al. 2001)
    (PHQ9, 0, "minimal"), (PHQ9, 3, "minimal"), (PHQ9, 4, "minimal"),
    (PHQ9, 5, "mild"), (PHQ9, 6, "mild"), (PHQ9, 8, "mild"), (PHQ9, 9, "mild"),
    (PHQ9, 10, "moderate"), (PHQ9, 11, "moderate"), (PHQ9, 13, "moderate"), (PHQ9, 14, "moderate"),
    (PHQ9, 15, "moderately-severe"), (PHQ9, 16, "moderately-severe"), (PHQ9, 18, "moderately-severe"),
    (PHQ9, 19, "moderately-severe"), (PHQ9, 20, "severe"), (PHQ9, 21, "severe"), (PHQ9, 27, "severe"),
    # Spitzer et al. 2006
    (GAD7, 0, "minimal"), (GAD7, 3, "minimal"), (GAD7, 4, "minimal"), (GAD7, 5, "mild"), (GAD7, 6, "mild"),
    (GAD7, 8, "mild"), (GAD7, 9, "mild"), (GAD7, 10, "moderate"), (GAD7, 11, "moderate"), (GAD7, 13, "moderate"),
    (GAD7, 14, "moderate"), (GAD7, 15, "severe"), (GAD7, 16, "severe"), (GAD7, 21, "severe"),
    # Kroenke et al. 2009
    (PHQ4, 0, "none"), (PHQ4, 1, "none"), (PHQ4, 2, "none"), (PHQ4, 3, "mild"), (PHQ4, 4, "mild"), (PHQ4, 5, "mild"),
    (PHQ4, 6, "moderate"), (PHQ4, 7, "moderate"), (PHQ4, 8, "moderate"), (PHQ4, 9, "severe"), (PHQ4, 10, "severe"),
    (PHQ4, 12, "severe"),
])  # fmt: skip
def test_a_score_and_its_band(form: Instrument, total: int, band: str):
    found = computed(form, answered(form, total), CONTEXT)
    assert found["total"] == total
    assert isinstance(found["total"], int)
    assert found["severity"] == band


@pytest.mark.parametrize(("anxiety", "depression", "step"), [
    (2, 2, "nothing"), (3, 2, "gad-7"), (2, 3, "phq-9"), (3, 3, "both"), (6, 0, "gad-7"), (0, 6, "phq-9"),
    (0, 0, "nothing"), (6, 6, "both"),
])  # fmt: skip
def test_four_questions_say_which_questionnaire_comes_next(anxiety: int, depression: int, step: str):
    pairs = {"q1": min(3, anxiety), "q2": max(0, anxiety - 3), "q3": min(3, depression), "q4": max(0, depression - 3)}
    found = computed(PHQ4, {key: ANSWERS[points] for key, points in pairs.items()}, CONTEXT)
    assert (found["anxiety"], found["depression"], found["next_step"]) == (anxiety, depression, step)


@pytest.mark.parametrize("form", [PHQ9, GAD7, PHQ4], ids=["phq9", "gad7", "phq4"])
def test_one_missing_answer_and_there_is_no_score(form: Instrument):
    for key in questions(form):
        answers = answered(form, 2) | {key: None}
        found = computed(form, answers, CONTEXT)
        assert "total" not in found
        assert "severity" not in found
        assert {problem.code for problem in validate(form, found, CONTEXT)} == {"missing-answer"}


@pytest.mark.parametrize("form", [PHQ9, GAD7, PHQ4], ids=["phq9", "gad7", "phq4"])
def test_a_score_does_not_outlive_its_answers(form: Instrument):
    found = computed(form, answered(form, 6), CONTEXT)
    assert "total" not in computed(form, found | {"q1": None}, CONTEXT)


@pytest.mark.parametrize("form", [PHQ9, GAD7, PHQ4], ids=["phq9", "gad7", "phq4"])
def test_a_full_questionnaire_is_complete_and_the_person_fills_it(form: Instrument):
    assert form.answered_by is AnsweredBy.PATIENT
    assert form.repeats
    found = computed(form, answered(form, 0), CONTEXT)
    assert is_complete(validate(form, found, CONTEXT))


@pytest.mark.parametrize("answer", ANSWERS)
def test_thoughts_of_death_call_for_somebody_the_same_day(answer: str):
    found = computed(PHQ9, answered(PHQ9, 0) | {"q9": answer}, CONTEXT)
    calls = [problem for problem in validate(PHQ9, found, CONTEXT) if problem.code == "thoughts-of-death"]
    assert bool(calls) is (answer != "LA6568-5")
    assert is_complete(validate(PHQ9, found, CONTEXT))  # the answers are taken all the same


def test_the_difficulty_is_asked_when_something_is_ticked_and_never_counts():
    nothing = validate(PHQ9, computed(PHQ9, answered(PHQ9, 0) | {"difficulty": "LA6572-7"}, CONTEXT), CONTEXT)
    assert "not-applicable" in {problem.code for problem in nothing}
    found = computed(PHQ9, answered(PHQ9, 1) | {"difficulty": "LA6574-3"}, CONTEXT)
    assert found["total"] == 1
    assert validate(PHQ9, found, CONTEXT) == ()


@pytest.mark.parametrize(("form", "key", "fr", "en"), [
    (PHQ9, "instruction", "", ""),
    (PHQ9, "q1", "Peu d’intérêt ou de plaisir à faire les choses", "Little interest or pleasure in doing things"),
    (PHQ9, "q2", "Être triste, déprimé(e) ou désespéré(e)", "Feeling down, depressed, or hopeless"),
    (PHQ9, "q4", "Se sentir fatigué(e) ou manquer d’énergie", "Feeling tired or having little energy"),
    (PHQ9, "q5", "Avoir peu d’appétit ou manger trop", "Poor appetite or overeating"),
    (GAD7, "q1", "Un sentiment de nervosité, d’anxiété ou de tension", "Feeling nervous, anxious or on edge"),
    (GAD7, "q4", "Des difficultés à se détendre", "Trouble relaxing"),
    (GAD7, "q6", "Une tendance à être facilement contrarié(e) ou irritable", "Becoming easily annoyed or irritable"),
])  # fmt: skip
def test_the_wording_is_the_official_one(form: Instrument, key: str, fr: str, en: str):
    item = form.item(key)
    if key == "instruction":
        assert item.text is not None
        assert item.text.fr.startswith("Au cours des 2 dernières semaines, selon quelle fréquence")
        assert item.text.en.startswith("Over the last 2 weeks, how often have you been bothered")
    else:
        assert (item.label.fr, item.label.en) == (fr, en)


@pytest.mark.parametrize(("short", "long", "key"), [
    ("q1", "q1", GAD7), ("q2", "q2", GAD7), ("q3", "q1", PHQ9), ("q4", "q2", PHQ9),
])  # fmt: skip
def test_the_short_form_uses_the_words_of_the_long_ones(short: str, long: str, key: Instrument):
    assert PHQ4.item(short).label == key.item(long).label
    assert PHQ4.item(short).maps == key.item(long).maps
