"""The rows that an address names, as its reader may see them: anything else is not found."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from devices.models import Device, Erasure, Evidence, StorageMedium


def devices(request: HttpRequest) -> QuerySet[Device]:
    """Devices with what their pages read."""
    visible = Device.objects.visible_to(request.user)
    return visible.select_related("category", "donation", "location", "checklist__category", "no_medium_said_by")


def device_or_404(request: HttpRequest, number: str) -> Device:
    """Raises Http404 for a number that is not theirs to see."""
    return get_object_or_404(devices(request), number=number)


def evidence_or_404(request: HttpRequest, pk: int) -> Evidence:
    """Evidence of a device that they may see."""
    visible = Device.objects.visible_to(request.user)
    return get_object_or_404(Evidence.objects.select_related("device", "uploaded_by"), pk=pk, device__in=visible)


def medium_or_404(request: HttpRequest, pk: int) -> StorageMedium:
    """A medium in a device that they may see."""
    visible = Device.objects.visible_to(request.user)
    media = StorageMedium.objects.select_related("device__category", "device__donation")
    return get_object_or_404(media, pk=pk, device__in=visible)


def erasure_or_404(request: HttpRequest, pk: int) -> Erasure:
    """An erasure of such a medium."""
    visible = Device.objects.visible_to(request.user)
    erasures = Erasure.objects.select_related("medium__device__category", "medium__device__donation", "operator")
    return get_object_or_404(erasures, pk=pk, medium__device__in=visible)
