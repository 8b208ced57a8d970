"""What may be said, which filière knows it, how far a centre is, and the letter: plain rules, with their edges."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.network.rules.geography import DEPARTMENTS
from orphee.network.rules.rare_disease_networks import FILIERES
from orphee.public.presenting import FAMILY, SYSTEMS
from orphee.public.rules import letter as letters
from orphee.public.rules.asking import MOST_FINDINGS, ONSETS, RELATIVES, Case, case_of
from orphee.public.rules.expertise import FILIERES_OF_GROUPS, competences, filieres_of
from orphee.public.rules.findings import findings
from orphee.public.rules.letter import BLANK, WIDTH, Told, as_text, letter
from orphee.public.rules.nearness import Whereabouts, between, distance, prefectures

FEVER, FITS, RASH = "HP:0001945", "HP:0001250", "HP:0000988"


# What may be said


@pytest.mark.parametrize(("given", "said", "both"), [
    ({f"s.{FITS}": ["observed"]}, {FITS: "observed"}, set()),
    ({f"s.{FITS}": ["excluded"], f"s.{RASH}": [""]}, {FITS: "excluded"}, set()),
    ({f"s.{FITS}": ["observed", "observed"]}, {FITS: "observed"}, set()),
    ({f"s.{FITS}": ["observed", "excluded"]}, {}, {FITS}),
    ({f"s.{FITS}": ["maybe"], "s.HP:1": ["observed"], "s.ORPHA:558": ["observed"], FITS: ["observed"]}, {}, set()),
    ({f"s.{FITS}": ["observed"], "add": [f"{FITS} excluded"]}, {FITS: "excluded"}, set()),
    ({"add": [f"{RASH} observed", f"{FITS} observed"]}, {RASH: "observed"}, set()),
    ({"add": ["<script> observed"]}, {}, set()),
    ({}, {}, set()),
])  # fmt: skip
def test_findings_said(given, said, both):
    case = case_of(given)
    assert (dict(case.said), set(case.both)) == (said, both)


@pytest.mark.parametrize(("age", "unit", "asked"), [
    ("0", "years", "P0Y"), ("17", "", "P17Y"), ("120", "years", "P120Y"), ("121", "years", ""),
    ("36", "months", "P36M"), ("37", "months", ""), ("-1", "years", ""), ("six", "years", ""), ("٣", "years", ""),
    ("", "years", ""), ("6", "centuries", "P6Y"),
])  # fmt: skip
def test_the_age_put_to_the_engine(age, unit, asked):
    assert case_of({"age": [age], "age_unit": [unit]}).query().age == asked


def test_no_more_findings_than_anybody_ticks():
    many = {f"s.HP:{number:07d}": ["observed"] for number in range(MOST_FINDINGS + 50)}
    case = case_of(many)
    assert len(case.said) == MOST_FINDINGS
    assert len(case.adding([("HP:9999999", "observed")]).said) == MOST_FINDINGS


def test_a_relative_without_a_name_counts_as_one():
    query = case_of({"affected": ["other", "mother", "king"], "consanguinity": ["yes"]}).query()
    assert (query.affected, query.is_consanguineous) == (("mother", "relative"), True)
    assert case_of({}).query().is_consanguineous is None


_VALUES = st.lists(st.text(max_size=12) | st.sampled_from(["observed", "excluded", "F", "months", "6"]), max_size=3)
_NAMES = st.sampled_from([f"s.{FITS}", f"s.{RASH}", "sex", "age", "age_unit", "onset", "affected", "place", "add",
                          "consanguinity", "centre", "text"]) | st.text(max_size=8)  # fmt: skip


@given(st.dictionaries(_NAMES, _VALUES, max_size=10))
def test_what_goes_from_page_to_page_stays_the_same(given):
    case = case_of(given)
    again: dict[str, list[str]] = {}
    for name, value in case.fields():
        again.setdefault(name, []).append(value)
    kept = case_of(again)
    assert (kept.said, kept.query(), kept.place) == (case.said, case.query(), case.place)


# Which filière knows a disease


@pytest.mark.parametrize(("groups", "expected"), [
    ({}, ()),
    ({"ORPHA:558": 1}, ()),
    ({"ORPHA:98006": 4}, ("brain-team",)),
    ({"ORPHA:98006": 2, "ORPHA:68367": 4, "ORPHA:57146": 2}, ("g2m", "filfoie", "brain-team")),
    ({"ORPHA:98006": 3, "ORPHA:87277": 2}, ("defiscience", "brain-team")),
    ({"ORPHA:98006": 2, "ORPHA:87277": 3}, ("brain-team", "defiscience")),
    ({"ORPHA:586": 0, "ORPHA:97955": 1}, ("muco-cftr", "respifil")),
    ({group: 1 for group, _, _ in FILIERES_OF_GROUPS}, ("muco-cftr", "filslan", "fava-multi")),
])  # fmt: skip
def test_the_filieres_of_a_disease(groups, expected):
    assert filieres_of(groups) == expected


def test_a_filiere_is_weighed_by_the_candidates_it_knows():
    groups = {"A": {"ORPHA:68367": 1}, "B": {"ORPHA:93419": 1}, "C": {"ORPHA:68367": 1}, "D": {"ORPHA:89826": 1}}
    found = competences([("A", 0.3), ("B", 0.5), ("C", 0.3), ("D", 0.01), ("E", 1.0)], groups)
    assert [(one.filiere, one.diseases) for one in found] == [("g2m", ("A", "C")), ("oscar", ("B",))]
    assert competences([], {}) == []


def test_every_filiere_of_the_table_exists_and_each_one_has_diseases():
    known = {one.code for one in FILIERES}
    named = {filiere for _, filiere, _ in FILIERES_OF_GROUPS}
    assert named == known


# How far


def test_every_department_has_a_chief_town():
    assert prefectures().keys() == DEPARTMENTS.keys()


@pytest.mark.parametrize(("here", "there", "least", "most"), [("75", "69", 370, 420), ("13", "06", 140, 180),
    ("2A", "2B", 80, 130), ("75", "971", 6500, 7000), ("59", "64", 800, 900)])  # fmt: skip
def test_kilometres_between_departments(here, there, least, most):
    positions = prefectures()
    assert least < between(positions[here], positions[there]) < most


@pytest.mark.parametrize(("here", "there", "kind", "km"), [
    (("38", "Grenoble"), ("38", "GRENOBLE"), "same-town", 0),
    (("38", "Voiron"), ("38", "Grenoble"), "same-department", 1),
    (("38", ""), ("38", ""), "same-department", 1),
    (("92", "Nanterre"), ("75", "Paris"), "elsewhere", 10),
    (("", ""), ("75", "Paris"), "unknown", 100_000),
    (("75", ""), ("", ""), "unknown", 100_000),
    (("75", ""), ("99", ""), "unknown", 100_000),
])  # fmt: skip
def test_how_far_a_centre_is(here, there, kind, km):
    found = distance(Whereabouts(*here), Whereabouts(*there))
    assert (found.kind, found.km) == (kind, km)


# The words of the page


def test_every_finding_has_a_system_two_wordings_and_is_there_once():
    assert {one.system for one in findings()} == SYSTEMS.keys()
    assert all(one.fr and one.en for one in findings())
    assert len({one.code for one in findings()}) == len(findings())


@pytest.mark.reference
def test_every_finding_to_tick_is_a_term_in_use():
    from orphee.foundation.places import reference_directory
    from orphee.terminology.loaders import hpo

    directory = reference_directory()
    path = next(one for one in sorted((directory / "hpo").iterdir()) if one.name.startswith("hp_"))
    known = {one.code for one in hpo.read_obo([path]).concepts if one.status == "active"}
    assert {one.code for one in findings()} <= known


def test_every_relative_and_onset_of_the_page_is_said_in_the_letter():
    assert set(RELATIVES) == letters.RELATIVES.keys() == FAMILY.keys()
    assert set(ONSETS) == letters.ONSETS.keys()


# The letter


def told(**changes):
    usual = {
        "observed": ["Crises épileptiques"], "excluded": [], "sex": "F", "age": "6 ans", "onset": "", "affected": [],
        "is_consanguineous": False, "thoughts": [], "check": [], "release": "", "to": [],
    }  # fmt: skip
    return Told(**(usual | changes))


def test_a_letter_says_what_was_found_and_asks():
    made = letter(
        told(
            excluded=["Surdité"],
            thoughts=[("Maladie de Fabry", "possible")],
            affected=["mother", "other"],
            is_consanguineous=True,
            onset="HP:0003577",
            check=["Fatigue"],
            to=["Centre X"],
            release="HPO 1",
        )
    )
    titles = [one.title for one in made.sections]
    assert titles == [
        "Signes observés", "Signes recherchés et absents", "Famille", "Maladies auxquelles penser",
        "Signes que l’outil propose de rechercher", "Mes questions",
    ]  # fmt: skip
    text = as_text(made)
    assert "Maladie de Fabry (possible)" in text
    assert "ne fondent à elles seules aucune décision" in " ".join(text.split())
    assert "Signes semblables chez sa mère, un autre membre de la famille." in " ".join(text.split())
    assert BLANK in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_a_letter_names_no_disease_when_none_stands_out():
    made = letter(told())
    assert [one.title for one in made.sections] == ["Signes observés", "Mes questions"]
    assert "aucune décision" not in as_text(made)


def test_a_case_without_anything_still_makes_a_letter():
    assert as_text(letter(told(observed=[], sex="", age="")))
    assert Case().query().observed == ()


def test_the_data_are_short_plain_tables():
    for name in ("findings.csv", "prefectures.csv"):
        rows = list(csv.reader(files("orphee.public").joinpath(f"data/{name}").read_text("utf-8").splitlines()))
        assert len({len(row) for row in rows}) == 1
