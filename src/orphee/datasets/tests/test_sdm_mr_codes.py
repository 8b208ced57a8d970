"""The codes that rules compare with are those of the data set."""

from orphee.datasets import catalogue, sdm_mr_codes


def codes_of(path):
    form, item = path.split(".")
    return [one.code for one in catalogue.load("sdm-mr", "2025.01").instrument(form).item(item).value_set]


def test_the_statuses_of_a_diagnosis_are_those_of_the_data_set():
    assert set(sdm_mr_codes.STATUSES) <= set(codes_of("diagnosis.status"))


def test_being_dead_is_a_state_of_the_data_set():
    assert sdm_mr_codes.DEAD in codes_of("vital_status.status")
