"""The example dossier: published once, for the network of the demo's clinician."""

import datetime as dt

import pytest

from orphee.datasets import catalogue
from orphee.dossiers.models import Dossier
from orphee.network.models import Site
from orphee.synthetic.dossier import UnableToMakeDossier, ensure_example_dossier
from orphee.synthetic.network import ensure_synthetic_network

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def test_the_example_is_published_once_and_marked() -> None:
    ensure_synthetic_network()
    first = ensure_example_dossier(now=NOW)
    assert ensure_example_dossier(now=NOW) == first
    made = Dossier.objects.get()
    assert made.is_synthetic
    assert made.filiere == Site.objects.get(code="S001").filiere
    found = catalogue.dataset(made.key)
    assert 40 <= sum(len(form.by_path) for form in found.instruments) <= 60
    assert "exemple" in found.title.fr


def test_without_a_network_it_says_what_is_missing() -> None:
    with pytest.raises(UnableToMakeDossier, match="network"):
        ensure_example_dossier(now=NOW)
