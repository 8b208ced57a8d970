"""The codes that rules compare with are those of the data set."""

from orphee.datasets import ages, catalogue, sdm_mr_codes


def codes_of(path):
    form, _, item = path.partition(".")
    asked = catalogue.load("sdm-mr", "2025.01").instrument(form).item(item)
    return [one.code for one in asked.value_set if not one.retired]


def test_the_statuses_of_a_diagnosis_are_those_of_the_data_set():
    assert set(sdm_mr_codes.STATUSES) == set(codes_of("diagnosis.status"))


def test_being_dead_is_a_state_of_the_data_set():
    assert sdm_mr_codes.DEAD in codes_of("vital_status.status")


def test_being_born_is_an_outcome_of_the_data_set():
    assert sdm_mr_codes.BORN in codes_of("pregnancy.foetuses.outcome")


def test_the_periods_of_an_age_are_those_of_the_data_set():
    periods = {ages.ANTENATAL, ages.AT_BIRTH, ages.AT_MONTHS, ages.POST_MORTEM, ages.UNDETERMINED, ages.NO_SIGN}
    assert {code for item in ("first_signs", "clinical_diagnosis") for code in codes_of(f"diagnosis.{item}")} == periods


def test_the_data_sets_of_every_record_are_in_the_catalogue():
    assert {sdm_mr_codes.SDM, sdm_mr_codes.PHENOTYPE} <= set(catalogue.keys())
