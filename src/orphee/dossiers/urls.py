"""Addresses of the room."""

from django.urls import path

from orphee.dossiers.views import editor, including, items, listing, moving, overview, preview, value_sets

VERSION = "<slug:key>/<str:name>/"

urlpatterns = [
    path("", listing.dossiers, name="dossiers"),
    path("new/", listing.new, name="new-dossier"),
    path("known-items/", items.known, name="dossier-known-items"),
    path("diseases/", including.diseases, name="dossier-diseases"),
    path("<slug:key>/", overview.dossier, name="dossier"),
    path("<slug:key>/new-version/", overview.new_version, name="dossier-new-version"),
    path(VERSION, editor.editor, name="dossier-editor"),
    path(f"{VERSION}change/", editor.change, name="dossier-change"),
    path(f"{VERSION}text/", editor.text, name="dossier-text"),
    path(f"{VERSION}file.yaml", overview.yaml_file, name="dossier-file"),
    path(f"{VERSION}losses/", overview.losses, name="dossier-losses"),
    path(f"{VERSION}decide/", overview.decide, name="dossier-decide"),
    path(f"{VERSION}people/", overview.people, name="dossier-people"),
    path(f"{VERSION}inclusion/", including.including, name="dossier-inclusion"),
    path(f"{VERSION}value-sets/", value_sets.value_sets, name="dossier-value-sets"),
    path(f"{VERSION}value-sets/<str:values>/", value_sets.value_set, name="dossier-value-set"),
    path(f"{VERSION}migration/", moving.migration, name="dossier-migration"),
    path(f"{VERSION}migration/run/", moving.run, name="dossier-move"),
    path(f"{VERSION}preview/<str:form>/", preview.preview, name="dossier-preview"),
    path(f"{VERSION}items/<str:form>/<str:path>/", items.item, name="dossier-item"),
]
