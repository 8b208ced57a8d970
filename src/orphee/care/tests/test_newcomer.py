"""A new person."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from orphee.access.models import Membership
from orphee.care.tests.conftest import enter, entries_of

LEA = {"birth_name": "Decourcy", "first_given_name": "Léa", "sex": "F", "birth_date": "28/02/2024", "site": "S901"}


def test_the_record_opens_with_what_is_known(client, clinician):
    client.force_login(clinician)
    answer = client.post(reverse("new-person"), LEA, follow=True)
    assert answer.status_code == 200
    key = answer.redirect_chain[-1][0].strip("/").split("/")[-1]
    assert "Decourcy" in answer.content.decode()
    assert [one.state for one in entries_of(key, "case_file")] == ["complete"]
    assert [one.state for one in entries_of(key, "follow_up")] == ["draft"]


@pytest.mark.parametrize("moment", ["2026-11-22T23:30+00:00", "2027-06-30T22:30+00:00", "2026-12-31T23:59:59+00:00"])
def test_past_midnight_today_is_not_in_the_future(client, clinician, monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime.fromisoformat(moment))
    client.force_login(clinician)
    answer = client.post(reverse("new-person"), LEA, follow=True)
    key = answer.redirect_chain[-1][0].strip("/").split("/")[-1]
    assert [one.state for one in entries_of(key, "case_file")] == ["complete"]


@pytest.mark.parametrize(("wrong", "said"), [
    ({"birth_name": ""}, "Réponse attendue"),
    ({"birth_date": "31/02/2024"}, "Ce jour n’existe pas"),
    ({"birth_date": "il y a deux ans"}, "Date illisible"),
    ({"birth_date": "01/01/2999"}, "dans le futur"),
    ({"sex": ""}, "Réponse attendue"),
    ({"ins": "224027511583556", "ins_system": "1.2.250.1.213.1.4.8"}, "clé de ce matricule"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_lost(client, clinician, wrong, said):
    client.force_login(clinician)
    answer = client.post(reverse("new-person"), LEA | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "Léa" in page
    assert re.search(r'id="problem-list".*href="#item-', page, re.DOTALL)


def test_a_foetus_has_no_birth_date_yet(client, clinician):
    client.force_login(clinician)
    foetus = {
        "birth_name": "Nessi",
        "sex": "UN",
        "site": "S901",
        "foetus_local_id.root": "1.2.3",
        "foetus_local_id.value": "F1",
    }
    answer = client.post(reverse("new-person"), foetus, follow=True)
    assert answer.status_code == 200
    assert "fœtus" in answer.content.decode()


def test_who_looks_alike_must_be_looked_at_first(client, clinician):
    enter(name="DECOURCY", given="Lea", birth="2024-02-28")
    client.force_login(clinician)
    twin = LEA | {"birth_date": "28/02/2024", "birth_name": "Decourci"}
    first = client.post(reverse("new-person"), twin)
    assert first.status_code == 422
    page = first.content.decode()
    assert "même date de naissance" in page
    assert "1 réponse à compléter ou à corriger" in page
    assert 'href="#looked" data-focus' in page
    assert "pas encore ouvert" in page
    assert client.post(reverse("new-person"), twin | {"looked": "yes"}).status_code == 302


def test_someone_followed_elsewhere_is_not_named(client, clinician):
    enter(name="DECOURCY", given="Lea", birth="2024-02-28", site="S902")
    client.force_login(clinician)
    page = client.post(reverse("new-person-duplicates"), LEA).content.decode()
    assert "suivie dans un autre centre" in page
    assert "DECOURCY" not in page


def test_another_site_than_mine_is_refused(client, clinician):
    client.force_login(clinician)
    answer = client.post(reverse("new-person"), LEA | {"site": "S902"})
    assert answer.status_code == 422
    assert "l’un de vos sites" in answer.content.decode()


PAGE = {"_page": "0d0c9f1e-6a57-4b5e-9a27-3b5b5f4f7c11"}


def opened_by(client, said):
    answer = client.post(reverse("new-person"), said, follow=True)
    assert answer.status_code == 200
    return answer.redirect_chain[-1][0].strip("/").split("/")[-1]


def test_a_page_sent_twice_opens_one_record_with_one_file(client, clinician):
    client.force_login(clinician)
    first = opened_by(client, LEA | PAGE)
    assert opened_by(client, LEA | PAGE) == first
    assert len(entries_of(first, "case_file")) == 1
    assert len(entries_of(first, "follow_up")) == 1
    shown = client.get(reverse("new-person")).content.decode()
    assert PAGE["_page"] not in shown
    assert re.search(r'name="_page" value="[0-9a-f-]{36}"', shown)


def test_the_page_of_a_foetus_sent_twice_opens_one_record(client, clinician):
    client.force_login(clinician)
    foetus = {"birth_name": "Essai", "sex": "UN", "foetus_local_id.root": "1.2.3", "foetus_local_id.value": "F1"}
    said = dict.fromkeys(LEA, "") | {"site": LEA.get("site", "S901")} | foetus | PAGE
    assert opened_by(client, said) == opened_by(client, said)


def test_a_page_used_again_for_someone_else_opens_another_record(client, clinician):
    client.force_login(clinician)
    first = opened_by(client, LEA | PAGE)
    other = opened_by(client, LEA | PAGE | {"birth_name": "Autre", "first_given_name": "Paul", "sex": "M"})
    assert other != first
    assert entries_of(first, "case_file")[0].source_key != entries_of(other, "case_file")[0].source_key


def test_someone_followed_here_already_gets_no_second_follow_up(client, clinician):
    client.force_login(clinician)
    first = opened_by(client, LEA)
    assert opened_by(client, LEA | {"looked": "yes"}) == first  # another page, days later
    assert len(entries_of(first, "case_file")) == 1
    assert len(entries_of(first, "follow_up")) == 1


def test_of_several_sites_one_is_chosen_then_offered_again(client, clinician, sites):
    Membership.objects.create(user=clinician, role="clinician", site=sites[1])
    client.force_login(clinician)
    assert "selected" not in re.search(r'<select[^>]*id="site".*?</select>', new_page(client), re.DOTALL).group()
    refused = client.post(reverse("new-person"), LEA | {"site": ""})
    assert refused.status_code == 422
    assert 'href="#site" data-focus' in refused.content.decode()
    opened_by(client, LEA | {"site": "S902"})
    assert re.search(r'value="S902" selected', new_page(client))


def new_page(client):
    return client.get(reverse("new-person")).content.decode()
