"""Validation of SDM-MR entries: the rules as tables with their edges, and what the official schematron forgets."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.datasets import catalogue
from orphee.datasets.conditions import Context
from orphee.datasets.definition import Severity, walk_items
from orphee.datasets.problems import field_id
from orphee.datasets.validation import is_complete, validate, visible
from orphee.foundation.partial_date import PartialDate

TODAY = dt.date(2025, 3, 15)
BORN = "2020-05-17"
CONTEXT = Context(today=TODAY, birth_date=PartialDate.parse(BORN), sex="F")
SDM_MR = catalogue.load("sdm-mr", "2025.01")

ONGOING, PROBABLE, CONFIRMED, UNDETERMINED = "385651009", "2931005", "255545003", "42425007"
NO_SIGN, AT_BIRTH, UNKNOWN_AGE, POST_MORTEM = "MED-1288", "255407002", "373068000", "303113008"


def months(number: object) -> dict[str, object]:
    return {"period": "767023003", "months": number}


def period(code: str) -> dict[str, object]:
    return {"period": code, "months": None}


DIAGNOSIS: dict[str, Any] = {
    "identifier": "1.2.250.1",
    "status": CONFIRMED,
    "disease": "ORPHA:513",
    "diagnosed_on": "2022",
    "first_signs": months(18),
    "appraisal_on_entry": "2667000",
    "clinical_diagnosis": months(20),
}


def codes(instrument: str, payload: dict[str, Any], context: Context = CONTEXT) -> set[str]:
    return {problem.code for problem in validate(SDM_MR.instrument(instrument), payload, context)}


def test_a_good_diagnosis_has_no_problem():
    assert validate(SDM_MR.instrument("diagnosis"), DIAGNOSIS, CONTEXT) == ()


@pytest.mark.parametrize(("change", "expected"), [
    # ---- what must be answered
    ({"status": None},                                           {"missing-answer"}),
    ({"first_signs": None},                                      {"missing-answer"}),
    ({"appraisal_on_entry": ""},                                 {"missing-answer"}),
    # ---- codes the official schematron lets through
    ({"status": "999"},                                          {"code-unknown"}),
    ({"status": "24800002"},                                     {"code-retired"}),
    ({"first_signs": period("999")},                             {"code-unknown"}),
    ({"clinical_diagnosis": period("999")},                      {"code-unknown"}),
    ({"genetic_diagnosis": period("999")},                       {"code-unknown"}),
    ({"techniques": ["999"]},                                    {"code-unknown"}),
    ({"techniques": ["MED-081"]},                                {"code-former"}),
    ({"techniques": ["MED-082", "MED-082"]},                     {"code-twice"}),
    ({"techniques": "MED-082"},                                  {"not-a-list"}),
    ({"disease": "ORPHA:abc"},                                   {"code-malformed"}),
    ({"disease": "513"},                                         {"code-malformed"}),
    ({"disease": "HP:0001250"},                                  {"code-wrong-system"}),
    ({"disease": "ICD10:G71.0"},                                 set()),
    ({"genes": ["BRCA2"]},                                       {"code-malformed"}),
    ({"genes": ["HGNC:1101", "HGNC:1100"]},                      set()),
    ({"clinical_description": ["HP:0001250", "ORPHA:98006", "ICD10:Q87.4"]}, set()),
    # ---- confirmed names the disease
    ({"disease": None},                                          {"confirmed-without-disease"}),
    ({"disease": None, "status": PROBABLE},                      {"status-without-disease"}),
    ({"disease": None, "status": ONGOING},                       set()),
    ({"disease": None, "status": UNDETERMINED},                  {"undetermined-without-description"}),
    ({"disease": None, "status": UNDETERMINED, "clinical_description": ["HP:0001250"]}, set()),
    ({"status": UNDETERMINED, "clinical_description": ["HP:0001250"]}, {"not-applicable"}),
    # ---- ages: the diagnosis does not come before the first signs
    ({"clinical_diagnosis": months(17)},                         {"clinical-diagnosis-before-signs"}),
    ({"clinical_diagnosis": months(18)},                         set()),
    ({"clinical_diagnosis": period(AT_BIRTH)},                   {"clinical-diagnosis-before-signs"}),
    ({"clinical_diagnosis": period(UNKNOWN_AGE)},                set()),
    ({"first_signs": period(NO_SIGN)},                           set()),
    ({"first_signs": period(AT_BIRTH), "clinical_diagnosis": months(0)}, set()),
    ({"first_signs": period("303112003"), "clinical_diagnosis": period("303112003")}, set()),
    ({"clinical_diagnosis": None},                               {"confirmed-without-age"}),
    ({"clinical_diagnosis": None, "status": ONGOING},            set()),
    ({"genetic_diagnosis": months(12), "genes": ["HGNC:1100"]},  {"genetic-diagnosis-before-signs"}),
    # ---- ages: months when, and only when, the age is in months
    ({"first_signs": {"period": "767023003"}},                   {"age-months-missing"}),
    ({"first_signs": {"months": 3}},                             {"age-period-missing"}),
    ({"first_signs": {"period": AT_BIRTH, "months": 0}},         {"age-months-not-expected"}),
    ({"first_signs": months(-1)},                                {"age-months-out-of-range"}),
    ({"first_signs": months(1.5)},                               {"age-months-out-of-range"}),
    ({"first_signs": months(float("nan"))},                      {"wrong-type"}),
    ({"first_signs": months("18")},                              {"wrong-type"}),
    ({"first_signs": months(True)},                              {"wrong-type"}),
    ({"first_signs": 18},                                        {"wrong-type"}),
    ({"first_signs": {"period": AT_BIRTH, "years": 1}},          {"wrong-type"}),
    # ---- ages: not beyond today (born 57 completed months ago)
    ({"clinical_diagnosis": months(57)},                         set()),
    ({"clinical_diagnosis": months(58)},                         {"age-beyond-today"}),
    # ---- genetic diagnosis says how
    ({"genetic_diagnosis": months(30)},                          {"genetic-diagnosis-without-proof"}),
    ({"genetic_diagnosis": period(UNKNOWN_AGE)},                 set()),
    ({"genetic_diagnosis": months(30), "techniques": ["MED-084"]}, set()),
    ({"genetic_diagnosis": months(30), "genes": ["HGNC:1100"]},  set()),
    ({"genetic_diagnosis": months(30), "other_genetics": "c.1A>G"}, set()),
    ({"techniques": ["GEN-092.04.17"]},                          {"other-technique-unnamed"}),
    ({"techniques": ["GEN-092.04.17"], "other_technique": "MLPA"}, set()),
    ({"techniques": ["MED-084"], "other_technique": "MLPA"},     {"not-applicable"}),
    # ---- signs and status that contradict each other
    ({"first_signs": period(NO_SIGN), "clinical_description": ["HP:0001250"]}, {"signs-described-without-onset"}),
    ({"status": "MED-1313"},                                     {"non-carrier-with-signs"}),
    ({"status": "MED-1313", "first_signs": period(NO_SIGN)},     set()),
    ({"clinical_diagnosis": period(POST_MORTEM)},                set()),   # nothing known of the vital status
    # ---- dates: not in the future, not before the pregnancy
    ({"diagnosed_on": "2025-03-15"},                             set()),
    ({"diagnosed_on": "2025-03-16"},                             {"date-in-future"}),
    ({"diagnosed_on": "2025"},                                   set()),
    ({"diagnosed_on": "2026"},                                   {"date-in-future"}),
    ({"diagnosed_on": "2019-07-17"},                             set()),   # ten months before birth: antenatal
    ({"diagnosed_on": "2019-07-16"},                             {"diagnosed-before-birth"}),
    ({"diagnosed_on": "2019"},                                   set()),
    ({"diagnosed_on": "2018"},                                   {"diagnosed-before-birth"}),
    ({"diagnosed_on": "2023-02-29"},                             {"no-such-day"}),
    ({"diagnosed_on": "30/02/2022"},                             {"no-such-day"}),
    ({"diagnosed_on": "15/13/2022"},                             {"no-such-day"}),
    ({"diagnosed_on": "15/03/2022"},                             {"date-unreadable"}),
    ({"diagnosed_on": "2022-01-01T10:00"},                       {"date-unreadable"}),
    ({"diagnosed_on": 2022},                                     {"wrong-type"}),
    # ---- shapes
    ({"surprise": 1},                                            {"unknown-item"}),
    ({"comment": "x" * 20_000},                                  set()),
    ({"comment": "x" * 20_001},                                  {"too-long"}),
    ({"comment": ["x"]},                                         {"wrong-type"}),
    ({"genes": ["HGNC:1100"] * 1_001},                           {"too-many"}),
])  # fmt: skip
def test_diagnosis(change, expected):
    assert codes("diagnosis", DIAGNOSIS | change) == expected


@pytest.mark.parametrize(("item", "problem"), [
    ("clinical_diagnosis", "clinical-post-mortem-alive"),
    ("genetic_diagnosis", "genetic-post-mortem-alive"),
])  # fmt: skip
def test_a_post_mortem_diagnosis_needs_a_death(item, problem):
    payload = DIAGNOSIS | {item: period(POST_MORTEM), "genes": ["HGNC:1100"]}
    for status, expected in (("419620001", set()), ("84387000", {problem})):
        context = Context(today=TODAY, others={"vital_status": [{"status": status}]})
        assert codes("diagnosis", payload, context) == expected


@pytest.mark.parametrize(("instrument", "payload", "expected"), [
    ("vital_status", {"status": "419620001", "died_on": "2024-05"},                    set()),
    ("vital_status", {"status": "84387000", "died_on": "2024-05"},  {"death-without-dead-status", "not-applicable"}),
    ("vital_status", {"status": "419620001", "died_on": "2020-05-16"},                 {"death-before-birth"}),
    ("vital_status", {"status": "419620001", "died_on": "2020-05-17"},                 set()),
    ("vital_status", {"status": "419620001", "died_on": "2020-05"},                    set()),
    ("vital_status", {"status": "419620001", "died_on": "2025-03-16"},                 {"date-in-future"}),
    ("case_file", {"identifier": "1", "created_on": "2024-02-01", "updated_on": "2024-01-31"},
     {"updated-before-created"}),
    ("case_file", {"identifier": "1", "created_on": "2024-02-01", "updated_on": "2024-02-01"}, set()),
    ("functioning", {"icf_code": "b117.3", "assessed_on": "2024"},                     set()),
    ("functioning", {"icf_code": "hello"},                                             {"wrong-format"}),
    ("birth", {"weight_g": 3250, "gestational_age_weeks": 39},                         set()),
    ("birth", {"weight_g": 3.25},                                     {"number-too-small"}),
    ("birth", {"weight_g": 399},                                                       {"birth-weight-unlikely"}),
    ("birth", {"weight_g": 400},                                                       set()),
    ("birth", {"weight_g": 5800},                                                      set()),
    ("birth", {"weight_g": 5801},                                                      {"birth-weight-unlikely"}),
    ("birth", {"weight_g": 2301, "gestational_age_weeks": 30},            {"birth-weight-for-term-unlikely"}),
    ("birth", {"weight_g": 2300, "gestational_age_weeks": 30},                         set()),
    ("birth", {"gestational_age_weeks": 21.9},                                         {"gestational-age-unlikely"}),
    ("birth", {"gestational_age_weeks": 22},                                           set()),
    ("birth", {"gestational_age_weeks": 43.1},                                         {"gestational-age-unlikely"}),
    ("birth", {"gestational_age_weeks": 280},             {"number-too-great"}),
    ("birth", {"length_cm": 61},                                                       {"birth-length-unlikely"}),
    ("birth", {"head_circumference_cm": 17},                                    {"head-circumference-unlikely"}),
    ("birth", {"weight_g": "3250"},                                                    {"wrong-type"}),
    ("birth", {"weight_g": float("inf")},                             {"wrong-type"}),
    ("birth", {"weight_g": 10**400},                                                   {"wrong-type"}),
    ("birth", {"assisted_procreation": 1},                                             {"wrong-type"}),
    ("birth", {"antenatal_malformation": "373067005"},                                 set()),
    ("family", {"index_cases": [{"identifier": "a", "relationship": "MTH", "sex": "F", "diseases": ["ORPHA:513"]}]},
     set()),
    ("family", {"index_cases": [{"identifier": "a", "relationship": "XXX", "sex": "F"}]},
     {"code-unknown", "missing-answer"}),
    ("orphan_treatment", {"product": "EMEA/H/C/002221", "started_on": "2020-02", "ended_on": "2020-01"},
     {"treatment-ended-before-started"}),
    ("orphan_treatment", {"product": "EMEA/H/C/002221", "atc": "A16AB02", "started_on": "2020-02"}, set()),
    ("family", {"index_cases": ["a"]},                                                 {"wrong-type"}),
])  # fmt: skip
def test_other_instruments(instrument, payload, expected):
    assert codes(instrument, payload) == expected


FOLLOW_UP: dict[str, Any] = {
    "identifier": "1", "encounter_type": "AMB", "included_on": "2021-01-01", "referred_by": ["ORG-019"],
    "site": "S001", "outside_label": False,
}  # fmt: skip


@pytest.mark.parametrize(("included_on", "antenatal", "expected"), [
    ("2020-05-17", False, set()),
    ("2019-07-17", False, set()),                          # followed since before birth
    ("2019-07-16", False, {"included-before-birth"}),
    ("2019-07-16", True,  set()),                          # the person followed is a foetus
    ("2025-03-16", False, {"date-in-future"}),
])  # fmt: skip
def test_inclusion_in_a_site(included_on, antenatal, expected):
    context = Context(today=TODAY, birth_date=PartialDate.parse(BORN), antenatal=antenatal)
    assert codes("follow_up", FOLLOW_UP | {"included_on": included_on}, context) == expected


ACTIVITY: dict[str, Any] = {
    "identifier": "1", "context": "11429006", "performed_on": "2024-01-12T10:30:00+01:00",
    "performer_profession": "G15_10", "objectives": ["413467001"],
}  # fmt: skip


@pytest.mark.parametrize(("change", "died_on", "expected"), [
    ({},                                                       None,         set()),
    ({"performed_on": "2024-01"},                              None,         set()),
    ({"performed_on": "2024-01-12T25h"},                       None,         {"date-unreadable"}),
    ({"performed_on": "2025-03-16T01:00:00+11:00"},            None,         set()),   # tomorrow has begun there
    ({"performed_on": "2025-03-17"},                           None,         {"date-in-future"}),
    ({"performed_on": "2010-01-01"},                           None,         {"activity-before-birth"}),
    ({"performed_on": "2010-01-01", "foetus": {"local_id": "f"}}, None,      set()),
    ({},                                                       "2024-01-12", set()),
    ({},                                                       "2024-01-11", {"activity-after-death"}),
    ({},                                                       "2024",       set()),
    ({"objectives": ["ORG-047"]},                              None,         {"code-former"}),
    ({"objectives": ["79841006\u00a0"]},                       None,         {"code-former"}),
    ({"objectives": []},                                       None,         {"missing-answer"}),
    ({"performer": {"rpps": "12"}},                            None,         {"wrong-format"}),
    ({"foetus": {"sex": "F"}},                                 None,         {"missing-answer"}),
    ({"foetus": {"local_id": "f", "birth_order": 2}},          None,         set()),
    ({"foetus": {"local_id": "f", "multiple_birth": False, "birth_order": 2}}, None, {"not-applicable"}),
])  # fmt: skip
def test_activity(change, died_on, expected):
    others = {"vital_status": [{"died_on": died_on}]} if died_on else None
    context = Context(today=TODAY, birth_date=PartialDate.parse(BORN), others=others)
    assert codes("activity", ACTIVITY | change, context) == expected


PREGNANCY: dict[str, Any] = {
    "identifier": "1", "started_on": "2023-05-01", "ended_on": "2024-01-20", "foetus_count": 1,
    "assisted_procreation": False, "foetuses": [{"local_id": "f1", "born_on": "2024-01-20", "outcome": "3950001"}],
}  # fmt: skip
TWINS = [{"local_id": "f1", "multiple_birth": True}, {"local_id": "f2", "multiple_birth": True}]


@pytest.mark.parametrize(("change", "expected"), [
    ({},                                                        set()),
    ({"ended_on": "2023-04-30"},                                {"pregnancy-ended-before-started"}),
    ({"ended_on": "2023-05-01"},                                set()),
    ({"ended_on": "2024-04-01"},                                set()),                     # eleven months
    ({"ended_on": "2024-04-02"},                                {"pregnancy-too-long"}),
    ({"started_on": "2025-01-01", "ended_on": "2025-10-01", "foetuses": []}, set()),        # the expected end
    ({"started_on": "2025-04-01", "ended_on": None, "foetuses": []}, {"date-in-future"}),
    ({"foetus_count": 2},                                       {"fewer-foetuses-than-counted"}),
    ({"foetus_count": 2, "foetuses": [TWINS[0], {"local_id": "f2", "multiple_birth": False}]},
     {"single-birth-of-several"}),
    ({"foetus_count": 2, "foetuses": TWINS},                    set()),
    ({"foetus_count": 1, "foetuses": TWINS},                    {"more-foetuses-than-counted"}),
    ({"foetus_count": 2, "foetuses": []},                       set()),                     # none described yet
    ({"foetus_count": 0, "foetuses": []},                       {"number-too-small"}),
    ({"foetus_count": 1.5},                              {"wrong-type"}),
    ({"foetuses": [{"local_id": "f1", "born_on": "2023-04-30"}]}, {"born-before-pregnancy"}),
    ({"foetuses": [{"local_id": "f1", "outcome": "236973005"}]}, {"code-former"}),
    ({"ended_on": None, "foetuses": [{"local_id": "f1", "outcome": "3950001"}]}, {"not-applicable"}),
    ({"foetuses": {"local_id": "f1"}},                          {"not-a-list"}),
])  # fmt: skip
def test_pregnancy(change, expected):
    assert codes("pregnancy", PREGNANCY | change) == expected


def test_a_pregnancy_of_a_man_is_queried():
    assert codes("pregnancy", PREGNANCY, Context(today=TODAY, sex="M")) == {"pregnancy-of-a-man"}


class Loaded:
    """A terminology of five codes; ICD-10 is not loaded."""

    known = {"ORPHA:513": "active", "ORPHA:98006": "active", "ORPHA:1": "obsolete", "ORPHA:2": "obsolete"}

    def exists(self, curie: str) -> bool | None:
        return None if curie.startswith("ICD10:") else curie in self.known

    def status(self, curie: str) -> str:
        return self.known[curie]

    def replaced_by(self, curie: str) -> str | None:
        return "ORPHA:513" if curie == "ORPHA:1" else None

    def level(self, curie: str) -> str | None:
        return "group" if curie == "ORPHA:98006" else "disorder"

    def label(self, curie: str, language: str) -> str | None:
        return None


@pytest.mark.parametrize(("disease", "expected"), [
    ("ORPHA:513",    set()),
    ("ORPHA:999999", {"code-not-found"}),
    ("ORPHA:1",      {"code-replaced"}),
    ("ORPHA:2",      {"code-inactive"}),
    ("ORPHA:98006",  {"code-wrong-level"}),
    ("ICD10:G71.0",  set()),
])  # fmt: skip
def test_codes_of_a_loaded_terminology(disease, expected):
    problems = validate(SDM_MR.instrument("diagnosis"), DIAGNOSIS | {"disease": disease}, CONTEXT, terminology=Loaded())
    assert {problem.code for problem in problems} == expected


def test_a_problem_says_what_how_much_and_what_to_do():
    payload = DIAGNOSIS | {"clinical_diagnosis": months(14)}
    (problem,) = validate(SDM_MR.instrument("diagnosis"), payload, CONTEXT)
    assert problem.path == ("clinical_diagnosis",)
    assert problem.severity is Severity.ERROR
    assert problem.link == "#item-clinical_diagnosis"
    assert dict(problem.params) == {"clinical_diagnosis": 14, "first_signs": 18}
    assert problem.sentence("fr") == (
        "Âge au diagnostic clinique\u00a0: 14 mois, avant les premiers signes (18 mois). "
        "Corrigez l’un des deux, ou choisissez «\u00a0indéterminé\u00a0»."
    )
    assert problem.sentence("en").startswith(
        "Age at clinical diagnosis: 14 months, before the first signs (18 months)."
    )
    assert problem.as_json()["path"] == ["clinical_diagnosis"]


def test_the_path_leads_into_lists_and_groups():
    payload = PREGNANCY | {"foetuses": [{"local_id": "f1", "sex": "X"}]}
    (problem,) = validate(SDM_MR.instrument("pregnancy"), payload, CONTEXT)
    assert problem.path == ("foetuses", 0, "sex")
    assert problem.link == "#item-foetuses-0-sex" == "#" + field_id(problem.path)


def test_queries_do_not_keep_an_entry_from_being_complete():
    instrument = SDM_MR.instrument("diagnosis")
    assert is_complete(validate(instrument, DIAGNOSIS | {"techniques": ["MED-081"]}, CONTEXT))
    assert not is_complete(validate(instrument, DIAGNOSIS | {"techniques": ["?"]}, CONTEXT))


def test_what_is_shown_follows_the_other_answers():
    instrument = SDM_MR.instrument("vital_status")
    assert not visible(instrument, ("died_on",), {}, CONTEXT)
    assert visible(instrument, ("died_on",), {"status": "419620001"}, CONTEXT)
    pregnancy = SDM_MR.instrument("pregnancy")
    twins = {"foetuses": [{"multiple_birth": False}, {"multiple_birth": True}]}
    assert not visible(pregnancy, ("foetuses", 0, "birth_order"), twins, CONTEXT)
    assert visible(pregnancy, ("foetuses", 1, "birth_order"), twins, CONTEXT)
    assert not visible(pregnancy, ("nothing",), {}, CONTEXT)


IDENTITY = {
    "ins": "224027511583555", "birth_name": "ZZNAMEZZ", "first_given_name": "ZZGIVENZZ", "sex": "ZZSEXZZ",
    "birth_date": "2099-12-31", "birth_place_code": "ZZPLACEZZ", "birth_order": "ZZORDERZZ", "local_ids": "ZZIDZZ",
    "relations": [{"role": "ZZROLEZZ", "family_name": 7, "birth_date": "ZZDATEZZ"}], "telecoms": [{"value": 1}],
    "ZZ KEY ZZ": 1,
}  # fmt: skip


def test_no_problem_ever_repeats_who_someone_is():
    problems = validate(SDM_MR.instrument("identity"), IDENTITY, CONTEXT)
    assert len(problems) > 8
    said = repr([problem.as_json() for problem in problems])
    for secret in ("224027511583555", "ZZNAMEZZ", "ZZGIVENZZ", "2099", "décembre", BORN, "2020", "ZZPLACEZZ", "ZZ KEY"):
        assert secret not in said


def test_no_problem_gives_the_birth_date_away():
    early = {"diagnosed_on": "1990", "first_signs": months(400), "status": CONFIRMED}
    said = repr([problem.as_json() for problem in validate(SDM_MR.instrument("diagnosis"), early, CONTEXT)])
    assert "beyond-today" in said
    for secret in (BORN, "2020", "17 mai", "57", "4 ans"):
        assert secret not in said


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["255545003", "ORPHA:513", "2024-01", "767023003", "F"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["period", "months", "sex", "local_id", "x"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
INSTRUMENTS = [instrument for dataset in catalogue.all_datasets() for instrument in dataset.instruments]


@given(st.data())
def test_any_json_is_judged_and_none_breaks_validation(data):
    instrument = data.draw(st.sampled_from(INSTRUMENTS))
    keys = st.sampled_from([item.key for item in instrument.items])
    payload = data.draw(st.dictionaries(keys, ANSWERS, max_size=8))
    for problem in validate(instrument, payload, CONTEXT):
        assert problem.text.fr
        assert problem.text.en
        assert "{" not in problem.text.fr.replace("{}", "")


def test_every_check_of_the_catalogue_has_a_table_row():
    """A check nobody tried is a check that may never fire."""
    text = Path(__file__).read_text(encoding="utf-8")
    for instrument in SDM_MR.instruments:
        checks = [*instrument.checks, *(check for _, item in walk_items(instrument.items) for check in item.checks)]
        for check in checks:
            assert f'"{check.code}"' in text, f"{instrument.key}: {check.code} has no row"
