"""Communes: searched by name, kept as the bare code, typed by code when they are abroad or no more."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from orphee.access.context import as_system
from orphee.care.rules.communes import chosen
from orphee.care.rules.drawing import Drawing, draw, walk_fields
from orphee.care.rules.fields import Kind
from orphee.care.rules.unchosen import is_unchosen
from orphee.datasets import catalogue
from orphee.datasets.conditions import Context
from orphee.identity.models import Person
from orphee.terminology.models import Concept

LEA = {"birth_name": "Decourcy", "first_given_name": "Léa", "sex": "F", "birth_date": "28/02/2024", "site": "S901"}


@pytest.mark.parametrize(("taken", "typed", "answer"), [
    ("INSEE:69123", "", "69123"),
    ("69123", "", "69123"),
    ("", "99109", "99109"),
    ("", "INSEE:2a004", "2A004"),
    ("69123", "2b033", "2B033"),
    ("", "", ""),
])  # fmt: skip
def test_the_answer_is_the_bare_code(taken, typed, answer):
    assert chosen(taken, typed) == answer


@pytest.mark.parametrize("typed", ["lyon", "6912", "691234", "6912é"])
def test_what_is_no_code_is_not_chosen(typed):
    assert is_unchosen(chosen("69123", typed))


@pytest.mark.parametrize(("has_communes", "kind"), [(True, Kind.PICKER), (False, Kind.TEXT)])
def test_a_town_is_searched_where_towns_are_known(has_communes, kind):
    form = catalogue.load("sdm-mr", "2025.01").instrument("identity")
    drawing = Drawing(
        context=Context(today=dt.date(2026, 11, 22)),
        has_communes=has_communes,
        label_of=lambda code: {"INSEE:69123": "Lyon"}.get(code, code),
    )
    answers = {"birth_place_code": "69123", "address": {"commune_code": "99109"}}
    fields = {one.name: one for one in walk_fields(draw(form, answers, drawing))}
    birth, home = fields["birth_place_code"], fields["address.commune_code"]
    assert (birth.kind, home.kind) == (kind, kind)
    if has_communes:
        assert [(one.code, one.label) for one in (*birth.choices, *home.choices)] == [
            ("69123", "Lyon"), ("99109", "99109"),
        ]  # fmt: skip
        assert (birth.fills, home.fills) == ("birth_place_city", "address.city")


def test_a_town_taken_at_the_opening_is_kept_as_its_code(client, clinician):
    Concept.objects.create(code="INSEE:69123", system="place", label_fr="Lyon", label_en="Lyon", level="commune")
    client.force_login(clinician)
    refused = client.post(reverse("new-person"), LEA | {"birth_place_code._typed": "lyon"})
    assert refused.status_code == 422
    assert "choisissez un terme de la liste" in refused.content.decode().lower()
    assert client.post(reverse("new-person"), LEA | {"birth_place_code": "INSEE:69123"}).status_code == 302
    with as_system("test"):
        assert list(Person.objects.values_list("birth_place_code", flat=True)) == ["69123"]


def test_without_towns_a_doubt_is_said_before_the_record_opens(client, clinician):
    client.force_login(clinician)
    doubtful = LEA | {"birth_place_code": "lyon"}
    page = client.post(reverse("new-person"), doubtful)
    assert page.status_code == 422
    assert "pas encore ouvert" in page.content.decode()
    seen = re.search(r'name="_seen" value="([0-9a-f]{16})"', page.content.decode()).group(1)
    assert client.post(reverse("new-person"), doubtful | {"_seen": seen}).status_code == 302
