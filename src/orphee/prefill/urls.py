"""Addresses of the room: keys and places only, never a name or a term."""

from django.urls import path

from orphee.prefill.views import documents, review, use

READING = "records/<uuid:record_key>/reading/"
DOCUMENT = READING + "documents/<uuid:key>/"

urlpatterns = [
    path(READING, documents.page, name="reading"),
    path(READING + "add/", documents.add, name="reading-add"),
    path(READING + "progress/", documents.progress, name="reading-progress"),
    path(READING + "decide/", review.decide, name="reading-decide"),
    path(READING + "confirm/", review.confirm, name="reading-confirm"),
    path(DOCUMENT, documents.document, name="reading-document"),
    path(DOCUMENT + "original/", documents.original, name="reading-original"),
    path(DOCUMENT + "remove/", documents.remove, name="reading-remove"),
    path("use/reading/", use.use, name="reading-use"),
    path("use/reading.csv", use.use_csv, name="reading-use-csv"),
]
