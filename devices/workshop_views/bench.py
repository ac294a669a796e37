"""Finding one device by scanning it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.bench.keys import WrongKey, looks_like_badge
from accounts.bench.presence import enter_by_badge
from accounts.pages.camera import with_camera
from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from devices.piles.page import open_piles
from devices.piles.registry import kinds_for
from devices.scanning import LONGEST_SCAN, resolve


@require_http_methods(["GET", "HEAD", "POST"])
@with_camera
@permitted("devices.view_device")
def scan(request: HttpRequest) -> HttpResponse:
    """One field; the one thing that it names is opened at once, several are listed. From the bar (`everywhere`) what
    nobody knows by number is searched for by its words.

    The field is posted and becomes an address afterwards: a person's badge may come into it, and must not stand there.
    """
    if request.method == "POST":
        return _typed(request)
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


def _typed(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("q", "").strip()[:LONGEST_SCAN]
    if looks_like_badge(typed):
        return _badge(request, typed)
    asked = {name: request.POST[name] for name in ("everywhere",) if name in request.POST}
    return redirect(f"{reverse('scan')}?{urlencode({'q': typed, **asked})}")


def _badge(request: HttpRequest, code: str) -> HttpResponse:
    """At a bench it says who is there, as a script would have sent it; elsewhere it is nothing to look for."""
    try:
        if request.bench:
            flash(request, _("Hello, %(name)s.") % {"name": enter_by_badge(request, code)})
        else:
            flash(request, _("This is a person's badge: it says at a bench who works there."), level=messages.ERROR)
    except WrongKey as wrong:
        flash(request, str(wrong), level=messages.ERROR)
    return redirect("scan")
