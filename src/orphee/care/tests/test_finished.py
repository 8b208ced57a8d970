"""What is said of a form that was finished: complete only when it is."""

import re

import pytest
from django.urls import reverse

from orphee.care.tests.conftest import entries_of

NEWBORN = {"birth_name": "Decourcy", "first_given_name": "Léa", "sex": "F", "birth_date": "28/02/2024", "site": "S901"}

ANSWERED = {"contact_agreement": "true", "sample_for_research": "true", "sample_for_molecular_diagnosis": "false"}


def finish(client, address, answers):
    """What the page says after “Finish”."""
    return client.post(address, answers | {"_save": "complete", "_stamp": "0"}, follow=True).content.decode()


@pytest.mark.parametrize(("instrument", "answers", "said", "named"), [
    ("research", {}, "3 réponses attendues", "Échantillon donné pour la recherche"),
    ("research", ANSWERED, "Enregistré, complet", ""),
    ("vital_status", {"status": "419620001"}, "Il manque encore", "Date du décès"),
])  # fmt: skip
def test_what_is_still_expected_is_named(client, clinician, record_key, instrument, answers, said, named):
    client.force_login(clinician)
    page = finish(client, reverse("form", args=[record_key, "sdm-mr", instrument]), answers)
    assert said in page.replace("\u202f", " ").replace("\xa0", " ")
    assert ("Enregistré, complet" in page) is not bool(named)
    assert [one.state for one in entries_of(record_key, instrument)] == ["complete"]
    listed = re.search(r'id="missing-list".*?</section>', page, re.DOTALL)
    assert bool(listed) is bool(named)
    if listed:
        assert re.search(rf'<a href="#item-[a-z_]+" data-focus>{named}', listed.group())


def test_an_identifier_nobody_asked_for_is_not_an_error(client, clinician):
    client.force_login(clinician)
    opened = client.post(reverse("new-person"), NEWBORN)
    key = opened["Location"].strip("/").split("/")[-1]
    page = client.get(reverse("form", args=[key, "sdm-mr", "identity"])).content.decode()
    assert "problem-list" not in page
    assert "o-field--error" not in page
    assert "Identifiants locaux (IPP)" in re.search(r'id="missing-list".*?</section>', page, re.DOTALL).group()


def test_one_wrong_value_is_one_line(client, clinician, record_key):
    client.force_login(clinician)
    wrong = {"weight_g": "99999", "length_cm": "9999", "head_circumference_cm": "9999", "gestational_age_weeks": "9999"}
    page = finish(client, reverse("form", args=[record_key, "sdm-mr", "birth"]), wrong)
    listed = re.search(r'id="problem-list".*?</section>', page, re.DOTALL).group()
    errors, queries = len(re.findall("<li>", listed)) - listed.count("non bloquant"), listed.count("non bloquant")
    assert (errors, queries) == (4, 0)
    assert "4 réponses à compléter ou à corriger</h2>" in listed


def test_the_title_counts_every_line(client, clinician, record_key):
    client.force_login(clinician)
    page = finish(
        client,
        reverse("form", args=[record_key, "sdm-mr", "birth"]),
        {"gestational_age_weeks": "9999", "length_cm": "12"},
    )
    listed = re.search(r'id="problem-list".*?</section>', page, re.DOTALL).group()
    assert "1 réponse à compléter ou à corriger, 1 à vérifier" in listed.replace("\u202f", " ").replace("\xa0", " ")
    assert listed.count("<li>") == 2
