"""The rows that an address names, as its reader may see them: anything else is not found."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from devices.models import Device, Erasure, Evidence, EvidenceMatch, InboxItem, StorageMedium


def devices(request: HttpRequest) -> QuerySet[Device]:
    """Devices with what their pages read."""
    visible = Device.objects.visible_to(request.user)
    return visible.select_related("category", "donation", "location", "checklist__category", "no_medium_said_by")


def device_or_404(request: HttpRequest, number: str) -> Device:
    """Raises Http404 for a number that is not theirs to see."""
    return get_object_or_404(devices(request), number=number)


def evidence_or_404(request: HttpRequest, pk: int) -> Evidence:
    """Evidence of a device that they may see, or that waits for its device."""
    visible = Device.objects.visible_to(request.user)
    matched = EvidenceMatch.objects.filter(device__in=visible).values("evidence")
    waiting = InboxItem.objects.visible_to(request.user).values("evidence")
    media = StorageMedium.objects.visible_to(request.user)
    settling = Erasure.objects.filter(medium__in=media).values("evidence")
    seen = Q(pk__in=matched) | Q(pk__in=waiting) | Q(pk__in=settling)
    if request.user.has_perm("devices.view_device"):
        # The log of a loose medium speaks of no device, and has not settled anything while it waits for a person.
        seen |= ~Q(pk__in=EvidenceMatch.objects.values("evidence"))
    return get_object_or_404(Evidence.objects.select_related("uploaded_by").filter(seen), pk=pk)


def medium_or_404(request: HttpRequest, pk: int) -> StorageMedium:
    """A medium that they may see, in a device or loose."""
    media = StorageMedium.objects.visible_to(request.user)
    related = ("device__category", "device__donation", "donation", "location", "settled_by")
    return get_object_or_404(media.select_related(*related), pk=pk)


def erasure_or_404(request: HttpRequest, pk: int) -> Erasure:
    """An erasure of such a medium."""
    erasures = Erasure.objects.select_related("medium__device__category", "medium__device__donation", "operator")
    return get_object_or_404(erasures, pk=pk, medium__in=StorageMedium.objects.visible_to(request.user))
