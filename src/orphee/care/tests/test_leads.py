"""“What could it be?”: what is asked, how it is said, what is set aside, and who may see it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import threading
import time

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from orphee.access.context import as_system
from orphee.care import knowing
from orphee.care.models import LeadLine
from orphee.care.presenters.leads import Lead, Leads
from orphee.care.rules.leads import (
    Line,
    Reason,
    UnableToSetAside,
    asked,
    checked,
    likeliness,
    onset_of,
    percent,
    standing,
    strength,
)
from orphee.care.tests.conftest import diagnosis, enter, entries_of, member
from orphee.foundation.models import AuditLine
from orphee.insight.knowledge import UnableToCompile
from orphee.insight.ranking.answering import rank
from orphee.insight.ranking.answers import Question, Term
from orphee.insight.ranking.courses import years
from orphee.insight.ranking.tests.conftest import FOCAL, SMALL_HEAD, SPOTS, contents, knowledge

__all__ = ["contents", "knowledge"]

HTMX = {"HX-Request": "true"}
SPOTTED = "OMIM:100001"
AT = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


@pytest.fixture
def known(monkeypatch, knowledge):
    holder = knowing.Holder(lambda: knowledge)
    holder.wait(10)
    monkeypatch.setattr(knowing, "HOLDER", holder)


@pytest.fixture
def patient(sites):
    return enter(entries=[diagnosis(clinical_description=[FOCAL, SPOTS])])


def panel(client, record_key, on="chart"):
    return client.get(reverse("leads", args=[record_key]), {"on": on}, headers=HTMX).content.decode()


def aside(client, record_key, disease=SPOTTED, reason="tested", words="", name="lead-aside"):
    given = {"disease": disease, "reason": reason, "words": words}
    return client.post(reverse(name, args=[record_key]), given, headers=HTMX)


# The rules


@pytest.mark.parametrize(("score", "word", "shown"), [
    (0.0, "remote", "< 1"), (0.0099, "remote", "< 1"), (0.01, "remote", "1"), (0.05, "conceivable", "5"),
    (0.2, "possible", "20"), (0.5, "likely", "50"), (0.995, "likely", "> 99"), (1.0, "likely", "100"),
])  # fmt: skip
def test_how_a_score_is_said(score, word, shown):
    assert (likeliness(score), percent(score)) == (word, shown)


@pytest.mark.parametrize(("weight", "word"), [(0.0, "slight"), (-1.2, "fair"), (3.0, "strong"), (-9.0, "strong")])
def test_how_a_reason_weighs(weight, word):
    assert strength(weight) == word


@pytest.mark.parametrize(("birth", "age"), [
    ("2019-05-12", "P80M"), ("2019-05", "P80M"), ("", ""), ("someday", ""), ("2030-01-01", ""),
])  # fmt: skip
def test_what_is_asked(birth, age):
    said = {"HP:1": False, "HP:2": True, "": False}
    found = asked(said, sex="F", birth_date=birth, onset="P3M", until=dt.date(2026, 1, 20))
    assert (found.observed, found.excluded, found.sex, found.age, found.onset) == (
        ("HP:1",), ("HP:2",), "F", age, "P3M",
    )  # fmt: skip
    assert asked(said, sex="UN", birth_date="", onset="", until=dt.date(2026, 1, 20)).sex == ""


ANTENATAL, AT_BIRTH = {"period": "303112003", "months": None}, {"period": "255407002", "months": None}


def aged(months):
    return {"period": "767023003", "months": months}


@pytest.mark.parametrize(("first_signs", "onset"), [
    ([], ""),
    ([None, "soon", {}], ""),
    ([aged(14)], "P14M"),
    ([aged(14), aged(3)], "P3M"),
    ([aged(14.5)], "P14M"),  # completed months
    ([aged(0)], "P0M"),
    ([AT_BIRTH], "HP:0003577"),
    ([aged(3), AT_BIRTH], "HP:0003577"),
    ([AT_BIRTH, ANTENATAL, aged(0)], "HP:0030674"),
    ([{"period": "373068000", "months": 3}], ""),  # undetermined, with months left over
    ([{"period": "303113008"}, {"period": "MED-1288"}], ""),
    ([aged(True), aged(-3), aged(-1), aged(-0.5), aged(None), aged("3"), aged(1e9)], ""),
])  # fmt: skip
def test_the_onset_that_is_told(first_signs, onset):
    assert onset_of(first_signs) == onset
    assert onset == "" or years(onset) is not None


@pytest.mark.parametrize(("acts", "expected"), [
    ([], []),
    ([("A", "aside")], ["A"]),
    ([("A", "aside"), ("A", "back")], []),
    ([("A", "aside"), ("B", "aside"), ("A", "back"), ("A", "aside")], ["A", "B"]),
])  # fmt: skip
def test_what_stands_aside(acts, expected):
    lines = [Line(one, act, "known", "", "user:1", AT + dt.timedelta(n)) for n, (one, act) in enumerate(acts)]
    assert [one.disease for one in standing(lines)] == expected


@pytest.mark.parametrize(("disease", "reason", "words", "kind"), [
    ("ORPHA:1", "", "", "no-reason"),
    ("ORPHA:1", "hidden", "", "no-reason"),
    ("HP:0001250", "tested", "", "no-reason"),
    ("ORPHA:1", "other", "", "no-words"),
    ("ORPHA:1", "tested", "x" * 501, "too-long"),
])  # fmt: skip
def test_a_reason_that_is_none(disease, reason, words, kind):
    with pytest.raises(UnableToSetAside) as refusal:
        checked(disease, reason, words)
    assert refusal.value.kind == kind


def test_a_reason_that_is_one():
    assert checked("ORPHA:1", "other", "Refusé par la famille") is Reason.OTHER


# The knowledge of the process


def test_nobody_waits_and_it_is_opened_once():
    gate, calls = threading.Event(), []
    holder = knowing.Holder(lambda: calls.append(1) or gate.wait(10) or "never")
    started = time.monotonic()
    assert [holder.ask() for _ in range(20)] == [knowing.Held()] * 20
    assert time.monotonic() - started < 5  # the gate holds back for ten
    gate.set()
    assert holder.wait(10) == knowing.Held(True)
    assert calls == [1]


@pytest.mark.parametrize(("error", "problem"), [
    (UnableToCompile("nothing there"), knowing.MISSING), (OSError("disk"), knowing.FAILED),
])  # fmt: skip
def test_what_cannot_be_opened_is_tried_again_later(error, problem):
    now, calls = [0.0], []

    def load():
        calls.append(1)
        raise error

    holder = knowing.Holder(load, clock=lambda: now[0])
    assert holder.wait(10).problem == problem
    holder.wait(10)
    assert calls == [1]
    now[0] = knowing.TRY_AGAIN
    holder.wait(10)
    assert calls == [1, 1]


def test_the_one_at_hand_serves_on_when_a_newer_one_fails():
    now, found = [0.0], ["old"]
    holder = knowing.Holder(lambda: found.pop(), clock=lambda: now[0])
    assert holder.wait(10).knowledge == "old"
    now[0] = knowing.LOOK_AGAIN
    assert holder.wait(10).knowledge == "old"


# The panel


def test_the_candidates_with_their_evidence(client, clinician, patient, known):
    client.force_login(clinician)
    page = panel(client, patient)
    assert "Crises et taches" in page
    assert "OMIM:100001" in page
    assert "PMID:1" in page
    assert re.search(r"chez \d+\s% des personnes atteintes", page)
    assert "HPO 2025" in page


def lead(kind="grey", code="OMIM:1"):
    return Lead(code, (code,), "X", "", "x", kind, "1", False, True, "", (), (), ())


@pytest.mark.parametrize(("kinds", "first", "rest", "stands_out"), [
    ((), 0, 0, False),
    (("grey",), 1, 0, False),
    (("new",), 1, 0, True),
    (("grey",) * 10, 3, 7, False),
    (("success", *("grey",) * 3), 3, 1, True),
])  # fmt: skip
def test_three_are_laid_open_and_what_stands_out_is_said(kinds, first, rest, stands_out):
    found = Leads(tuple(lead(kind) for kind in kinds), (), (), (), "", 0, ())
    assert (len(found.first), len(found.rest), found.stands_out) == (first, rest, stands_out)


def test_what_to_look_for_next_is_one_click(client, clinician, patient, known, monkeypatch):
    record, asked_next = patient, Question(Term(SMALL_HEAD, "Small head", ""), 0.5, {SPOTTED: 0.1, "OMIM:100004": 1.0})
    monkeypatch.setattr(
        "orphee.care.views.leads.rank",
        lambda *given, **more: dataclasses.replace(rank(*given, **more), next_questions=(asked_next,)),
    )
    client.force_login(clinician)
    page = panel(client, record)
    assert "Prochain signe" in page
    assert page.count(f'hx-post="{reverse("sign-add", args=[record])}"') >= 2
    assert 'hx-target="#leads-said"' in page
    assert 'hx-target="#signs"' in panel(client, record, on="elsewhere")


def test_the_chart_and_the_features_say_what_the_list_is_for(client, clinician, patient, known):
    client.force_login(clinician)
    notice = "Aide à la réflexion\N{NO-BREAK SPACE}: ne jamais décider sur cette seule liste."
    assert notice in client.get(reverse("chart", args=[patient])).content.decode()
    assert notice in client.get(reverse("form", args=[patient, "phenotype", "feature"])).content.decode()


def test_without_a_feature_there_is_no_list(client, clinician, sites, known):
    bare = enter(name="BARE", entries=[diagnosis()])
    client.force_login(clinician)
    assert 'id="leads"' not in client.get(reverse("chart", args=[bare])).content.decode()
    assert "Saisissez un signe présent" in panel(client, bare)
    assert not AuditLine.objects.filter(detail__page="leads").exists()


def test_a_feature_changes_the_list(client, clinician, patient, known):
    client.force_login(clinician)
    before = panel(client, patient)
    answer = client.post(reverse("sign-add", args=[patient]), {"code": SMALL_HEAD, "said": "observed"}, headers=HTMX)
    assert answer["HX-Trigger"] == "signsChanged"
    assert entries_of(patient, "feature")
    assert panel(client, patient) != before


@pytest.mark.parametrize("problem", [knowing.MISSING, knowing.FAILED, ""])
def test_without_a_knowledge_the_page_says_so(client, clinician, patient, monkeypatch, problem):
    monkeypatch.setattr(knowing, "held", lambda: knowing.Held(problem=problem))
    client.force_login(clinician)
    page = panel(client, patient)
    said = {
        "missing": "ORPHEE_REFERENCE_DIR", "failed": "orphee knowledge status", "": 'hx-trigger="load delay:2s"',
    }[problem or ""]  # fmt: skip
    assert said in page
    assert not AuditLine.objects.filter(detail__page="leads").exists()


def test_each_list_shown_is_written_down_without_a_disease(client, clinician, patient, known):
    client.force_login(clinician)
    panel(client, patient)
    aside(client, patient)
    for line in AuditLine.objects.filter(record_key=patient):
        assert "OMIM" not in str(line.detail)
    assert AuditLine.objects.filter(record_key=patient, detail__page="leads").count() == 2
    assert AuditLine.objects.filter(record_key=patient, detail__lead="aside").count() == 1


def test_not_this_one_is_remembered_and_undone(client, clinician, colleague, patient, known):
    client.force_login(clinician)
    page = aside(client, patient, words="Exome négatif").content.decode()
    assert "Exome négatif" in page
    assert 'Pourquoi ?<span class="fr-sr-only"> – Crises et taches' not in page
    aside(client, patient)  # a double click
    client.force_login(colleague)
    page = panel(client, patient)
    assert "écartée par un examen" in page
    assert "Dr Anne" in page
    page = aside(client, patient, name="lead-back").content.decode()
    assert "Exome négatif" not in page
    aside(client, patient, name="lead-back")
    with as_system("test"):
        assert list(LeadLine.objects.order_by("pk").values_list("act", flat=True)) == ["aside", "back"]
        assert "Exome" not in repr(list(LeadLine.objects.values()))


def test_what_was_said_is_never_altered(client, clinician, patient, known):
    client.force_login(clinician)
    aside(client, patient)
    for change in (lambda rows: rows.update(act="back"), lambda rows: rows.delete()):
        with as_system("test"), pytest.raises(DatabaseError), transaction.atomic():
            change(LeadLine.objects.all())


@pytest.mark.parametrize(("given", "status"), [
    ({}, 404), ({"disease": "OMIM:999999", "reason": "tested"}, 404), ({"disease": "\x00"}, 404),
    ({"disease": "<script>", "reason": "tested"}, 404), ({"disease": SPOTTED * 900}, 404),
    ({"disease": SPOTTED}, 200), ({"disease": SPOTTED, "reason": "other", "words": " \x00 "}, 200),
    ({"disease": SPOTTED, "reason": "tested", "words": "é" * 100_000}, 200),
])  # fmt: skip
def test_what_a_browser_may_send(client, clinician, patient, known, given, status):
    client.force_login(clinician)
    assert client.post(reverse("lead-aside", args=[patient]), given, headers=HTMX).status_code == status
    with as_system("test"):
        assert not LeadLine.objects.exists()


def test_words_are_shown_as_words(client, clinician, patient, known):
    client.force_login(clinician)
    page = aside(client, patient, reason="other", words="<img src=x onerror=alert(1)>").content.decode()
    assert "<img" not in page
    assert "&lt;img" in page


def test_terms_that_are_none_are_said(client, clinician, sites, known):
    record = enter(entries=[diagnosis(clinical_description=[FOCAL, "HP:9999999", "HP:0000020"])])
    client.force_login(clinician)
    page = panel(client, record)
    assert "HP:9999999 n’existe pas" in page
    assert "HP:0000020 est obsolète" in page


@pytest.mark.parametrize(("who", "reads", "writes"), [
    ("clinician", 200, 200), ("colleague", 200, 200), ("stranger", 404, 404), ("national", 403, 403),
    ("integrator", 403, 403),
])  # fmt: skip
def test_who_sees_the_list_and_who_sets_aside(client, request, patient, known, who, reads, writes):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("leads", args=[patient]), headers=HTMX).status_code == reads
    assert aside(client, patient).status_code == writes
    assert aside(client, patient, name="lead-back").status_code == writes


def test_who_only_reads_has_no_button(client, sites, patient, known, monkeypatch):
    from orphee.access.rules.policy import Action, Reader

    user = member("lit@example.org", "clinician", site=sites[0])
    client.force_login(user)
    may = Reader.may
    monkeypatch.setattr(Reader, "may", lambda self, action: action != Action.WRITE_RECORD and may(self, action))
    page = panel(client, patient)
    assert "Crises et taches" in page
    assert "<button" not in page


def test_without_a_script_the_chart_is_shown(client, clinician, patient, known):
    client.force_login(clinician)
    assert client.get(reverse("leads", args=[patient])).url == reverse("chart", args=[patient])


def test_in_english(client, clinician, patient, known):
    client.force_login(clinician)
    client.cookies["django_language"] = "en"
    page = panel(client, patient)
    assert re.search(r"in \d+ % of people with it", page)
    assert "Not this one" in page
