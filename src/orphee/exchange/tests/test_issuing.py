"""A record that came by no document: its centre issues it, and what is missing is said in words."""

import dataclasses
import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.models import Membership, User
from orphee.exchange.cda.rules import check
from orphee.exchange.cda.writing import UnableToWrite
from orphee.exchange.documents import export_record
from orphee.exchange.naming import place_in_words
from orphee.network.actions import site_for_document
from orphee.record.intake import accept
from orphee.record.rules.submission import Channel, EntryAsGiven, LocalId, PersonAsGiven, Submission

pytestmark = pytest.mark.django_db
PERSON = PersonAsGiven(
    local_ids=(LocalId("1.2.3", "A1"),), birth_name="ESSAI", first_given_name="Alix", birth_date="1990-01-01", sex="F"
)
PHYSICIAN = {"rpps": "89970000015", "name": "Dr Essai"}


def follow_up(*, complete=True, **more):
    answers = {
        "identifier": "1.2.3^F1", "encounter_type": "AMB", "included_on": "2025-01-01", "site": "S900",
        "referred_by": ["ORG-020"], "outside_label": False, **more,
    }  # fmt: skip
    return EntryAsGiven("sdm-mr", "2025.01", "follow_up", answers, "1.2.3^F1", complete=complete)


def made_on_screen(*entries, finess="750000001"):
    """The key of a record that a form opened."""
    with as_system("test"):
        site_for_document("S900", name="Centre d’essai", finess=finess)
        receipt = accept(
            Submission(Channel.FORM, "user:1", PERSON, entries, timezone.now(), site_codes=("S900",)),
            now=timezone.now(),
        )
    return receipt.record_key


def exported(key):
    with as_system("test") as reader:
        return export_record(key, reader, now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_the_centre_and_the_physician_of_the_follow_up_issue_the_document():
    content = exported(made_on_screen(follow_up(physician=PHYSICIAN))).content
    assert b"750000001" in content
    assert PHYSICIAN["rpps"].encode() in content
    assert not check(content)


def test_the_physician_of_the_follow_up_signs_with_the_parts_of_their_name_as_given():
    named = {"name": "Anne Le Goff", "name_parts": {"given": "Anne", "family": "Le Goff"}}
    content = exported(made_on_screen(follow_up(physician=PHYSICIAN | named))).content
    author = content.partition(b"<assignedAuthor")[2].partition(b"</assignedAuthor")[0]
    assert b"<given>Anne</given>" in author
    assert b"<family>Le Goff</family>" in author


def test_the_newest_follow_up_speaks():
    former = follow_up(physician=PHYSICIAN | {"rpps": "89970000023"}, included_on="2020-01-01")
    content = exported(made_on_screen(dataclasses.replace(former, key="2"), follow_up(physician=PHYSICIAN))).content
    author = content.partition(b"<assignedAuthor")[2].partition(b"</assignedAuthor")[0]
    assert b"89970000015" in author
    assert b"89970000023" not in author


def test_who_stands_in_a_draft_does_not_answer_for_the_document():
    with pytest.raises(UnableToWrite) as lacking:
        exported(made_on_screen(follow_up(physician=PHYSICIAN, complete=False)))
    assert lacking.value.missing == ("header.author",)


def signed_in():
    """The browser of a clinician of the centre."""
    user = User.objects.create_user("someone@example.org", "a long enough password", name="Someone")
    with as_system("test"):
        Membership.objects.create(user=user, role="clinician", site=site_for_document("S900"))
    client = Client(headers={"accept-language": "fr"})
    client.force_login(user)
    return client


def test_what_is_missing_is_said_in_words_and_leads_to_its_form():
    key = made_on_screen(follow_up(), finess="")
    page = signed_in().get(f"/records/{key}/export/cda/").content.decode()
    assert "header." not in page
    assert page.count(f"/records/{key}/forms/sdm-mr/follow_up/") == 2
    assert "brouillon ne compte pas" in page


def test_the_page_names_what_stays_here_because_it_is_a_draft():
    key = made_on_screen(
        follow_up(physician=PHYSICIAN),
        EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {"identifier": "1.2^D1", "disease": "ORPHA:98896"}, "1.2^D1"),
    )
    browser = signed_in()
    for kind in ("cda", "phenopacket"):
        page = browser.get(f"/records/{key}/export/{kind}/").content.decode()
        assert "Brouillon : à terminer avant l’envoi." in page
        assert b"98896" not in browser.get(f"/records/{key}/export/{kind}/file/").content


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("sdm-mr/birth//weight_g", "Anté et néonatal · Poids de naissance"),
        ("identity/birth_name", "Identité · Nom de naissance"),
        ("sdm-mr/diagnosis/1.2^D1", "Diagnostic"),
        ("sdm-mr/nowhere/x", "sdm-mr/nowhere/x"),
        ("nothing", "nothing"),
        ("", ""),
    ],
)
def test_places_in_words(path, words):
    assert place_in_words(path, "fr").startswith(words)
