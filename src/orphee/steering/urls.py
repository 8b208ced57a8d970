"""Addresses of the room."""

from django.urls import path

from orphee.steering import completeness_views, views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("definitions/", views.definitions, name="figure-definitions"),
    path("figures/<slug:key>/<slug:by>.csv", views.download, name="figure-file"),
    path("completeness/", completeness_views.completeness, name="completeness"),
    path("completeness/completeness.csv", completeness_views.completeness_file, name="completeness-file"),
    path("completeness/records/", completeness_views.completeness_records, name="completeness-records"),
    path("refresh/", views.refresh, name="refresh-figures"),
    path("refresh/progress/", views.refresh_progress, name="refresh-progress"),
]
