"""Addresses: the collections with their dictionaries and files, and sheets of entries on their way in."""

from django.urls import path

from orphee.exchange.sheets import collections, pages

_ONE = "collections/<slug:key>/<str:version>/"
_SHEET = "imports/<uuid:key>/"

urlpatterns = [
    path("collections/", collections.collections, name="collections"),
    path(_ONE, collections.collection, name="collection"),
    path(_ONE + "files/<slug:form>.<slug:extension>", collections.collection_file, name="collection-file"),
    path(_ONE + "template/", collections.template, name="sheet-template"),
    path("imports/", pages.imports, name="imports"),
    path("imports/new/", pages.new_import, name="new-import"),
    path(_SHEET, pages.sheet, name="sheet"),
    path(_SHEET + "progress/", pages.progress, name="sheet-progress"),
    path(_SHEET + "start/", pages.start, name="sheet-start"),
    path(_SHEET + "problems/", pages.problems_file, name="sheet-problems"),
]
