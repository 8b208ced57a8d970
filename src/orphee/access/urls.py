"""Addresses of the room."""

from django.urls import path

from orphee.access import views

urlpatterns = [
    path("sign-in/", views.sign_in_page, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
