"""Closing what is still open of a request, of a class set or of a set, and opening it again."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from recipients import remainders
from recipients.models import ClassSet, Need, Request, RequestEvent
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
    question = _question(row, _("Close the rest of %(number)s") % {"number": number}, text, _("Close the rest"))
    return _close(request, row, question, done=_("Nothing of %(number)s is open any more.") % {"number": number})


@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def class_set_close_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """What is open of one class set ends, with a reason; the rest of its request waits on."""
    sets = ClassSet.objects.visible_to(request.user).select_related("request__institution")
    class_set = get_object_or_404(sets, pk=pk)
    text = _(
        "What is open of this class set leaves the waiting list, also the missing part of sets that have one already. "
        "What is reserved or handed over stays as it is."
    )
    question = _question(class_set.request, _("Close the rest of the class set"), text, _("Close the rest"))
    return _close(
        request, class_set.request, question, done=_("Nothing of the class set is open any more."), of=class_set
    )


@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def need_close_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody asks for what is missing of one set any more, with a reason; it keeps what it has."""
    needs = Need.objects.visible_to(request.user).select_related("request__institution")
    need = get_object_or_404(needs, pk=pk)
    text = _("What is missing of this set is not waited for any more. What is reserved or handed over stays as it is.")
    page = reverse("need_detail", args=[pk])
    crumbs = (reverse("need_list"), _("Waiting list"), page, str(need))
    title = _("Close the rest of the set %(need)s") % {"need": need}
    question = Question(title=title, text=text, button=_("Close the rest"), back=page, crumbs=crumbs)
    done = _("Nothing of the set %(need)s is open any more.") % {"need": need}
    return _close(request, need.request, question, done=done, of=need)


def _close(
    request: HttpRequest, row: Request, question: Question, *, done: str, of: ClassSet | Need | None = None
) -> HttpResponse:
    if request.user.has_perm(MANAGE):
        mail = _("The institution gets a mail and reads the reason on the request's page.")
        question = replace(question, text=f"{question.text} {mail}")
    return ask(
        request,
        question,
        lambda reason: remainders.close_remainder(row, reason=reason, actor=request.actor, of=of),
        done=done,
        undo_page=lambda closing: _reopen(row, closing.line),
    )


def _reopen(row: Request, line: RequestEvent) -> str:
    """The page that opens this closing again, whatever else is closed meanwhile."""
    return reverse("request_reopen_closing", args=[row.number, line.sequence])


@require_safe
@with_any(FILE)
def request_reopen_rest(request: HttpRequest, number: str) -> HttpResponse:
    """Leads on to the page of the closing that is the last one now; without one there is no page."""
    row = visible(request, number)
    line = next(iter(remainders.closings(row)), None)
    if line is None:
        raise Http404
    return redirect(_reopen(row, line))


@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def request_reopen_closing(request: HttpRequest, number: str, closing: int) -> HttpResponse:
    """What the named line of history closed waits again, with a reason. Who answers when somebody else was faster reads
    it beside what they typed."""
    row = visible(request, number)
    line = next((one for one in remainders.closings(row) if one.sequence == closing), None)
    if line is None and request.method != "POST":
        raise Http404
    title = _("Open the rest of %(number)s again") % {"number": number}
    return ask(
        request,
        _question(row, title, _said(line), _("Open again")),
        lambda reason: remainders.reopen_remainder(row, reason=reason, actor=request.actor, closing=closing),
        done=_("The rest of %(number)s is on the waiting list again.") % {"number": number},
        undo_page=_close_again(row, line),
    )


def _said(line: RequestEvent | None) -> str:
    """What happens, and which closing it is about."""
    text = _("The needs that were closed go back to their old places on the waiting list.")
    if line is None:
        return text
    words = {
        "when": date_format(localtime(line.happened_at), "d.m.Y, H:i"),
        "reason": line.note.text if line.note else "–",
    }
    return text + " " + _("They were closed on %(when)s. Reason: %(reason)s") % words


def _close_again(row: Request, line: RequestEvent | None) -> str:
    """The page that closes the same once more."""
    data = line.data if line else {}
    if "class_set" in data:
        return reverse("class_set_close_rest", args=[data["class_set"]])
    if "need" in data:
        return reverse("need_close_rest", args=[data["need"]])
    return reverse("request_close_rest", args=[row.number])


def _question(row: Request, title: str, text: str, button: str) -> Question:
    page = reverse("request_detail", args=[row.number])
    crumbs = (reverse("request_list"), _("Requests"), page, row.number)
    return Question(title=title, text=text, button=button, back=page, crumbs=crumbs)
