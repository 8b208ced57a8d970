"""Someone of a centre with a record, letters, and a reader of a handful of words."""

import pytest
from django.urls import reverse

from orphee.care.tests.conftest import clinician, colleague, enter, hospital, national, sites, stranger
from orphee.insight.reading.tests.small_words import reader as small_reader
from orphee.prefill import reading
from orphee.prefill.models import Document
from orphee.prefill.reading import Desk

__all__ = ["clinician", "colleague", "hospital", "national", "sites", "stranger"]

HTMX = {"HX-Request": "true"}
LETTER = """Le 12 mars 2021

L'enfant née le 4 juin 2018 présente une microcéphalie et une hypotonie depuis la naissance.
Pas d'épilepsie. Sa mère a une surdité. Les parents sont cousins germains.
"""
LATER = """Compte rendu du 3 octobre 2023

Microcéphalie connue. Scoliose. On évoque un syndrome de Marfan.
Variant c.763C>T du gène FBN1.
"""


@pytest.fixture(autouse=True)
def desk(monkeypatch):
    """A desk with its own reader: no page of another test waits for it."""
    made = Desk(load=small_reader)
    monkeypatch.setattr(reading, "DESK", made)
    return made


@pytest.fixture
def record_key(sites):
    return enter()


@pytest.fixture
def client(client, clinician):
    client.force_login(clinician)
    return client


@pytest.fixture
def give(client, record_key, monkeypatch):
    """Give texts to be read; what the page says then."""
    monkeypatch.setattr("orphee.prefill.views.documents.PATIENCE", 30)  # a busy machine
    client.cookies["django_language"] = "en"

    def _give(*texts, name="letter"):
        from django.core.files.uploadedfile import SimpleUploadedFile

        files = [
            SimpleUploadedFile(f"{name}-{number}.txt", text if isinstance(text, bytes) else text.encode())
            for number, text in enumerate(texts, 1)
        ]
        return client.post(reverse("reading-add", args=[record_key]), {"files": files}, follow=True).content.decode()

    return _give


def page(client, record_key):
    """The page of the documents of a record."""
    return client.get(reverse("reading", args=[record_key])).content.decode()


def decide(client, record_key, **given):
    """Post a decision as the page does; the list."""
    answer = client.post(reverse("reading-decide", args=[record_key]), given, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def documents(record_key):
    """The documents of a record, as the system sees them."""
    from orphee.access.context import as_system

    with as_system("test"):
        return list(Document.objects.filter(record_key=record_key).order_by("pk", "added_at"))
