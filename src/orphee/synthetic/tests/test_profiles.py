"""What is taken of a disease: whom it concerns."""

import pytest

from orphee.synthetic.rules.disease_profiles import SHARE_OF_WOMEN, share_of_women


@pytest.mark.parametrize(
    ("code", "groups", "inheritance", "share"),
    [
        ("ORPHA:558", set(), ["Autosomal dominant"], SHARE_OF_WOMEN),
        ("ORPHA:1", set(), [], SHARE_OF_WOMEN),
        ("ORPHA:881", set(), [], 1.0),  # itself
        ("ORPHA:3109", {"ORPHA:96344", "ORPHA:93890"}, ["Unknown"], 1.0),  # by a group
        ("ORPHA:8", {"ORPHA:263746"}, [], 0.0),
        ("ORPHA:98896", set(), ["X-linked recessive"], 0.08),
        ("ORPHA:2", set(), ["Autosomal recessive", "X-linked recessive"], SHARE_OF_WOMEN),
        ("ORPHA:3", set(), ["Y-linked"], 0.0),
    ],
)
def test_the_share_of_women(code, groups, inheritance, share):
    assert share_of_women(code, groups, inheritance) == share
