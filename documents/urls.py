"""Addresses of documents."""

from django.urls import path

from documents import issuer_views, on_screen_views, signing_views, views

urlpatterns = [
    path("documents/", views.DocumentList.as_view(), name="document_list"),
    path("documents/<str:number>/<int:version>/", views.document_detail, name="document_detail"),
    path("documents/<str:number>/<int:version>/pdf/", views.document_download, name="document_download"),
    path("documents/<str:number>/<int:version>/retry/", views.document_retry, name="document_retry"),
    path("documents/<str:number>/<int:version>/signed/", signing_views.document_signed, name="document_signed"),
    path("documents/<str:number>/<int:version>/sign/", on_screen_views.document_sign, name="document_sign"),
    path("documents/<str:number>/<int:version>/scan/", signing_views.document_scan, name="document_scan"),
    path("issuer/", issuer_views.issuer_page, name="issuer"),
    path("issuer/wording/<int:pk>/checked/", issuer_views.wording_checked, name="wording_checked"),
    path("v/<str:token>/", views.document_verify, name="document_verify"),
]
