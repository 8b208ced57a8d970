"""Addresses of the pages: documents received, and documents made from a record."""

from django.urls import path

from orphee.exchange import exports, views
from orphee.exchange.sheets.page_urls import urlpatterns as sheets

EXPORT = "records/<uuid:record_key>/export/"

urlpatterns = [
    *sheets,
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<uuid:key>/", views.delivery, name="delivery"),
    path("deliveries/<uuid:key>/original/", views.original, name="delivery-original"),
    *(
        path(f"{EXPORT}{kind.key}/", views.export_preview, {"kind": kind}, name=f"export-{kind.key}")
        for kind in exports.KINDS
    ),
    *(
        path(f"{EXPORT}{kind.key}/file/", views.export_file, {"kind": kind}, name=f"export-{kind.key}-file")
        for kind in exports.KINDS
    ),
]
