"""Every page that shows a person leaves a line behind, and what answers about other centres is limited."""

import pytest
from django.urls import reverse
from django.utils import timezone

from orphee.access.context import as_system
from orphee.care import lookups
from orphee.care.tests.conftest import diagnosis, enter, entries_of, member
from orphee.foundation.models import AuditLine
from orphee.foundation.sealing import seal
from orphee.record.models import Document
from orphee.record.rules.submission import EntryAsGiven

MOST_OF_A_CHART = 27  # authors, dossiers of the person, questions waiting, documents read, a cue to look again
MOST_OF_A_LIST = 28  # nine change who the database takes for the reader, and back; two find questions, two find cues
LEA = {"birth_name": "Decourcy", "first_given_name": "Léa", "sex": "F", "birth_date": "28/02/2024", "site": "S901"}


def lines(user, action, **asked):
    """What the audit trail says that someone did."""
    with as_system("test"):
        return [one.detail for one in AuditLine.objects.filter(actor=f"user:{user.pk}", action=action, **asked)]


ORIGINAL = (
    b'<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>'
    b"<title>Histoire</title><text>Suivie &lt;b&gt;depuis&lt;/b&gt; 2019.</text>"
    b"</section></component></structuredBody></component></ClinicalDocument>"
)


@pytest.fixture
def document_key(record_key):
    with as_system("test"):
        return Document.objects.create(
            record_id=record_key, channel="cda", sender="organisation:x", identifier="1.2", set_id="1.2.3", version=1,
            template="1.2.250.1.213.1.1.1.30:2025.01", media_type="text/xml", digest="d", sealed=seal(ORIGINAL),
            received_at=timezone.now(),
        ).key  # fmt: skip


def test_each_page_of_a_record_is_written_down(client, clinician, record_key, document_key):
    client.force_login(clinician)
    entry = entries_of(record_key, "diagnosis")[0]
    for name, args in (
        ("accesses", [record_key]),
        ("entry-history", [record_key, entry.key]),
        ("document", [record_key, document_key]),
        ("document-original", [record_key, document_key]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 200
    pages = [one["page"] for one in lines(clinician, "read", record_key=record_key)]
    assert sorted(pages) == ["accesses", "document", "history", "original"]
    page = client.get(reverse("accesses", args=[record_key])).content.decode()
    assert "l’historique d’une saisie" in page


def test_a_document_is_read_as_its_author_wrote_it_and_leaves_as_it_came(client, clinician, record_key, document_key):
    client.force_login(clinician)
    page = client.get(reverse("document", args=[record_key, document_key])).content.decode()
    assert "Histoire" in page
    assert "Suivie &lt;b&gt;depuis&lt;/b&gt; 2019." in page  # words, never markup
    answer = client.get(reverse("document-original", args=[record_key, document_key]))
    assert answer.content == ORIGINAL
    assert answer["Content-Disposition"].startswith("attachment;")


def test_an_original_sealed_with_another_key_is_not_there(client, clinician, record_key, document_key):
    with as_system("test"):
        Document.objects.filter(key=document_key).update(sealed=b"sealed elsewhere")
    client.force_login(clinician)
    assert client.get(reverse("document", args=[record_key, document_key])).status_code == 200
    assert client.get(reverse("document-original", args=[record_key, document_key])).status_code == 404
    assert [one["page"] for one in lines(clinician, "read", record_key=record_key)] == ["document"]


def test_nobody_else_opens_an_original(client, sites, record_key, document_key):
    for role, where, status in (
        ("clinician", {"site": sites[1]}, 404),
        ("network-coordinator", {"filiere": sites[0].filiere}, 403),
        ("data-manager", {}, 403),
    ):
        client.force_login(member(f"{role}@example.org", role, **where))
        assert client.get(reverse("document-original", args=[record_key, document_key])).status_code == status


def test_a_page_that_is_not_there_leaves_nothing(client, clinician, record_key):
    client.force_login(clinician)
    for name in ("entry-history", "document", "document-original"):
        assert client.get(reverse(name, args=[record_key, record_key])).status_code == 404
    assert lines(clinician, "read") == []


def test_listing_people_is_written_down_like_searching(client, clinician, record_key):
    client.force_login(clinician)
    client.get(reverse("worklist"))
    client.post(reverse("worklist"), {"search": "martin"}, follow=True)
    assert lines(clinician, "search") == [{"found": 1, "searched": False}, {"found": 1, "searched": True}]


def test_the_list_leaves_with_those_who_may_export(client, clinician, sites, record_key):
    research = member("rose@example.org", "research-staff", site=sites[0])
    for user, status, is_offered in ((clinician, 200, True), (research, 403, False)):
        client.force_login(user)
        assert (reverse("worklist-csv") in client.get(reverse("worklist")).content.decode()) is is_offered
        assert client.post(reverse("worklist-csv")).status_code == status


def test_a_lookup_is_written_down_and_limited(client, clinician, monkeypatch):
    enter(name="DECOURCY", given="Lea", birth="2024-02-28", site="S902")
    monkeypatch.setitem(lookups.MOST_AN_HOUR, lookups.Occasion.TYPING, 2)
    client.force_login(clinician)
    pages = [client.post(reverse("new-person-duplicates"), LEA).content.decode() for _ in range(3)]
    assert ["suivie dans un autre centre" in page for page in pages] == [True, True, False]
    assert "Patientez un peu" in pages[2]
    assert lines(clinician, "search") == [{"duplicates": 1}] * 2
    assert client.post(reverse("new-person"), LEA | {"looked": "yes"}).status_code == 302


def test_nor_can_one_look_people_up_by_opening_records(client, clinician, monkeypatch):
    monkeypatch.setitem(lookups.MOST_AN_HOUR, lookups.Occasion.OPENING, 0)
    client.force_login(clinician)
    answer = client.post(reverse("new-person"), LEA | {"looked": "yes"})
    assert answer.status_code == 429
    assert "Patientez un peu" in answer.content.decode()
    assert "Léa" in answer.content.decode()


@pytest.mark.parametrize(("site", "said", "joined"), [
    (None, "Le dossier est ouvert", []),
    ("S901", "avait déjà un dossier dans votre site", []),
    ("S902", "avait déjà un dossier, suivi ailleurs", [{"joined": True}]),
])  # fmt: skip
def test_whose_record_it_is_is_said(client, clinician, site, said, joined):
    if site:
        enter(name="DECOURCY", given="Léa", birth="2024-02-28", site=site)
    client.force_login(clinician)
    answer = client.post(reverse("new-person"), LEA | {"looked": "yes"}, follow=True)
    assert said in answer.content.decode()
    assert [one for one in lines(clinician, "write") if "joined" in one] == joined


def test_sites_are_named(client, clinician, record_key):
    enter(
        name="MARTIN", given="Lina", birth="2019-05-12", site="S902",
        entries=[EntryAsGiven("sdm-mr", "2025.01", "follow_up",
                              {"identifier": "7.8", "site": "S902", "included_on": "2024-03-02"}, key="7.8")],
    )  # fmt: skip
    client.force_login(clinician)
    page = client.get(reverse("chart", args=[record_key])).content.decode()
    assert "Centre A (S901)</dd>" in page  # said by
    assert '<span class="o-muted">Centre B</span>' in page  # on the timeline


def many(kind, count, **answers):
    return [
        EntryAsGiven("sdm-mr", "2025.01", kind, {"identifier": f"5.{n}", **answers}, key=f"5.{n}") for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 6])
def test_a_chart_costs_the_same_however_long_it_is(client, clinician, sites, django_assert_max_num_queries, count):
    features = [
        EntryAsGiven("phenotype", "1.0", "feature", {"term": f"HP:000125{n}"}, key=f"6.{n}") for n in range(count)
    ]
    activities = many("activity", count, site="S902", performed_on="2024-01-02")
    diagnoses = [EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {"disease": f"ORPHA:{58 + n}", "status": "2931005"},
                              key=f"4.{n}") for n in range(count)]  # fmt: skip
    key = enter(entries=[*features, *activities, *diagnoses])
    client.force_login(clinician)
    client.get(reverse("worklist"))
    with django_assert_max_num_queries(MOST_OF_A_CHART):
        assert client.get(reverse("chart", args=[key])).status_code == 200


@pytest.mark.parametrize("count", [1, 8])
def test_a_list_costs_the_same_however_long_it_is(client, clinician, sites, django_assert_max_num_queries, count):
    for n in range(count):
        enter(name=f"MARTIN{n}", entries=[diagnosis(disease=f"ORPHA:{58 + n}")])
    client.force_login(clinician)
    client.get(reverse("worklist"))
    with django_assert_max_num_queries(MOST_OF_A_LIST):
        assert client.get(reverse("worklist")).status_code == 200
