"""Addresses of questions on answers, and of entries without names: keys only."""

from django.urls import path

from orphee.care.views import questions

RECORD_QUESTION = "records/<uuid:record_key>/questions/<uuid:key>/"

urlpatterns = [
    path("questions/", questions.questions_to_answer, name="questions-to-answer"),
    path("questions/asked/", questions.questions_asked, name="questions-asked"),
    path("questions/asked/<uuid:key>/", questions.question, name="question"),
    path(RECORD_QUESTION, questions.record_question, name="record-question"),
    path(f"{RECORD_QUESTION}answer/", questions.answer_question, name="answer-question"),
    path("entries/", questions.entries_by_number, name="entries-by-number"),
    path("entries/<uuid:record_key>/", questions.record_entries, name="record-entries"),
    path("entries/<uuid:record_key>/<uuid:entry_key>/ask/", questions.ask, name="ask-question"),
]
