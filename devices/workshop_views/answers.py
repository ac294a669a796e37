"""What a page answers when a service says no."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.pages.flash import flash


def refused(request: HttpRequest, refusal: Exception, url_name: str, **address: object) -> HttpResponse:
    """Back to a page, with the reason on top."""
    flash(request, str(refusal), level=messages.ERROR)
    return redirect(url_name, **address)
