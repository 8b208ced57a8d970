"""What is taken of a disease: whom it concerns, and how often it is met."""

import pytest

from orphee.synthetic.rules.concerned import SHARE_OF_WOMEN, Feature, features, share_of_women
from orphee.synthetic.rules.disease_profiles import weights


@pytest.mark.parametrize(
    ("code", "inheritance", "share"),
    [
        ("ORPHA:558", ["Autosomal dominant"], SHARE_OF_WOMEN),
        ("ORPHA:586", ["Autosomal recessive"], SHARE_OF_WOMEN),  # though a cause of male infertility
        ("ORPHA:1", [], SHARE_OF_WOMEN),
        ("ORPHA:881", [], 1.0),
        ("ORPHA:3109", ["Unknown"], 1.0),
        ("ORPHA:8", [], 0.0),
        ("ORPHA:98896", ["X-linked recessive"], 0.08),
        ("ORPHA:2", ["Autosomal recessive", "X-linked recessive"], SHARE_OF_WOMEN),
        ("ORPHA:3", ["Y-linked"], 0.0),
    ],
)
def test_the_share_of_women(code, inheritance, share):
    assert share_of_women(code, inheritance) == share


def test_features_come_with_whom_they_concern():
    branches = {
        "HP:0000028": frozenset({"HP:0010461"}),
        "HP:0000786": frozenset({"HP:0030012", "HP:0000140"}),
        "HP:0000062": frozenset({"HP:0010460", "HP:0010461"}),  # of both: ambiguous genitalia
    }
    shares = [("HP:0001250", 0.2), ("HP:0000028", 0.9), ("HP:0000786", 0.5), ("HP:0000062", 0.4), ("HP:0000001", 0.0)]
    assert features(shares, branches, most=4) == (
        Feature("HP:0000028", 0.9, "M"),
        Feature("HP:0000786", 0.5, "F", 144),
        Feature("HP:0000062", 0.4),
        Feature("HP:0001250", 0.2),
    )


@pytest.mark.parametrize(
    ("feature", "sex", "months", "may"),
    [
        (Feature("X", 1.0), "M", 0, True),
        (Feature("X", 1.0, "M"), "F", 300, False),
        (Feature("X", 1.0, "F", 144), "F", 143, False),
        (Feature("X", 1.0, "F", 144), "F", 144, True),
    ],
)
def test_whom_a_feature_concerns(feature, sex, months, may):
    assert feature.concerns(sex, months) is may


def test_what_centres_follow_most_comes_before_what_is_commoner():
    found = weights({"ORPHA:1": 50.0, "ORPHA:586": 7.0, "ORPHA:636": 20.0, "ORPHA:2": None, "ORPHA:3": 0.001})
    assert sorted(found, key=found.__getitem__, reverse=True) == [
        "ORPHA:636", "ORPHA:586", "ORPHA:1", "ORPHA:2", "ORPHA:3",
    ]  # fmt: skip
