"""What nobody types by hand: control characters, endless numbers, texts too long. Answered, never an error of ours."""

import json

import pytest
from django.urls import reverse

from orphee.care.rules import typed
from orphee.care.rules.answers import read_answers
from orphee.care.rules.clean import GREATEST_DEPTH, clean, position, read_json
from orphee.care.tests.conftest import entries_of
from orphee.care.traits import problems_of_length
from orphee.datasets.catalogue import dataset

NUL = "\x00"
LEA = {"birth_name": "Decourcy", "first_given_name": "Léa", "sex": "F", "birth_date": "28/02/2024", "site": "S901"}


@pytest.mark.parametrize(("text", "kept"), [
    ("Zoé", "Zoé"),
    (f"a{NUL}b", "ab"),
    ("a\x08b\x7fc\x9dd\x1b", "abcd"),
    ("un\ndeux\ttrois\r\n", "un\ndeux\ttrois\r\n"),
    ("a\ud800b", "ab"),
])  # fmt: skip
def test_control_characters_are_dropped(text, kept):
    assert clean(text) == kept


@pytest.mark.parametrize(("text", "number"), [
    ("0", 0), ("12", 12), ("", None), ("-1", None), ("²", None), ("٣", None), ("9" * 5000, None),
])  # fmt: skip
def test_a_position_is_a_short_number(text, number):
    assert position(text) == number


@pytest.mark.parametrize("text", [
    "NaN", "[Infinity]", "1e999", '{"a": -1e999}', "[" * 100_000, "[" * 900 + "]" * 900,
    "[" * (GREATEST_DEPTH + 2) + "]" * (GREATEST_DEPTH + 2), '"\\u0000"', '{"\\ud800": 1}', "9" * 5000, "{",
])  # fmt: skip
def test_what_json_cannot_say_stays_text(text):
    assert read_json(text) == text


def test_bearable_json_is_read():
    assert read_json('{"a": [1, 2.5, null, "é"]}') == {"a": [1, 2.5, None, "é"]}


@pytest.mark.parametrize("text", ["9" * 31, "9" * 400, "9" * 5000, "1," + "9" * 400])
def test_an_endless_number_is_kept_as_typed(text):
    assert typed.read_number(text, whole=False) == text
    assert typed.read_number(text, whole=True) == text
    assert typed.read_duration(f"{text} ans") == f"{text} ans"
    assert typed.show_duration(f"P{text}Y", "fr") == f"P{text}Y"


def test_endless_years_are_no_age():
    posted = {"first_signs.years": ["9" * 400], "first_signs.months": ["2"]}
    read = read_answers(dataset("sdm-mr").instrument("diagnosis"), posted, {})
    assert read["first_signs"]["months"] == f"{'9' * 400} 2"


@pytest.mark.parametrize("answers", [
    {"diagnosed_on": "9" * 400, "comment": f"a{NUL}b", "disease": "ORPHA:" + "5" * 500, "status": "2" * 300},
    {"first_signs.period": "767023003", "first_signs.years": "9" * 400, "first_signs.months": "1"},
    {"first_signs.period": "9" * 400, "genes": "HGNC:" + "1" * 400, "techniques": f"GEN{NUL}"},
    {f"site{NUL}": "S901", "site": "S" * 400, "_stamp": "9" * 5000, "identifier": f"1.2{NUL}"},
    {"investigations.².code": "x", "investigations.0._was": "²", "_stamp": "²"},
])  # fmt: skip
def test_a_form_keeps_its_head(client, clinician, record_key, answers):
    client.force_login(clinician)
    entry = entries_of(record_key, "diagnosis")[0]
    address = reverse("entry-form", args=[record_key, "sdm-mr", "diagnosis", entry.key])
    assert client.post(address + "draft/", answers).status_code == 200
    assert client.post(address, {"_stamp": "1", "_save": "complete"} | answers).status_code in (302, 409, 422)
    assert client.get(address).status_code == 200
    assert client.get(reverse("chart", args=[record_key])).status_code == 200
    assert client.get(reverse("worklist")).status_code == 200


@pytest.mark.parametrize("asked", [
    {"search": f"mar{NUL}tin"}, {"search": NUL}, {"missing": f"a{NUL}"}, {"site_code": f"S{NUL}"},
    {"status": NUL * 9}, {"order": NUL}, {"page": "²"}, {"page": "9" * 5000},
    {"search": "de la tour d’auvergne marie anne louise élisabeth camille"},
])  # fmt: skip
def test_the_list_keeps_its_head(client, clinician, record_key, asked):
    client.force_login(clinician)
    assert client.post(reverse("worklist"), asked, follow=True).status_code == 200
    assert client.post(reverse("worklist-csv"), asked).status_code == 200


def test_the_pickers_keep_their_head(client, clinician):
    client.force_login(clinician)
    assert client.get(reverse("care-terms"), {"q": f"mar{NUL}", "systems": NUL, "levels": NUL}).status_code == 200


TOO_LONG = [
    ("birth_name", "X" * 121, "121 caractères ; au plus 120"),
    ("first_given_name", "X" * 121, "au plus 120"),
    ("used_name", "X" * 121, "au plus 120"),
    ("birth_place_city", "X" * 121, "au plus 120"),
    ("birth_place_code", "1" * 11, "au plus 10"),
    ("sex", "FFF", "n’est pas une réponse possible"),
    ("birth_date", "9" * 400, "Date illisible"),
    ("ins", "1" * 400, ""),
]


@pytest.mark.parametrize(("name", "value", "said"), TOO_LONG)
def test_a_new_person_with_too_much_to_say(client, clinician, name, value, said):
    client.force_login(clinician)
    answer = client.post(reverse("new-person"), LEA | {name: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert client.post(reverse("new-person-duplicates"), LEA | {name: value}).status_code == 200


def test_a_new_person_with_control_characters(client, clinician):
    client.force_login(clinician)
    answer = client.post(reverse("new-person"), LEA | {"birth_name": f"De{NUL}courcy"}, follow=True)
    assert answer.status_code == 200
    assert "Decourcy" in answer.content.decode()


IN_THE_IDENTITY_FORM = [
    ("birth_country", "X" * 61, "au plus 60"),
    ("birth_given_names", "X" * 201, "au plus 200"),
    ("used_given_name", "X" * 121, "au plus 120"),
    ("ins", "1" * 21, "au plus 20"),
    ("ins_system", "1" * 41, "au plus 40"),
    ("birth_order", "9" * 400, "nombre"),
]


@pytest.mark.parametrize(("name", "value", "said"), [*TOO_LONG[:-1], *IN_THE_IDENTITY_FORM])
def test_an_identity_with_too_much_to_say(client, clinician, record_key, name, value, said):
    client.force_login(clinician)
    address = reverse("form", args=[record_key, "sdm-mr", "identity"])
    stamp = client.get(address).context["page"].stamp
    answer = client.post(address, LEA | {name: value, "_stamp": stamp, "_save": "complete"})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_names_that_grow_when_folded(client, clinician, record_key):
    client.force_login(clinician)
    address = reverse("form", args=[record_key, "sdm-mr", "identity"])
    stamp = client.get(address).context["page"].stamp
    names = {name: letter * 120 for name, letter in (("birth_name", "œ"), ("used_name", "ﬃ"), ("used_given_name", "æ"))}
    answer = client.post(address, LEA | names | {"_stamp": stamp, "_save": "complete"})
    assert answer.status_code == 302


def test_local_identifiers_have_a_length_too():
    found = problems_of_length({"local_ids": [{"root": "1.2", "value": "v" * 121}, {"root": "1" * 121, "value": "v"}]})
    assert [one.path for one in found] == [("local_ids", 0, "value"), ("local_ids", 1, "root")]
    assert found[0].text.in_("en") == "121 characters; at most 120. Shorten it."


def test_a_consent_of_no_registry_is_not_stored(client, clinician, record_key):
    client.force_login(clinician)
    address = reverse("form", args=[record_key, "sdm-mr", "consent"])
    stamp = client.get(address).context["page"].stamp
    answer = client.post(address, {"_stamp": stamp, "_save": "complete", "ern_registries": "X" * 400})
    assert answer.status_code == 422


def test_a_refusal_says_nothing_of_what_was_typed(client, clinician, record_key):
    problem = problems_of_length({"birth_name": "SECRET" * 30})[0]
    assert "SECRET" not in json.dumps(problem.as_json())
