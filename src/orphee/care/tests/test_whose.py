"""Every page under a record says whose it is, to those who may know."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.queries import reader_of
from orphee.care.presenters.sections import side_list
from orphee.care.presenters.words import born_words, deceased_word, whose_record
from orphee.care.tests.conftest import diagnosis, enter, entries_of
from orphee.record.rules.submission import EntryAsGiven
from orphee.record.view import assemble

TODAY = dt.date(2026, 5, 13)


@pytest.fixture
def view(clinician, record_key):
    with as_system("test"):
        return assemble(record_key, reader_of(clinician), now=timezone.now(), audit=False)


def test_one_line_says_who(view):
    said = whose_record(view, TODAY)
    assert (said.name, said.born, said.age, said.sex) == ("MARTIN Lina", "née le 12/05/2019", "7 ans", "sexe féminin")
    assert said.number == view.number


def test_readers_who_may_not_know_people_see_the_number_alone(view):
    said = whose_record(replace(view, person=None), TODAY)
    assert (said.number, said.name, said.born, said.age, said.sex) == (view.number, "", "", "", "")


@pytest.mark.parametrize(("sex", "born", "dead"), [
    ("M", "né le 1", "décédé"),
    ("F", "née le 1", "décédée"),
    ("UN", "né(e) le 1", "décédé(e)"),
    ("", "né(e) le 1", "décédé(e)"),
])  # fmt: skip
def test_words_follow_the_sex_where_it_is_known(sex, born, dead):
    assert (born_words(sex, "1"), deceased_word(sex)) == (born, dead)


@pytest.mark.parametrize(("page", "form"), [
    ("form", "consent"), ("form", "diagnosis"), ("entry-form", "diagnosis"), ("entry-history", ""),
    ("other-collections", ""), ("accesses", ""),
])  # fmt: skip
def test_every_page_under_a_record_bears_the_line(client, clinician, record_key, view, page, form):
    client.force_login(clinician)
    key = str(entries_of(record_key, "diagnosis")[0].key)
    where = {"form": ["sdm-mr", form], "entry-form": ["sdm-mr", form, key], "entry-history": [key]}.get(page, [])
    shown = client.get(reverse(page, args=[record_key, *where])).content.decode()
    line = re.search(r'<p class="o-whose">.*?</p>', shown, re.DOTALL)
    assert line
    assert "MARTIN Lina" in line[0]
    assert "née le 12/05/2019" in line[0]
    assert view.number in line[0]
    assert view.number in re.search("<title>(.*?)</title>", shown, re.DOTALL)[1]


def test_a_draft_never_stands_as_a_firm_diagnosis(client, clinician, sites):
    draft = {"identifier": "9", "status": "255545003", "disease": "ORPHA:558"}
    read = EntryAsGiven("sdm-mr", "2025.01", "diagnosis", draft, key="9", complete=False)
    client.force_login(clinician)
    alone = client.get(reverse("chart", args=[enter(given="A", entries=[read])])).content.decode()
    assert "brouillon" in _header(alone)
    both = client.get(reverse("chart", args=[enter(given="B", entries=[read, diagnosis()])])).content.decode()
    assert "ORPHA:586" in _header(both)
    assert "brouillon" not in _header(both)


def _header(page):
    return re.search(r'<header class="o-summary">.*?</header>', page, re.DOTALL)[0]


@pytest.mark.parametrize(("sex", "has_one", "offered"), [
    ("F", False, True), ("UN", False, True), ("M", False, False), ("M", True, True),
])  # fmt: skip
def test_a_pregnancy_is_not_asked_of_a_man_who_has_none(view, clinician, sex, has_one, offered):
    entries = tuple(replace(one, instrument="pregnancy", payload={}) for one in view.entries if has_one)
    side = side_list(replace(view, sex=sex, entries=entries), reader_of(clinician), TODAY, "fr")
    assert any("pregnancy" in one.url for group in side.groups for one in group.sections) is offered
