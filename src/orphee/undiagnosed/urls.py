"""Addresses of the room: under a record's."""

from django.urls import path

from orphee.undiagnosed import views

RECORD = "records/<uuid:record_key>/"

urlpatterns = [
    path(RECORD + "cue/seen/", views.seen, name="cue-seen"),
    path(RECORD + "cue/aside/", views.not_this_one, name="cue-aside"),
    path(RECORD + "cue/undo/", views.undo, name="cue-undo"),
    path(RECORD + "cue/why/", views.why, name="cue-why"),
    path(RECORD + "alike/", views.similar, name="alike"),
]
