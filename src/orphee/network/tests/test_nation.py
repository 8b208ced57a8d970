"""The nation's tables: complete, official, and put in place as often as one likes."""

import csv

import pytest

from orphee.foundation.places import reference_directory
from orphee.network.actions import ensure_nation
from orphee.network.models import Department, Ern, Filiere, Region
from orphee.network.rules.geography import DEPARTMENTS, REGIONS, department_of
from orphee.network.rules.rare_disease_networks import ERNS, FILIERES


def test_france_has_18_regions_and_101_departments() -> None:
    assert len(REGIONS) == 18
    assert len(DEPARTMENTS) == 101
    assert len({region.code for region in REGIONS}) == 18


def test_there_are_23_filieres_and_24_erns() -> None:
    assert len({one.code for one in FILIERES}) == 23
    assert len({one.code for one in ERNS}) == 24
    assert all(one.title_fr and one.title_en for one in (*FILIERES, *ERNS))


@pytest.mark.parametrize(
    ("code", "department"),
    [
        ("75056", "75"),
        ("2A004", "2A"),
        ("20090", "2A"),
        ("20200", "2B"),
        ("97411", "974"),
        ("01053", "01"),
        ("99109", ""),
        ("", ""),
        ("abc", ""),
    ],
)
def test_department_of_a_commune_or_postal_code(code: str, department: str) -> None:
    assert department_of(code) == department


@pytest.mark.reference
def test_acronyms_are_those_of_the_official_lists() -> None:
    reference = reference_directory()
    assert reference
    folder = reference / "organisations"
    with (folder / "fsmr_23.csv").open(encoding="utf-8") as lines:
        assert {row["sigle"]: row["intitule"] for row in csv.DictReader(lines)} == {
            one.acronym: one.title_fr for one in FILIERES
        }
    with (folder / "ern_24.csv").open(encoding="utf-8") as lines:
        assert {row["ern"]: row["name_en"] for row in csv.DictReader(lines)} == {
            one.acronym: one.title_en for one in ERNS
        }


@pytest.mark.django_db
def test_ensure_nation_twice_changes_nothing() -> None:
    for _ in range(2):
        ensure_nation()
        counts = [model.objects.count() for model in (Region, Department, Filiere, Ern)]
        assert counts == [18, 101, 23, 24]
    assert Department.objects.get(code="2A").region.name == "Corse"
