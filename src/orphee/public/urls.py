"""Addresses of the room: no finding is ever in one."""

from django.urls import path

from orphee.public import views

urlpatterns = [
    path("", views.orientation, name="orientation"),
    path("terms/", views.terms, name="orientation-terms"),
    path("letter/", views.letter, name="orientation-letter"),
]
