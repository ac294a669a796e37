"""Addresses of scanned piles."""

from django.urls import path

from documents.scanned import destroy_views, off_views, views

PILE = "documents/scans/<int:pk>/"
PAGE = f"{PILE}pages/<int:position>/"

urlpatterns = [
    path("documents/scans/", views.PileList.as_view(), name="scan_pile_list"),
    path("documents/scans/new/", views.pile_new, name="scan_pile_new"),
    path("documents/scans/inbox/", views.InboxList.as_view(), name="scan_inbox"),
    path(PILE, views.pile_detail, name="scan_pile"),
    path(PAGE, views.page_detail, name="scanned_page"),
    path(f"{PAGE}picture/", views.page_picture, name="scanned_page_picture"),
    path(f"{PAGE}turn/", views.page_turn, name="scanned_page_turn"),
    path(f"{PAGE}discard/", views.page_discard, name="scanned_page_discard"),
    path(f"{PAGE}back/", views.page_back, name="scanned_page_back"),
    path(f"{PAGE}destroy/", destroy_views.page_destroy, name="scanned_page_destroy"),
    path("documents/<str:number>/<int:version>/scan/off/", off_views.document_scan_off, name="document_scan_off"),
]
