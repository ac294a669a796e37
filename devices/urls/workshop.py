"""Addresses of devices and of the workshop."""

from django.urls import path

from devices.board.views import WorkshopBoard
from devices.inbox_lists import InboxList, UploadList
from devices.workshop_views import (
    bench,
    checks,
    device,
    evidence,
    inbox,
    lists,
    media,
    pile_list,
    piles,
    snapshots,
    sources,
    steps,
    uploads,
)

urlpatterns = [
    path("scan/", bench.scan, name="scan"),
    path("scan/piles/", pile_list.PileList.as_view(), name="pile_list"),
    path("scan/piles/new/<slug:kind>/", piles.pile_start, name="pile_start"),
    path("scan/piles/<int:pk>/", piles.pile, name="pile"),
    path("scan/piles/<int:pk>/finish/", piles.pile_finish, name="pile_finish"),
    path("scan/piles/<int:pk>/reopen/", piles.pile_reopen, name="pile_reopen"),
    path("scan/lines/<int:pk>/undo/", piles.pile_line_undo, name="pile_line_undo"),
    path("workshop/", WorkshopBoard.as_view(), name="workshop_board"),
    path("devices/", lists.DeviceList.as_view(), name="device_list"),
    path("devices/<device:number>/", device.device_detail, name="device_detail"),
    path("devices/<device:number>/edit/", device.device_edit, name="device_edit"),
    path("devices/<device:number>/evidence/", uploads.evidence_upload, name="evidence_upload"),
    path("devices/<device:number>/sources/", sources.device_sources, name="device_sources"),
    path("devices/<device:number>/media/add/", media.medium_add, name="medium_add"),
    path("devices/<device:number>/media/none/", media.no_medium, name="no_medium"),
    path("devices/<device:number>/checks/pass/", checks.checks_pass_remaining, name="checks_pass_remaining"),
    path("devices/<device:number>/checks/<slug:code>/", checks.device_check, name="device_check"),
    path("devices/<device:number>/checks/<slug:code>/failed/", checks.device_check_failed, name="device_check_failed"),
    path("devices/<device:number>/checks/<uuid:batch>/undo/", checks.checks_batch_undo, name="checks_batch_undo"),
    path("devices/<device:number>/quality-control/", checks.device_quality_control, name="device_quality_control"),
    path("devices/<device:number>/steps/<slug:step>/", steps.device_step, name="device_step"),
    path("uploads/", UploadList.as_view(), name="upload_list"),
    path("uploads/new/", uploads.upload_new, name="upload_new"),
    path("uploads/<int:pk>/", uploads.upload_detail, name="upload_detail"),
    path("inbox/", InboxList.as_view(), name="inbox"),
    path("inbox/<int:pk>/", inbox.inbox_item, name="inbox_item"),
    path("inbox/<int:pk>/choose/", inbox.inbox_choose, name="inbox_choose"),
    path("inbox/<int:pk>/new-device/", inbox.inbox_new_device, name="inbox_new_device"),
    path("inbox/<int:pk>/set-aside/", inbox.inbox_set_aside, name="inbox_set_aside"),
    path("inbox/<int:pk>/take-up/", inbox.inbox_take_up, name="inbox_take_up"),
    path("checks/<int:pk>/undo/", checks.check_undo, name="check_undo"),
    path("media/<int:pk>/settle/", media.medium_settle, name="medium_settle"),
    path("erasures/<int:pk>/retract/", media.erasure_retract, name="erasure_retract"),
    path("evidence/<int:pk>/", evidence.evidence_detail, name="evidence_detail"),
    # Without a slash at its end, as workbench-script makes it up.
    path("evidence/<uuid:uuid>", snapshots.snapshot_page, name="snapshot_page"),
    path("evidence/<int:pk>/retract/", inbox.match_retract, name="match_retract"),
    path("evidence/<int:pk>/original/", evidence.evidence_download, name="evidence_download"),
    path("evidence/<int:pk>/take-over/", evidence.evidence_take_over, name="evidence_take_over"),
    path("evidence/<int:pk>/lines/<int:line>/media/<int:medium>/", evidence.evidence_confirm, name="evidence_confirm"),
]
