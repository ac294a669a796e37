"""What a page answers when a service says no."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.pages.flash import flash
from devices.models import StorageMedium


def refused(request: HttpRequest, refusal: Exception, url_name: str, **address: object) -> HttpResponse:
    """Back to a page, with the reason on top."""
    flash(request, str(refusal), level=messages.ERROR)
    return redirect(url_name, **address)


def page_of(medium: StorageMedium) -> HttpResponse:
    """To where a medium is looked at: its device's page, of a loose one its own."""
    if medium.device is None:
        return redirect("medium_detail", pk=medium.pk)
    return redirect("device_detail", number=medium.device.number)
