"""Addresses of handovers and receipts."""

from django.urls import path

from recipients.views import big_piles, dates, delivering, handovers, receipts

ONE = "handovers/<str:number>/"

urlpatterns = [
    path("handovers/", handovers.HandoverList.as_view(), name="handover_list"),
    path("handovers/plan/", handovers.handover_plan, name="handover_plan"),
    path(ONE, handovers.handover_detail, name="handover_detail"),
    path(f"{ONE}edit/", handovers.handover_edit, name="handover_edit"),
    path(f"{ONE}pack/", handovers.handover_pack, name="handover_pack"),
    path(f"{ONE}cancel/", handovers.handover_cancel, name="handover_cancel"),
    path(f"{ONE}split/", dates.handover_split, name="handover_split"),
    path(f"{ONE}another-date/", dates.handover_wish, name="handover_wish"),
    path(f"{ONE}date-stays/", dates.handover_stays, name="handover_stays"),
    path(f"{ONE}confirm/back/", dates.handover_unconfirm, name="handover_unconfirm"),
    path(f"{ONE}issue/", receipts.handover_issue, name="handover_issue"),
    path(f"{ONE}receipts/", receipts.handover_receipts, name="handover_receipts"),
    path(f"{ONE}receipts/progress/", receipts.handover_receipts_progress, name="handover_receipts_progress"),
    path(f"{ONE}receipts/pile/", receipts.handover_pile, name="handover_pile"),
    path(f"{ONE}receipts/pile/big/", big_piles.handover_big_pile, name="handover_big_pile"),
    path(f"{ONE}receipts/pile/big/new/", big_piles.handover_big_pile_new, name="handover_big_pile_new"),
    path(f"{ONE}receipts/pile/big/file/", big_piles.handover_big_pile_file, name="handover_big_pile_file"),
    path(f"{ONE}receipts/retry/", receipts.handover_retry, name="handover_retry"),
    path(f"{ONE}receipts/<int:pk>/void/", receipts.handover_receipt_void, name="handover_receipt_void"),
    path(f"{ONE}scan-out/", delivering.handover_scan_out, name="handover_scan_out"),
    path(f"{ONE}scan-out/<int:pk>/undo/", delivering.handover_scan_undo, name="handover_scan_undo"),
    path(f"{ONE}confirm/", delivering.handover_confirm, name="handover_confirm"),
    path(f"{ONE}devices/<int:pk>/take-off/", handovers.handover_take_off, name="handover_take_off"),
    path(f"{ONE}devices/<int:pk>/take-back/", delivering.handover_take_back, name="handover_take_back"),
    path(f"{ONE}devices/<int:pk>/returned/", delivering.handover_returned, name="handover_returned"),
]
