"""Where the address leads that Workbench prints as QR code after it has sent a snapshot."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from accounts.pages.permissions import permitted
from devices.models import Device, Snapshot
from devices.snapshots import device_of


@require_safe
@permitted("devices.view_device")
def snapshot_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The device's page, or its place in the inbox while nobody knows its device."""
    snapshot = get_object_or_404(Snapshot.objects.select_related("evidence"), uuid=uuid)
    device = device_of(snapshot)
    if device is None:
        return redirect("evidence_detail", pk=snapshot.evidence_id)
    get_object_or_404(Device.objects.visible_to(request.user), pk=device.pk)
    return redirect("device_detail", number=device.number)
