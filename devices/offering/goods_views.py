"""Announced goods without numbers at the intake: they came, or it was another one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.models import OfferedLine
from devices.offering import goods

RECEIVE = "devices.receive_device"


@require_POST
@permitted(RECEIVE)
def arrived(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """The goods of this line are here."""
    row = _line(number, line)
    text = _("Arrived: %(goods)s. Record each disk by itself, and count accessories into stock.") % {"goods": row}
    back = reverse("donation_intake_goods_back", args=[number, line])
    return _done(request, number, lambda: goods.mark_arrived(row, actor=request.actor), text, back)


@require_POST
@permitted(RECEIVE)
def back(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """It was another line."""
    row = _line(number, line)
    return _done(
        request,
        number,
        lambda: goods.take_back(row, actor=request.actor),
        _("Awaited again: %(goods)s") % {"goods": row},
    )


def _line(number: str, line: int) -> OfferedLine:
    lines = OfferedLine.objects.exclude(goods="").select_related("donation")
    return get_object_or_404(lines, donation__number=number, line=line)


def _done(request: HttpRequest, number: str, do: Callable[[], None], text: str, undo_url: str = "") -> HttpResponse:
    try:
        do()
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, text, undo_url=undo_url)
    return redirect("donation_intake", number)
