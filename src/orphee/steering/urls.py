"""Addresses of the room."""

from django.urls import path

from orphee.steering import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("definitions/", views.definitions, name="figure-definitions"),
    path("figures/<slug:key>/<slug:by>.csv", views.download, name="figure-file"),
    path("refresh/", views.refresh, name="refresh-figures"),
    path("refresh/progress/", views.refresh_progress, name="refresh-progress"),
]
