"""Addresses of the room."""

from django.urls import path

from orphee.exchange.api import make_api

urlpatterns = [path("", make_api().urls)]
