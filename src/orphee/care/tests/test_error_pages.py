"""What one sees when something is wrong."""

from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse


def test_the_page_of_a_crash_needs_nothing():
    assert "Rien n’a été enregistré à moitié" in render_to_string("500.html")


def test_a_page_left_open_too_long_says_so(db):
    answer = Client(enforce_csrf_checks=True).post(reverse("sign-in"), {"email": "a@example.org", "password": "x"})
    assert answer.status_code == 403
    assert "ouverte trop longtemps" in answer.content.decode()


def test_an_address_that_leads_nowhere(client, db):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Page introuvable" in answer.content.decode()
