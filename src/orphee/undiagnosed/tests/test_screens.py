"""The cue on the worklist and on the chart, what is done about it, similar people; and who may see what."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orphee.access.context import as_system
from orphee.care import knowing
from orphee.config.testing import plain
from orphee.datasets.sdm_mr_codes import PROBABLE
from orphee.foundation.models import AuditLine
from orphee.insight.ranking.tests.conftest import FOCAL, MURMUR, RASH, SPOTS
from orphee.record.rules.submission import ConsentAsGiven
from orphee.undiagnosed import bank, outlines, presenters, views
from orphee.undiagnosed.models import Cue, CueLine
from orphee.undiagnosed.tests.conftest import (
    CONFIRMED,
    MURMURING,
    cues,
    enter,
    look,
    say,
    searching,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def cued(sites, knowledge, newer):
    """Someone whose murmur syndrome came forward with a new release."""
    key = enter(entries=[searching(SPOTS)])
    look(knowledge)
    look(newer)
    return key


@pytest.fixture
def signed_in(client, clinician):
    client.force_login(clinician)
    return client


def page(client, name, *args, **more):
    return plain(client.get(reverse(name, args=args), **more).content.decode())


def post(client, name, key, **given):
    return plain(client.post(reverse(name, args=[key]), given, follow=True).content.decode())


def review(text):
    """The part of the chart about the cue; empty when there is none."""
    found = re.search(r'<section[^>]*aria-labelledby="panel-review".*?</section>', text, re.S)
    return found.group(0) if found else ""


# The cue


def test_the_worklist_says_it_in_one_line(signed_in, cued):
    enter(given="Zoé", entries=[searching(RASH)])
    text = page(signed_in, "worklist")
    assert "1 personne à revoir" in text
    (line,) = re.findall(r'<tr class="o-notice">.*?</tr>', text, re.S)
    assert "depuis une nouvelle version des connaissances (HPO 2026-01-01)" in line
    assert re.search(r"à \d+ %(;| ;)? ", line)
    assert "White spots" in line
    assert "Aide à la réflexion" in line


def test_the_worklist_keeps_those_to_look_at_again(signed_in, cued):
    enter(given="Zoé", entries=[searching(RASH)])
    text = signed_in.post(reverse("worklist"), {"missing": "review"}, follow=True).content.decode()
    assert "Lina" in text
    assert "Zoé" not in text
    assert re.search(r'<option value="review" selected>', text)
    sheet = signed_in.post(reverse("worklist-csv"), {"missing": "review"}).content.decode()
    assert "Zoé" not in sheet


def test_a_page_of_people_costs_one_query_for_its_cues(signed_in, cued):
    for n in range(5):
        enter(given=f"Zoé{n}", entries=[searching(RASH)])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        signed_in.post(reverse("worklist"), {}, headers=HTMX)
    assert sum("undiagnosed_cue" in one["sql"] for one in asked.captured_queries) == 1


def test_the_chart_says_why_and_what_to_do(signed_in, cued):
    part = review(page(signed_in, "chart", cued))
    assert "ne décidez jamais" in part
    assert MURMURING in part
    assert reverse("cue-seen", args=[cued]) in part


def test_the_evidence_is_what_stands_today(signed_in, cued, known):
    text = signed_in.get(reverse("cue-why", args=[cued]), headers=HTMX).content.decode()
    assert "Pour" in text or "plus parmi" in text
    assert signed_in.get(reverse("cue-why", args=[cued])).status_code == 302
    assert AuditLine.objects.filter(record_key=cued, detail__page="cue").count() == 1


def test_seen_with_a_word_and_undone(signed_in, cued, clinician):
    text = post(signed_in, "cue-seen", cued, words="Échocardiographie demandée")
    assert "Échocardiographie demandée" in review(text)
    assert clinician.name in review(text)
    assert "à revoir" not in page(signed_in, "worklist")
    with as_system("test"):
        (line,) = CueLine.objects.all()
        assert (line.act, line.by) == ("seen", f"user:{clinician.pk}")
        assert b"chocardiographie" not in bytes(line.sealed)
    assert "Noter comme vu" in review(post(signed_in, "cue-undo", cued))
    assert "1 personne à revoir" in page(signed_in, "worklist")


def test_not_this_one_is_set_aside_for_good_and_can_be_undone(signed_in, cued, newer):
    text = post(signed_in, "cue-aside", cued, reason="tested")
    assert "écartée" in review(text)
    assert cues()[0].is_open is False
    assert "Noter comme vu" in review(post(signed_in, "cue-undo", cued))
    assert "Annulé" not in post(signed_in, "cue-undo", cued)  # there is nothing to undo any more


@pytest.mark.parametrize(("name", "given", "said"), [
    ("cue-aside", {}, "Choisissez une raison"),
    ("cue-aside", {"reason": "other"}, "autre motif"),
    ("cue-aside", {"reason": "other", "words": "x" * 600}, "Choisissez une raison"),
    ("cue-seen", {"words": "x" * 600}, "trop longue"),
    ("cue-undo", {}, "rien n’a été changé"),
])  # fmt: skip
def test_what_cannot_be_done_is_said_and_changes_nothing(signed_in, cued, name, given, said):
    assert said in post(signed_in, name, cued, **given)
    assert [cue.is_open for cue in cues()] == [True]


def test_two_colleagues_deal_with_it_once(signed_in, cued, colleague, client):
    post(signed_in, "cue-seen", cued)
    client.force_login(colleague)
    assert "rien n’a été changé" in post(client, "cue-seen", cued)


def test_a_disease_set_aside_on_the_list_takes_its_cue_away(signed_in, cued, known):
    signed_in.post(reverse("lead-aside", args=[cued]), {"disease": MURMURING, "reason": "tested"}, headers=HTMX)
    assert "à revoir" not in page(signed_in, "worklist")
    assert review(page(signed_in, "chart", cued)) == ""
    signed_in.post(reverse("lead-back", args=[cued]), {"disease": MURMURING}, headers=HTMX)
    assert "1 personne à revoir" in page(signed_in, "worklist")


def test_a_diagnosis_takes_the_cue_away_at_once(signed_in, cued):
    say(cued, searching(SPOTS, status=CONFIRMED, disease="ORPHA:586"))
    assert review(page(signed_in, "chart", cued)) == ""
    assert "à revoir" not in page(signed_in, "worklist")


@pytest.mark.parametrize("name", ["cue-seen", "cue-aside", "cue-undo", "cue-why", "alike"])
def test_other_centres_are_told_nothing(client, stranger, cued, name):
    client.force_login(stranger)
    ask = client.get if name in ("cue-why", "alike") else client.post
    assert ask(reverse(name, args=[cued]), {"reason": "tested"}, headers=HTMX).status_code == 404
    assert "à revoir" not in page(client, "worklist")
    assert [cue.is_open for cue in cues()] == [True]


@pytest.mark.parametrize("name", ["cue-seen", "cue-aside", "cue-undo", "cue-why", "alike"])
def test_who_does_not_see_people_sees_no_cue(client, national, cued, name):
    client.force_login(national)
    ask = client.get if name in ("cue-why", "alike") else client.post
    assert ask(reverse(name, args=[cued])).status_code == 403


@pytest.mark.parametrize(("cause", "news", "said"), [
    ("feature", {"observed": ["HP:1"]}, "depuis la saisie de « un »"),
    ("feature", {"excluded": ["HP:1"]}, "depuis l’absence notée de « un »"),
    ("feature", {"withdrawn": ["HP:1"]}, "depuis le retrait de « un »"),
    ("feature", {}, "depuis une correction du dossier"),
    ("result", {"genes": ["HGNC:99999"]}, "depuis un résultat (HGNC:99999)"),
    ("result", {}, "depuis la correction d’un résultat"),
])  # fmt: skip
def test_the_cause_in_words(cause, news, said):
    cue = Cue(
        cause=cause, news=news, terms={"HP:1": ["one", "un"]}, codes=["ORPHA:1"], names={"fr": "X"}, after=0.3, before=0
    )
    line = plain(presenters.line_of(cue))
    assert said in line
    assert "elle entre parmi les premiers diagnostics possibles, à 30 %" in line


# Similar people


def known_as(disease, *features):
    return [searching(*features, status=CONFIRMED, disease=disease, clinical_diagnosis={"period": "303112003"})]


def gathered(client, key):
    """The answer, once the bank is there."""
    name = reverse("alike", args=[key])
    client.get(name, headers=HTMX)
    thread = bank.HOLDER._thread
    if thread is not None:
        thread.join(10)
    return client.get(name, headers=HTMX).content.decode()


@pytest.fixture
def now_gathered(monkeypatch):
    """The bank is gathered where it is asked for: a thread of its own would not see what a test has not committed."""

    class Here(bank.Holder):
        def ask(self, knowledge):
            return bank.gather(knowledge)

    monkeypatch.setattr(bank, "HOLDER", Here(bank.HOLDER._gathering))


@pytest.fixture
def patient(sites, known, now_gathered, newer):
    """Someone with three features; at the same site a person alike, elsewhere five with one disease and one alone."""
    key = enter(entries=[searching(SPOTS, FOCAL, MURMUR)])
    enter(given="Zoé", entries=known_as("ORPHA:586", SPOTS, FOCAL))
    for n in range(5):
        enter(given=f"Hugo{n}", site="S902", entries=known_as("ORPHA:100", SPOTS, MURMUR))
    enter(given="Ida", site="S902", entries=known_as("ORPHA:200", SPOTS, FOCAL, MURMUR))
    enter(given="Noé", site="S902", entries=[searching(SPOTS, MURMUR, status=PROBABLE, disease="ORPHA:300")])
    look(known)
    return key


def test_who_is_alike_here_and_elsewhere(signed_in, patient):
    text = gathered(signed_in, patient)
    ours, theirs = text.split("Suivies ailleurs")
    assert "Zoé" in ours
    assert "Lina" not in ours  # nobody is like themselves
    assert "Centre B" in theirs
    assert "ORPHA:100" in theirs
    assert "un diagnostic que peu de personnes ont" in theirs
    assert "pas encore de diagnostic précis" in theirs  # a probable one is not precise
    for secret in ("ORPHA:200", "ORPHA:300", "Hugo", "Ida", "Noé", "2019"):
        assert secret not in theirs
    assert "Comparée à 9 personnes" in text
    assert AuditLine.objects.filter(record_key=patient, detail__page="alike").count() >= 1


def test_nobody_tries_out_people_all_day(signed_in, patient, monkeypatch):
    gathered(signed_in, patient)
    monkeypatch.setattr(views, "MOST_AN_HOUR", 0)
    text = signed_in.get(reverse("alike", args=[patient])).content.decode()
    assert "Revenez plus tard" in text
    assert "Suivies" not in text


def test_records_of_others_are_not_linked(signed_in, patient):
    text = gathered(signed_in, patient)
    linked = set(re.findall(r'href="/records/([0-9a-f-]+)/"', text))
    assert len(linked) == 1
    for key in linked:
        assert signed_in.get(reverse("chart", args=[key])).status_code == 200


def test_what_few_people_have_is_not_named_across_centres(signed_in, patient):
    """Of the six elsewhere only Ida shares the focal seizures; with Zoé and Lina three have them: fewer than five."""
    text = gathered(signed_in, patient)
    assert "Focal seizure" in text.split("Suivies ailleurs")[0]
    assert "Focal seizure" not in text.split("Suivies ailleurs")[1]
    assert "White spots" in text.split("Suivies ailleurs")[1]


def test_who_opposes_is_gone_at_once(signed_in, patient, known, monkeypatch):
    """The bank stays as it was gathered: the answer asks the database."""
    banks = bank.gather(known)
    monkeypatch.setattr(bank.Holder, "ask", lambda holder, knowledge: banks)
    monkeypatch.setattr(type(bank.HOLDER), "ask", lambda holder, knowledge: banks)
    assert "Zoé" in gathered(signed_in, patient)
    enter(given="Zoé", entries=[], consent=ConsentAsGiven(reuse_opposed=True))
    assert "Zoé" not in gathered(signed_in, patient)
    enter(given="Zoé", entries=[], consent=ConsentAsGiven(reuse_opposed=False))


def test_what_changed_since_counts_too(signed_in, patient, known, monkeypatch):
    banks = bank.gather(known)
    monkeypatch.setattr(type(bank.HOLDER), "ask", lambda holder, knowledge: banks)
    enter(given="Yanis", entries=known_as("ORPHA:586", SPOTS, FOCAL, MURMUR))
    assert "Yanis" not in gathered(signed_in, patient)
    outlines.follow(now=timezone.now())
    assert "Yanis" in gathered(signed_in, patient)


def test_what_the_bank_has_already_is_not_read_again(patient, known):
    banks = bank.gather(known)
    with as_system("test"):
        assert bank.changed_since(banks.real) == {}
        say(patient, searching(SPOTS))
        outlines.follow(now=timezone.now())
        assert {str(key) for key in bank.changed_since(banks.real)} == {str(patient)}


def test_invented_people_are_never_compared_with_real_ones(signed_in, patient, known):
    enter(given="Fictif", entries=known_as("ORPHA:586", SPOTS, FOCAL, MURMUR), synthetic=True)
    look(known)
    assert "Fictif" not in gathered(signed_in, patient)


def test_the_chart_asks_by_itself_only_for_someone_without_a_diagnosis(signed_in, patient):
    assert re.search(r'id="alike"[^>]*hx-trigger="load"', page(signed_in, "chart", patient))
    say(patient, searching(SPOTS, status=CONFIRMED, disease="ORPHA:586"))
    text = page(signed_in, "chart", patient)
    assert not re.search(r'id="alike"[^>]*hx-trigger="load"', text)
    assert "Voir les personnes ressemblantes" in text
    assert 'aria-labelledby="panel-alike"' not in page(signed_in, "chart", enter(given="Sans"))


def test_without_scripts_it_is_a_page(signed_in, patient):
    text = page(signed_in, "alike", patient)
    assert "<h1>Personnes ressemblantes" in text
    assert "Zoé" in text


def test_without_knowledge_the_page_waits_or_says_so(signed_in, sites):
    key = enter(entries=[searching(SPOTS)])
    signed_in.get(reverse("alike", args=[key]), headers=HTMX)
    knowing.HOLDER.wait(60)
    assert "n’ont pas pu être ouvertes" in page(signed_in, "alike", key, headers=HTMX)
