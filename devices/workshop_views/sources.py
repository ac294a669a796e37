"""Which file said what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.pages.permissions import permitted
from devices.sources_page import fact_lines, media_lines
from devices.workshop_views.finding import device_or_404


@require_safe
@permitted("devices.view_device")
def device_sources(request: HttpRequest, number: str) -> HttpResponse:
    """Fact by fact: the file whose word stands, and what the other files say."""
    device = device_or_404(request, number)
    context = {"device": device, "lines": fact_lines(device), "media": media_lines(device)}
    return render(request, "devices/workshop/sources.html", context)
