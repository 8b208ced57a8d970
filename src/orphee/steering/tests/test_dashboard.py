"""The national dashboard: who may see it, what it says, what it never shows."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.urls import reverse

from orphee.config.testing import plain
from orphee.foundation.models import AuditLine
from orphee.steering import refreshing, views
from orphee.steering.refreshing import Progress
from orphee.warehouse.figures import indicator
from orphee.warehouse.indicators import INDICATORS

DASHBOARD = "/steering/"
pytestmark = pytest.mark.xdist_group("dashboard")  # one build for all


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("national-team", 200),
        ("data-manager", 200),
        ("network-coordinator", 200),
        ("clinician", 200),
        ("integrator", 403),
    ],
)
def test_who_may_look(signed_in, role, status):
    assert signed_in(role).get(DASHBOARD).status_code == status


def test_who_is_not_signed_in_is_sent_to_the_door(client, db):
    assert client.get(DASHBOARD).status_code == 302


@pytest.mark.parametrize(
    ("role", "status"), [("national-team", 302), ("data-manager", 302), ("network-coordinator", 403)]
)
def test_who_may_build(signed_in, monkeypatch, role, status):
    monkeypatch.setattr(refreshing, "start", lambda: Progress("running"))
    assert signed_in(role).post(reverse("refresh-figures")).status_code == status


def test_before_any_build_the_page_says_what_to_do(signed_in):
    assert "Appuyez sur « Actualiser les chiffres »" in page(signed_in("national-team"))


def test_who_may_not_build_is_told_who_does(signed_in):
    text = page(signed_in("network-coordinator"))
    assert "L’équipe nationale les construit" in text
    assert "Actualiser les chiffres" not in text.replace("d’actualiser", "")


def page(client, **query) -> str:
    response = client.get(DASHBOARD, query)
    assert response.status_code == 200
    return plain(response.content.decode())


def test_the_page_says_when_who_is_missing_and_that_people_are_fictitious(signed_in, build):
    text = page(signed_in("national-team"))
    assert "Chiffres du 21 novembre 2026 à 10:30" in text
    assert "non comptées : 16 personnes" in text
    assert "Personnes fictives." in text
    for asked in INDICATORS.values():
        assert asked.title["fr"] in text


def test_the_page_speaks_english_too(signed_in, build):
    client = signed_in("national-team")
    client.cookies["django_language"] = "en"
    text = page(client)
    assert "Built on 21 November 2026" in text
    assert "Fictitious people." in text
    assert "Diagnosis status" in text
    assert "Statut du diagnostic" not in text


def test_the_map_has_every_department_overseas_included(signed_in, build):
    text = page(signed_in("national-team"))
    assert len(re.findall(r'<path class="o-shade ', text)) == 101 + 4  # the inner ring of Paris is drawn twice
    assert "<title>Mayotte (976): " in text


def test_a_hidden_department_is_hatched_and_its_number_nowhere(signed_in, build):
    text = page(signed_in("national-team"))
    hidden = [line for line in indicator("people", by="department").lines if line.people is None]
    assert hidden
    assert text.count('class="o-shade o-shade--hidden"') >= len(hidden)
    assert f"({hidden[0].key}): non montré (s)" in text


@pytest.mark.parametrize("scope", ["filiere:filnemus", "region:11"])
def test_a_filiere_or_a_region_can_be_chosen(signed_in, build, scope):
    kind, _, code = scope.partition(":")
    text = page(signed_in("national-team"), scope=scope, years="10")
    people = indicator("people", **{kind: code}).whole.people
    assert f"<strong>{people}</strong>" in text


@pytest.mark.parametrize(
    "query", [{"scope": "region:99"}, {"scope": "x' OR 1=1"}, {"years": "5000"}, {"scope": "department:75"}]
)
def test_a_choice_that_does_not_exist_counts_as_none(signed_in, build, query):
    assert "<strong>784</strong>" in page(signed_in("national-team"), **query)


def test_htmx_gets_the_figures_only(signed_in, build):
    response = signed_in("national-team").get(DASHBOARD, headers={"HX-Request": "true", "HX-Target": "figures"})
    assert b"<html" not in response.content
    assert b"o-figures" in response.content


def test_definitions_name_every_indicator_and_the_rule_of_small_groups(signed_in):
    text = signed_in("network-coordinator").get(reverse("figure-definitions")).content.decode()
    for asked in INDICATORS.values():
        assert asked.key in text
    assert "groupe de 1 à 10 personnes" in text


def test_a_file_says_what_the_screen_says(signed_in, build):
    client = signed_in("national-team")
    response = client.get(reverse("figure-file", kwargs={"key": "people", "by": "department"}))
    assert response.headers["Content-Disposition"] == 'attachment; filename="orphee-people-department-2026-11-21.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert "Personnes fictives" in rows[1][1]
    shown = {row[0]: row[1] for row in rows[3:]}
    result = indicator("people", by="department")
    for line in result.lines:
        if line.people != 0:
            assert shown[line.label["fr"]] == ("s" if line.people is None else str(line.people))


@pytest.mark.parametrize(("key", "by"), [("weather", "age"), ("people", "colour"), ("ages", "filiere")])
def test_a_file_that_does_not_exist(signed_in, build, key, by):
    assert signed_in("national-team").get(reverse("figure-file", kwargs={"key": key, "by": by})).status_code == 404


def test_every_table_on_screen_can_be_downloaded(signed_in, build):
    client = signed_in("national-team")
    for query in ("scope=&years=3", "scope=filiere:cardiogen&years=10", "scope=region:11&years=1"):
        text = client.get(f"{DASHBOARD}?{query}").content.decode()
        links = re.findall(r'href="(/steering/figures/[^"]+)"', text)
        assert links
        for link in links:
            assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_no_count_of_one_to_ten_is_on_the_page(signed_in, build):
    client = signed_in("national-team")
    for query in ({}, {"scope": "filiere:g2m"}, {"scope": "region:94", "years": "10"}):
        for cell in re.findall(r"</th><td>([^<]*)</td>", page(client, **query)):
            assert cell == "s" or cell == "0" or int(cell.replace("\u202f", "")) >= 11


def test_a_refresh_is_written_in_the_audit_trail(signed_in, monkeypatch):
    monkeypatch.setattr(views.refreshing, "start", lambda: Progress("running", "read", 12))
    response = signed_in("national-team").post(reverse("refresh-figures"), headers={"HX-Request": "true"})
    assert b'value="12"' in response.content
    line = AuditLine.objects.get(action="build")
    assert line.role == "national-team"


def test_the_page_comes_anew_when_the_build_is_done(signed_in, monkeypatch):
    client = signed_in("national-team")
    monkeypatch.setattr(views.refreshing, "current", lambda: Progress("done", "publish", 100))
    assert client.get(reverse("refresh-progress")).headers["HX-Redirect"] == DASHBOARD
    monkeypatch.setattr(views.refreshing, "current", lambda: Progress("failed", reason="UnableToBuild"))
    response = client.get(reverse("refresh-progress"))
    assert "HX-Redirect" not in response.headers
    assert "UnableToBuild" in response.content.decode()
