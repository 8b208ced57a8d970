"""Addresses of the pages: documents received, and documents made from a record."""

from django.urls import path

from orphee.exchange import views
from orphee.exchange.sheets.page_urls import urlpatterns as sheets

EXPORT = "records/<uuid:record_key>/export/"

urlpatterns = [
    *sheets,
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<uuid:key>/", views.delivery, name="delivery"),
    path("deliveries/<uuid:key>/original/", views.original, name="delivery-original"),
    path(EXPORT + "cda/", views.export_cda, name="export-cda"),
    path(EXPORT + "cda/file/", views.export_cda_file, name="export-cda-file"),
    path(EXPORT + "phenopacket/", views.export_phenopacket, name="export-phenopacket"),
    path(EXPORT + "phenopacket/file/", views.export_phenopacket_file, name="export-phenopacket-file"),
    path(EXPORT + "fhir/", views.export_fhir, name="export-fhir"),
    path(EXPORT + "fhir/file/", views.export_fhir_file, name="export-fhir-file"),
]
