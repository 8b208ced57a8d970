"""Ages of the national data set as numbers."""

import math

import pytest

from orphee.datasets.ages import months_of, rank


@pytest.mark.parametrize(("age", "months"), [
    ({"period": "303112003", "months": None}, -1),  # before birth
    ({"period": "255407002", "months": None}, 0),  # at birth
    ({"period": "255407002", "months": 5}, 0),  # months left over
    ({"period": "767023003", "months": 14}, 14),
    ({"period": "767023003", "months": 14.5}, 14.5),
    ({"period": "767023003", "months": None}, None),
    ({"period": "767023003", "months": True}, None),
    ({"period": "767023003", "months": math.nan}, None),
    ({"period": "767023003", "months": 1e300}, None),
    ({"period": "303113008", "months": None}, None),  # after death
    ({"period": "373068000", "months": 3}, None),  # undetermined
    ({"period": "MED-1288"}, None),  # no sign to date
    ({"period": ["767023003"], "months": 3}, None),
    ({}, None),
    ("14", None),
    (None, None),
])  # fmt: skip
def test_an_age_in_months(age, months):
    assert months_of(age) == months


def test_after_death_is_last_where_ages_are_compared():
    assert rank({"period": "303113008"}) == math.inf
