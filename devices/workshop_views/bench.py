"""Finding one device by scanning it, and the workshop at one look."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.pages.permissions import permitted
from accounts.pages.scanning import normalise_scan
from devices.board import stages_of
from devices.models import Device

MOST_HITS = 20
LONGEST_SCAN = 120


@require_safe
@permitted("devices.view_device")
def scan(request: HttpRequest) -> HttpResponse:
    """One field; the one device that it names is opened at once, several are listed."""
    typed = request.GET.get("q", "").strip()[:LONGEST_SCAN]
    found = find(request, typed) if typed else []
    if len(found) == 1:
        return redirect("device_detail", number=found[0].number)
    context = {"typed": typed, "read_as": next(iter(normalise_scan(typed)), ""), "found": found}
    return render(request, "devices/workshop/scan.html", context)


def find(request: HttpRequest, typed: str) -> list[Device]:
    """A number of ours counts alone; else everything with this serial number or asset tag."""
    visible = Device.objects.visible_to(request.user).select_related("category", "location")
    candidates = normalise_scan(typed)
    exact = Q()
    for candidate in candidates:
        exact |= Q(serial__iexact=candidate) | Q(asset_tag__iexact=candidate)
    by_mark = list(visible.filter(exact)[:MOST_HITS]) if candidates else []
    by_number = list(visible.filter(number__in=candidates))
    # Bare digits may be a number of ours as well as a donor's asset tag: both are shown then.
    return list({device.pk: device for device in [*by_number, *by_mark]}.values())


@require_safe
@permitted("devices.view_device")
def workshop_board(request: HttpRequest) -> HttpResponse:
    """What stands where in the workshop, oldest first."""
    return render(request, "devices/workshop/board.html", {"stages": stages_of(request.user)})
