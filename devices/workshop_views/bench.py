"""Finding one device by scanning it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.pages.camera import with_camera
from accounts.pages.permissions import permitted
from devices.piles.page import open_piles
from devices.piles.registry import kinds_for
from devices.scanning import LONGEST_SCAN, resolve


@require_safe
@with_camera
@permitted("devices.view_device")
def scan(request: HttpRequest) -> HttpResponse:
    """One field; the one thing that it names is opened at once, several are listed. From the bar (`everywhere`) what
    nobody knows by number is searched for by its words."""
    typed = request.GET.get("q", "").strip()[:LONGEST_SCAN]
    resolution = resolve(typed, request.user)
    if len(resolution.found) == 1 and resolution.found[0].url:
        return redirect(resolution.found[0].url)
    if typed and not resolution.found and "everywhere" in request.GET:
        return redirect(f"{reverse('search')}?{urlencode({'q': typed})}")
    context = {
        "typed": typed,
        "resolution": resolution,
        "kinds": kinds_for(request.user),
        "piles": open_piles(request.user),
    }
    return render(request, "devices/workshop/scan.html", context)
