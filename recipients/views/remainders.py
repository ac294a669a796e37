"""Closing what is still open of a request, and opening it again."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recipients import remainders
from recipients.models import Request
from recipients.views.access import FILE, with_any
from recipients.views.requests import MANAGE, visible
from recipients.views.steps import Question, ask

READ_AND_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def request_close_rest(request: HttpRequest, number: str) -> HttpResponse:
    """All that is open ends, with a reason."""
    row = visible(request, number)
    text = _("What is open leaves the waiting list. What is reserved or handed over stays as it is.")
    if request.user.has_perm(MANAGE):
        text += " " + _("The institution gets a mail and reads the reason on the request's page.")
    return ask(
        request,
        _question(row, _("Close the rest of %(number)s") % {"number": number}, text, _("Close the rest")),
        lambda reason: remainders.close_remainder(row, reason=reason, actor=request.actor),
        done=_("Nothing of %(number)s is open any more.") % {"number": number},
        undo_page=reverse("request_reopen_rest", args=[number]),
    )


@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def request_reopen_rest(request: HttpRequest, number: str) -> HttpResponse:
    """What was closed waits again, with a reason."""
    row = visible(request, number)
    text = _("The needs that were closed go back to their old places on the waiting list.")
    return ask(
        request,
        _question(row, _("Open the rest of %(number)s again") % {"number": number}, text, _("Open again")),
        lambda reason: remainders.reopen_remainder(row, reason=reason, actor=request.actor),
        done=_("The rest of %(number)s is on the waiting list again.") % {"number": number},
        undo_page=reverse("request_close_rest", args=[number]),
    )


def _question(row: Request, title: str, text: str, button: str) -> Question:
    page = reverse("request_detail", args=[row.number])
    crumbs = (reverse("request_list"), _("Requests"), page, row.number)
    return Question(title=title, text=text, button=button, back=page, crumbs=crumbs)
