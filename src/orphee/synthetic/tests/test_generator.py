"""The cohort's people: valid, skewed, late to be diagnosed, the same for the same seed, and nobody."""

import datetime as dt
import re
import statistics
import sys
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orphee.datasets import catalogue
from orphee.datasets.conditions import Context
from orphee.datasets.validation import validate
from orphee.foundation.partial_date import PartialDate
from orphee.identity.rules.folding import fold
from orphee.identity.rules.ins import InsSystem, key_of
from orphee.network.rules.geography import department_of
from orphee.record.rules.submission import Submission
from orphee.synthetic.rules.cohort import Kind, base_of, kind_of, submission_of, submissions
from orphee.synthetic.rules.identities import COUNTRIES
from orphee.synthetic.rules.world import World

sys.path.insert(0, str(Path(__file__).parent))
from drawn_world import DISEASES, TODAY, drawn_world

PEOPLE = 3_000
SEED = 1


@lru_cache(maxsize=1)
def world() -> World:
    return drawn_world(SEED)


@lru_cache(maxsize=1)
def cohort() -> tuple[Submission, ...]:
    return tuple(submissions(world(), 0, PEOPLE))


def payloads(instrument: str) -> list[dict[str, object]]:
    return [dict(e.payload) for one in cohort() for e in one.entries if e.instrument == instrument]


def share(count: float) -> float:
    return count / PEOPLE


def problems(one: Submission) -> list[tuple[str, str, str]]:
    others: dict[str, list[object]] = {}
    for entry in one.entries:
        others.setdefault(entry.instrument, []).append(entry.payload)
    context = Context(
        today=TODAY,
        birth_date=PartialDate.parse(one.person.birth_date),
        sex=one.person.sex,
        others=others,
    )
    return [
        (str(found.severity), found.code, entry.instrument)
        for entry in one.entries
        for found in validate(
            catalogue.load(entry.dataset, entry.version).instrument(entry.instrument), entry.payload, context
        )
    ]


# Valid


def test_no_entry_has_a_problem() -> None:
    assert Counter(found for one in cohort() for found in problems(one)) == {}


@settings(deadline=None)  # the first example builds the world
@given(st.integers(0, 2**31), st.integers(0, 2**20))
def test_any_number_of_any_seed_is_valid(seed: int, index: int) -> None:
    one = submission_of(replace(world(), seed=seed), index)
    assert [found for found in problems(one) if found[0] == "error"] == []
    assert one.site_codes
    assert one.synthetic


# The same for the same seed


def test_a_person_depends_on_the_seed_and_the_number_only() -> None:
    again = drawn_world(SEED)
    assert list(submissions(again, 990, 1010)) == list(cohort()[990:1010])
    assert submission_of(again, 17) == cohort()[17]


def test_another_seed_gives_other_people() -> None:
    other = submission_of(drawn_world(2), 17)
    assert other.person != cohort()[17].person


# Skewed


def test_frequent_diseases_are_much_more_frequent() -> None:
    found = Counter(str(payload["disease"]) for payload in payloads("diagnosis") if "disease" in payload)
    assert [code for code, _ in found.most_common(3)] == [disease.curie for disease in DISEASES[:3]]
    assert found[DISEASES[0].curie] > 30 * found[DISEASES[-1].curie]


def test_features_come_as_often_as_published() -> None:
    described = [p["clinical_description"] for p in payloads("diagnosis") if "clinical_description" in p]
    occurs = Counter(term for terms in described for term in terms)
    shares = [occurs[term] / len(described) for term, *_ in DISEASES[0].features]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.95
    assert shares[-1] < 0.06


# Late to be diagnosed


def delays() -> list[float]:
    found = []
    for payload in payloads("diagnosis"):
        first, last = payload.get("first_signs", {}), payload.get("clinical_diagnosis", {})
        if "months" in first and "months" in last:
            found.append(float(last["months"]) - float(first["months"]))
    return found


def test_errance_is_long_and_skewed() -> None:
    quarter, half, three_quarters = statistics.quantiles(delays(), n=4)
    assert 8 <= half <= 30
    assert three_quarters > 2.2 * half
    assert quarter < half / 2
    assert min(delays()) >= 0


def test_statuses_hold_impasse_and_doubt() -> None:
    found = Counter(payload["status"] for payload in payloads("diagnosis"))
    assert 0.5 < share(found["255545003"]) < 0.75
    assert 0.07 < share(found["42425007"]) < 0.2
    assert 0.05 < share(found["385651009"]) < 0.2
    assert 0.05 < share(found["2931005"]) < 0.2
    assert 0 < share(found["MED-1313"]) < 0.03
    assert all("disease" not in payload for payload in payloads("diagnosis") if payload["status"] == "42425007")


def test_some_answers_are_missing_or_partial() -> None:
    dates = [str(p["diagnosed_on"]) for p in payloads("diagnosis") if "diagnosed_on" in p]
    assert 0.05 < sum(len(day) < 10 for day in dates) / len(dates) < 0.25
    unknown = [p for p in payloads("diagnosis") if p["first_signs"] == {"period": "373068000"}]
    assert 0.05 < share(len(unknown)) < 0.15
    assert 0.2 < share(len(payloads("birth"))) < 0.3


# Consistent


def test_ages_run_from_birth_to_ninety() -> None:
    born = [int(one.person.birth_date[:4]) for one in cohort()]
    assert min(born) >= TODAY.year - 101
    assert max(born) >= TODAY.year - 1
    dead = {id(one) for one in cohort() for e in one.entries if e.payload.get("status") == "419620001"}
    living = [int(one.person.birth_date[:4]) for one in cohort() if id(one) not in dead]
    assert min(living) >= TODAY.year - 99


def test_people_are_mostly_treated_near_home() -> None:
    of_site = {centre.code: centre for centre in world().centres}
    near = [
        world().region_of[department_of(one.person.address.commune_code)] == of_site[one.site_codes[0]].region
        for one in cohort()
        if one.person.address is not None
    ]
    assert sum(near) / len(near) > 0.6


def test_some_have_several_centres() -> None:
    found = Counter(len(one.site_codes) for one in cohort())
    assert 0.1 < share(found[2]) < 0.25
    assert 0 < share(found[3]) < 0.06
    for one in cohort():
        assert len(set(one.site_codes)) == len(one.site_codes)


def test_places_of_birth_agree_with_their_code() -> None:
    countries = {code for code, _, _ in COUNTRIES}
    for one in cohort():
        if one.person.birth_country == "FRA":
            assert department_of(one.person.birth_place_code)
        else:
            assert one.person.birth_place_code in countries


def test_nothing_happens_after_today_or_after_death() -> None:
    for one in cohort():
        days = [str(e.payload["performed_on"]) for e in one.entries if e.instrument == "activity"]
        assert max(days) <= TODAY.isoformat()
        died = [e.payload["died_on"] for e in one.entries if "died_on" in e.payload]
        if died and len(str(died[0])) == 10:
            assert max(days) <= str(died[0])


# Nobody


def test_ins_are_test_numbers_with_the_right_key() -> None:
    numbers = [one.person for one in cohort() if one.person.ins]
    assert 0.7 < share(len(numbers)) < 0.85
    for person in numbers:
        assert person.ins_system == InsSystem.TEST
        assert key_of(person.ins[:13]) == int(person.ins[13:])
        assert person.ins[0] == ("1" if person.sex == "M" else "2")


def test_telephone_numbers_are_those_kept_for_fiction() -> None:
    for one in cohort():
        assert all(re.fullmatch(r"tel:\+3363998\d{4}", telecom.value) for telecom in one.person.telecoms)


def test_physicians_are_marked_as_invented() -> None:
    for payload in payloads("follow_up"):
        physician = payload["physician"]
        assert physician["rpps"].startswith("8997")
        assert "fictif" in physician["name"]


# Duplicates, relatives, oppositions


@pytest.mark.parametrize(("kind", "expected"), [(Kind.DUPLICATE, 0.02), (Kind.RELATIVE, 0.05)])
@pytest.mark.parametrize("seed", [0, 1, 2026, 99_999])
def test_kinds_have_their_share_with_any_seed(kind: Kind, expected: float, seed: int) -> None:
    assert sum(kind_of(seed, index) is kind for index in range(10_000)) == pytest.approx(expected * 10_000, abs=60)


def test_a_duplicate_is_the_same_person_otherwise_typed_from_elsewhere() -> None:
    for index in (place for place in range(PEOPLE) if kind_of(SEED, place) is Kind.DUPLICATE):
        one, base = cohort()[index], cohort()[base_of(SEED, index)]
        assert one.person.ins == ""
        assert not set(one.site_codes) & set(base.site_codes)
        traits = [(fold(p.birth_name), fold(p.first_given_name), p.birth_date) for p in (one.person, base.person)]
        assert traits[0] != traits[1]
        assert sum(ours == theirs for ours, theirs in zip(*traits, strict=True)) >= 1
        assert one.consent == base.consent
        births = [[e.payload for e in each.entries if e.instrument == "birth"] for each in (one, base)]
        assert not all(births) or births[0] == births[1]


def index_case_of(one: Submission) -> dict[str, object]:
    family = next((entry.payload for entry in one.entries if entry.instrument == "family"), {})
    return next(iter(family.get("index_cases", ())), {})


def test_relatives_share_the_name_and_the_disease_when_it_is_known() -> None:
    named = 0
    for index in (place for place in range(PEOPLE) if kind_of(SEED, place) is Kind.RELATIVE):
        one, base = cohort()[index], cohort()[base_of(SEED, index)]
        assert one.person.birth_name == base.person.birth_name
        if case := index_case_of(one):
            diagnosis = next(entry.payload for entry in base.entries if entry.instrument == "diagnosis")
            assert (case["identifier"], case["sex"]) == (base.entries[0].key, base.person.sex)
            assert case["diseases"] == [diagnosis["disease"]]
            named += 1
    assert named > 50


def test_a_family_is_possible() -> None:
    """A mother and a father at most, and births that one mother can have given."""
    families: dict[int, list[tuple[object, str, dt.date]]] = {}
    for index in (place for place in range(PEOPLE) if kind_of(SEED, place) is Kind.RELATIVE):
        one = cohort()[index]
        if index_case_of(one) and len(one.person.birth_date) == len("2001-01-31"):
            found = (index_case_of(one)["relationship"], one.person.sex, dt.date.fromisoformat(one.person.birth_date))
            families.setdefault(base_of(SEED, index), []).append(found)
    assert any(len(found) > 2 for found in families.values())
    for found in families.values():
        parents = [sex for link, sex, _born in found if link in ("DAU", "SON")]
        assert len(parents) == len(set(parents))
        births = sorted(born for link, _sex, born in found if link in ("SIS", "BRO"))
        assert all((later - earlier).days >= 270 for earlier, later in pairwise(births))


def test_two_in_a_hundred_oppose() -> None:
    opposed = sum(one.consent is not None and bool(one.consent.reuse_opposed) for one in cohort())
    assert 0.01 < share(opposed) < 0.03


def test_consanguinity_is_rarer_than_its_absence() -> None:
    said = [payload["consanguinity"] for payload in payloads("family") if "consanguinity" in payload]
    assert 0.01 < sum(map(bool, said)) / len(said) < 0.2


def test_sent_on_the_day_of_the_last_visit() -> None:
    one = cohort()[5]
    last = max(str(entry.payload["performed_on"]) for entry in one.entries if entry.instrument == "activity")
    assert one.received_at == dt.datetime.combine(dt.date.fromisoformat(last), dt.time(12), tzinfo=dt.UTC)
