"""The page that asks before the picture of a page is destroyed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents.scanned import forgetting
from documents.scanned.models import MANAGE, PageState
from documents.scanned.views import next_address, visible_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def page_destroy(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Asks, and destroys it."""
    page = visible_page(request, pk, position)
    if request.method != "POST":
        is_loose = page.state in (PageState.INBOX, PageState.DISCARDED)
        return render(
            request, "documents/scanned/destroy.html", {"page": page, "pile": page.pile, "is_loose": is_loose}
        )
    try:
        forgetting.destroy_picture(page, actor=request.actor, now=timezone.now())
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        said = _("The picture of page %(page)d is destroyed. It can't be brought back.")
        flash(request, said % {"page": page.position})
    return redirect(next_address(page))
