"""A data manager asks on an answer, without names; who follows the person answers or corrects; all is kept."""

from __future__ import annotations

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from orphee.access.context import as_system, reading_as
from orphee.access.queries import reader_of
from orphee.care import questions
from orphee.care.models import Question, QuestionLine
from orphee.care.rules.questioning import Act, State, answers_at, follows, is_corrected
from orphee.care.rules.without_names import open_questions, without_names
from orphee.care.tests.conftest import diagnosis, enter, entries_of, member
from orphee.datasets import catalogue
from orphee.foundation.models import AuditLine
from orphee.network.models import Filiere, Site
from orphee.record.intake import accept
from orphee.record.rules.submission import Channel, EntryAsGiven, PersonAsGiven, Submission

SECRET = "Pourquoi Jeanne Dupont ?"


@pytest.fixture
def filiere(sites):
    found = Filiere.objects.create(code="filtest", acronym="FILTEST", title="Test")
    Site.objects.filter(pk=sites[0].pk).update(filiere=found)
    return found


@pytest.fixture
def data_manager(filiere):
    return member("data@example.org", "network-data-manager", filiere=filiere)


@pytest.fixture
def other_manager(sites):
    other = Filiere.objects.create(code="autre", acronym="AUTRE", title="Autre")
    Site.objects.filter(pk=sites[1].pk).update(filiere=other)
    return member("other@example.org", "network-data-manager", filiere=other)


def entry_of(record_key):
    return entries_of(record_key, "diagnosis")[0]


def asked_by(user, record_key, item="status", words=SECRET):
    from orphee.record.view import entry_view

    entry = entry_view(entry_of(record_key))
    with reading_as(reader_of(user)):
        return questions.ask(reader_of(user), record_key, entry, item, words, now=timezone.now())


def stored(key):
    with as_system("test"):
        return Question.objects.get(pk=key)


def acts(key):
    with as_system("test"):
        return list(QuestionLine.objects.filter(question_id=key).values_list("act", flat=True))


def say(record_key, *entries, channel=Channel.FORM, author="user:7"):
    now = timezone.now()
    with as_system("test"):
        return accept(
            Submission(
                channel=channel, sender="test", received_at=now, site_codes=("S901",), entries=entries, author=author,
                record_key=record_key, person=PersonAsGiven(),
            ),
            now=now,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "act", "expected"),
    [
        (State.OPEN, Act.ANSWER, State.ANSWERED),
        (State.OPEN, Act.CORRECT, State.CORRECTED),
        (State.OPEN, Act.CLOSE, State.CLOSED),
        (State.OPEN, Act.REOPEN, None),
        (State.ANSWERED, Act.ANSWER, State.ANSWERED),
        (State.ANSWERED, Act.CORRECT, State.CORRECTED),
        (State.ANSWERED, Act.CLOSE, State.CLOSED),
        (State.ANSWERED, Act.REOPEN, State.OPEN),
        (State.CORRECTED, Act.ANSWER, None),
        (State.CORRECTED, Act.CORRECT, None),
        (State.CORRECTED, Act.CLOSE, State.CLOSED),
        (State.CORRECTED, Act.REOPEN, State.OPEN),
        (State.CLOSED, Act.ANSWER, None),
        (State.CLOSED, Act.CLOSE, None),
        (State.CLOSED, Act.REOPEN, State.OPEN),
    ],
)
def test_what_may_become_of_a_question(state, act, expected):
    assert follows(state, act) is expected


@pytest.mark.parametrize(
    ("payload", "path", "found"),
    [
        ({"a": 1}, ["a"], [1]),
        ({"a": {"b": 1}}, ["a", "b"], [1]),
        ({"a": [{"b": 1}, {}, {"b": 2}]}, ["a", "b"], [1, 2]),
        ({"a": [1, 2]}, ["a"], [1, 2]),
        ({}, ["a"], []),
        ({"a": "x"}, ["a", "b"], []),
        ({"a": None}, ["a"], [None]),
    ],
)
def test_the_answers_of_a_question(payload, path, found):
    assert answers_at(payload, path) == found


@pytest.mark.parametrize(
    ("before", "after", "corrected"),
    [({"a": 1}, {"a": 2}, True), ({"a": 1}, {"a": 1, "b": 2}, False), ({}, {"a": 1}, True), ({"a": 1}, {}, True)],
)
def test_a_correction_changes_the_answer_itself(before, after, corrected):
    assert is_corrected(before, after, "a") is corrected


NUMBERS = ("identifier", "local_id", "local_ids", "sample_id", "sample_identifier", "pseudonym", "kept", "rpps", "ins")


def forms():
    """Every form of every version of every data set."""
    for dataset in catalogue.all_datasets():
        for version in catalogue.versions(dataset.key):
            yield from catalogue.load(dataset.key, version).instruments


def answered(items):
    """An answer to every question, at any depth: its own path under `said`."""
    said = {}
    for item in items:
        value = answered(item.items) if item.items else f"answer of {item.key}"
        said[item.key] = [value, value] if item.repeats else value
    return said


def keys_in(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys_in(inner)


@pytest.mark.django_db
def test_an_entry_without_names_keeps_no_confidential_answer_at_any_depth():
    for instrument in forms():
        said = answered(instrument.items) | {"unknown": "x"}
        shown = set(keys_in(without_names(instrument, said)))
        assert "unknown" not in shown
        assert shown.isdisjoint(NUMBERS), instrument.key
        questions = open_questions(instrument)
        assert all(instrument.item(path).confidential.value == "none" for path in questions)
        assert not {part for path in questions for part in path.split(".")} & set(NUMBERS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "hidden", "kept"),
    [
        ("family", "index_cases.identifier", "index_cases.relationship"),
        ("activity", "foetus.local_id", "context"),
        ("pregnancy", "foetuses.local_id", "foetuses.foetopathology"),
        ("follow_up", "identifier", "encounter_type"),
        ("diagnosis", "identifier", "disease"),
    ],
)
def test_a_hospital_number_is_hidden_and_what_stands_beside_it_is_not(form, hidden, kept):
    instrument = catalogue.dataset("sdm-mr").instrument(form)
    said = answered(instrument.items)
    shown = without_names(instrument, said)
    assert answers_at(said, hidden.split("."))
    assert not answers_at(shown, hidden.split("."))
    assert answers_at(shown, kept.split("."))
    assert hidden not in open_questions(instrument)
    assert kept in open_questions(instrument)


def test_the_pages_without_names_show_no_hospital_number(client, sites, data_manager):
    family = {"index_cases": [{"identifier": "IPP-OF-THE-SISTER", "sex": "F"}]}
    foetus = {"context": "11429006", "foetus": {"local_id": "IPP-OF-THE-FOETUS"}}
    numbers = [
        EntryAsGiven("sdm-mr", "2025.01", form, said, key=f"IPP-OF-{form}", complete=False)
        for form, said in (("family", family), ("activity", foetus))
    ]
    record_key = enter(entries=numbers)
    client.force_login(data_manager)
    pages = [reverse("record-entries", args=[record_key])]
    pages += [
        reverse("ask-question", args=[record_key, entry.key])
        for form in ("family", "activity")
        for entry in entries_of(record_key, form)
    ]
    assert len(pages) == 3
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert "IPP-OF-" not in answer.content.decode()


def test_asked_answered_closed_reopened(client, data_manager, clinician, record_key):
    client.force_login(data_manager)
    url = reverse("ask-question", args=[record_key, entry_of(record_key).key])
    assert client.get(f"{url}?item=status").status_code == 200
    answer = client.post(url, {"item": "status", "words": SECRET})
    assert answer.status_code == 302
    with as_system("test"):
        question = Question.objects.get()
    assert (question.site_code, question.state, question.item) == ("S901", "open", "status")

    client.force_login(clinician)
    assert "1 question" in client.get(reverse("worklist")).content.decode()
    listed = client.get(reverse("questions-to-answer")).content.decode()
    assert SECRET in listed
    assert "MARTIN" in listed
    assert "Probable" in listed
    asked = client.get(reverse("record-question", args=[record_key, question.key])).content.decode()
    assert SECRET in asked
    assert "<strong>Probable</strong>" in asked
    narrowed = client.post(reverse("worklist"), {"missing": "questions"}, follow=True).content.decode()
    assert "MARTIN" in narrowed
    where = [record_key, question.key]
    assert client.post(reverse("answer-question", args=where), {"words": " "}).status_code == 422
    assert client.post(reverse("answer-question", args=where), {"words": "Vu au dossier"}).status_code == 302
    assert stored(question.key).state == "answered"
    assert "MARTIN" not in client.post(reverse("worklist"), {"missing": "questions"}, follow=True).content.decode()

    client.force_login(data_manager)
    page = client.get(reverse("question", args=[question.key])).content.decode()
    assert "Vu au dossier" in page
    assert "<strong>Probable</strong>" in page
    assert "MARTIN" not in page
    assert client.post(reverse("question", args=[question.key]), {"act": "close"}).status_code == 302
    closed = stored(question.key)
    assert (closed.state, closed.closed_by) == ("closed", f"user:{data_manager.pk}")
    assert closed.closed_at is not None
    assert client.post(reverse("question", args=[question.key]), {"act": "close"}).status_code == 422
    assert client.post(reverse("question", args=[question.key]), {"act": "reopen"}).status_code == 422  # why, in words
    assert client.post(reverse("question", args=[question.key]), {"act": "reopen", "words": "Si"}).status_code == 302
    again = stored(question.key)
    assert (again.state, again.closed_by, again.closed_at) == ("open", "", None)
    assert acts(question.key) == ["asked", "answered", "closed", "reopened"]


def test_the_question_stands_on_the_chart_and_beside_its_field(client, data_manager, clinician, record_key):
    asked_by(data_manager, record_key)
    client.force_login(clinician)
    assert reverse("record-question", args=[record_key, _only().key]) in client.get(
        reverse("chart", args=[record_key])
    ).content.decode()  # fmt: skip
    form = client.get(reverse("entry-form", args=[record_key, "sdm-mr", "diagnosis", entry_of(record_key).key]))
    page = form.content.decode()
    assert page.count(SECRET) == 1
    assert page.index(SECRET) > page.index('data-field="status"')


def _only():
    with as_system("test"):
        return Question.objects.get()


@pytest.mark.parametrize("channel", [Channel.FORM, Channel.CDA])
@pytest.mark.parametrize(
    ("answers", "state"), [({"status": "255545003"}, "corrected"), ({"disease": "ORPHA:558"}, "open")]
)
def test_a_correction_by_any_way_in_closes_the_question_on_what_it_changes(
    data_manager, record_key, channel, answers, state
):
    question = asked_by(data_manager, record_key)
    say(record_key, diagnosis(**answers), channel=channel)
    found = stored(question.key)
    assert found.state == state
    assert (found.closed_by == "user:7") is (state == "corrected")
    assert acts(question.key)[1:] == (["corrected"] if state == "corrected" else [])


def test_an_entry_withdrawn_needs_no_answer(data_manager, record_key):
    question = asked_by(data_manager, record_key)
    say(record_key, EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {}, key="1.2.3", withdrawn=True))
    assert stored(question.key).state == "corrected"


def test_one_question_at_a_time_on_an_answer(data_manager, record_key):
    first = asked_by(data_manager, record_key)
    with pytest.raises(questions.UnableToAsk, match="asked-already"):
        asked_by(data_manager, record_key)
    other = asked_by(data_manager, record_key, item="disease")
    assert first.pk != other.pk
    reader = reader_of(data_manager)
    with reading_as(reader):
        questions.do(reader, first, Act.CLOSE, "", now=timezone.now())
    asked_by(data_manager, record_key)
    with reading_as(reader), pytest.raises(questions.UnableToAsk, match="asked-already"):
        questions.do(reader, first, Act.REOPEN, "encore", now=timezone.now())


@pytest.mark.parametrize(("words", "reason"), [("", "no-words"), (" \n", "no-words"), ("x" * 2001, "too-long")])
def test_words_are_needed_and_not_too_many(data_manager, record_key, words, reason):
    with pytest.raises(questions.UnableToAsk, match=reason):
        asked_by(data_manager, record_key, words=words)


def test_nobody_asks_about_an_answer_that_says_who_it_is(client, data_manager, record_key):
    client.force_login(data_manager)
    url = reverse("ask-question", args=[record_key, entry_of(record_key).key])
    for item in ("", "nothing.here", "identifier; --"):
        assert client.post(url, {"item": item, "words": "?"}).status_code == 422
    with as_system("test"):
        assert not Question.objects.exists()


def test_entries_open_by_number_without_a_name_and_leave_a_trace(client, data_manager, clinician, record_key):
    from orphee.record.models import Record

    with as_system("test"):
        number = Record.objects.get(key=record_key).number
    client.force_login(data_manager)
    typed = number.replace("-", "").lower()
    answer = client.post(reverse("entries-by-number"), {"number": typed}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[0][0] == reverse("record-entries", args=[record_key])
    assert "Diagnosti" in page
    assert "MARTIN" not in page
    assert "2019-05-12" not in page
    assert client.post(reverse("entries-by-number"), {"number": "AAA-AAA-AAA-A"}).status_code == 404
    with as_system("test"):
        line = AuditLine.objects.filter(record_key=record_key, actor=f"user:{data_manager.pk}").last()
    assert (line.action, line.detail) == ("read", {"page": "entries"})


def test_another_network_another_centre_and_the_country_see_nothing(
    client, data_manager, other_manager, stranger, national, record_key
):
    question = asked_by(data_manager, record_key)
    for user in (other_manager, stranger, national):
        with reading_as(reader_of(user)):
            assert not Question.objects.exists()
            assert not QuestionLine.objects.exists()
        client.force_login(user)
        for name, where in (
            ("question", [question.key]),
            ("record-question", [record_key, question.key]),
            ("record-entries", [record_key]),
        ):
            assert client.get(reverse(name, args=where)).status_code in (403, 404), (user.email, name)


def test_a_data_manager_does_not_answer_and_a_clinician_does_not_ask(client, data_manager, clinician, record_key):
    question = asked_by(data_manager, record_key)
    client.force_login(data_manager)
    answer = reverse("answer-question", args=[record_key, question.key])
    assert client.post(answer, {"words": "moi-même"}).status_code == 403
    client.force_login(clinician)
    assert client.post(reverse("question", args=[question.key]), {"act": "close"}).status_code == 403
    assert client.get(reverse("record-entries", args=[record_key])).status_code == 403
    assert stored(question.key).state == "open"


def test_what_is_said_is_sealed_and_never_rewritten(data_manager, record_key, caplog):
    question = asked_by(data_manager, record_key)
    with as_system("test"), connections["default"].cursor() as cursor:
        cursor.execute("SELECT care_questionline::text, care_question::text FROM care_questionline, care_question")
        assert "Jeanne" not in str(cursor.fetchall())
        cursor.execute("SELECT detail::text FROM foundation_auditline WHERE record_key = %s", [record_key])
        assert "Jeanne" not in str(cursor.fetchall())
        cursor.execute("SELECT has_table_privilege(current_user, 'care_questionline', 'UPDATE, DELETE')")
        assert cursor.fetchone() == (False,)
        line = QuestionLine.objects.get(question=question)
        assert questions.words_of(line) == SECRET
    assert "Jeanne" not in caplog.text


def test_questions_of_colleagues_are_everyones_and_of_other_sites_are_not(data_manager, sites, colleague, stranger):
    key = enter(entries=[diagnosis()])
    asked_by(data_manager, key)
    for user, seen in ((colleague, 1), (stranger, 0)):
        reader = reader_of(user)
        with reading_as(reader):
            assert questions.to_answer(reader).count() == seen
