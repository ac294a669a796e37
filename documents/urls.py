"""Addresses of documents."""

from django.urls import path

from documents import genuineness, issuer_views, on_screen_views, signing_views, views
from documents.archive import views as archive
from documents.logo import views as logo
from documents.retention import views as retention
from documents.scanned import urls as scanned

urlpatterns = [
    path("documents/", views.DocumentList.as_view(), name="document_list"),
    path("documents/exports/", archive.export_new, name="archive_export_new"),
    path("documents/exports/<int:pk>/", archive.export_detail, name="archive_export"),
    path("documents/exports/<int:pk>/zip/", archive.export_download, name="archive_export_file"),
    *scanned.urlpatterns,
    path("documents/<str:number>/<int:version>/", views.document_detail, name="document_detail"),
    path("documents/<str:number>/<int:version>/pdf/", views.document_download, name="document_download"),
    path("documents/<str:number>/<int:version>/retry/", views.document_retry, name="document_retry"),
    path("documents/<str:number>/<int:version>/signed/", signing_views.document_signed, name="document_signed"),
    path("documents/<str:number>/<int:version>/sign/", on_screen_views.document_sign, name="document_sign"),
    path("documents/<str:number>/<int:version>/untick/", signing_views.document_untick, name="document_untick"),
    path("documents/<str:number>/<int:version>/scan/", signing_views.document_scan, name="document_scan"),
    path("documents/<str:number>/<int:version>/hold/", retention.document_hold, name="document_hold"),
    path("documents/<str:number>/<int:version>/hold/lift/", retention.document_hold_lift, name="document_hold_lift"),
    path("retention/", retention.outlook, name="retention"),
    path("retention/<slug:rule>/", retention.term, name="retention_term"),
    path("issuer/", issuer_views.issuer_page, name="issuer"),
    path("issuer/logo/", logo.issuer_logo, name="issuer_logo"),
    path("issuer/logo/use/", logo.issuer_logo_use, name="issuer_logo_use"),
    path("issuer/logo/preview/", logo.issuer_logo_preview, name="issuer_logo_preview"),
    path("issuer/logo/remove/", logo.issuer_logo_remove, name="issuer_logo_remove"),
    path("issuer/logo/<str:key>.png", logo.logo_file, name="logo_file"),
    path(
        "issuer/texts/<slug:key>/<slug:language>/take-over/",
        issuer_views.program_text_take_over,
        name="program_text_take_over",
    ),
    path("issuer/wording/<int:pk>/checked/", issuer_views.wording_checked, name="wording_checked"),
    path("v/<str:token>/", genuineness.Verify.as_view(), name="document_verify"),
    path("v/<str:token>/<int:page>/", genuineness.Verify.as_view(), name="document_verify_page"),
]
