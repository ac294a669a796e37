"""The page of the points: what holds, what is to come, what was; a change is looked at before it is saved."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.lifecycle import TransitionRefused
from recipients.models import Weight
from recipients.views.access import with_any
from recipients.views.steps import press
from recipients.weighing import changing
from recipients.weighing.forms import ChangeForm
from recipients.weighing.preview import preview

KEEP = ("recipients.manage_request", "accounts.manage_reference_data")


@require_safe
@with_any(KEEP)
def weight_list(request: HttpRequest) -> HttpResponse:
    """What holds today, what is to come, and the history."""
    today = timezone.localdate()
    rows = list(Weight.objects.select_related("set_by", "taken_back_by").order_by("-valid_from", "-pk"))
    holding = Weight.objects.valid_on(today)
    context = {
        "holding": sorted(holding.values(), key=lambda row: (row.position, row.pk)),
        "coming": [row for row in reversed(rows) if _is_to_come(row, today)],
        "past": [row for row in rows if row not in holding.values() and not _is_to_come(row, today)],
        "today": today,
    }
    return render(request, "recipients/weighing/list.html", context)


def _is_to_come(row: Weight, today: date) -> bool:
    return row.is_active and row.valid_from > today


@with_any(KEEP)
def weight_change(request: HttpRequest) -> HttpResponse:
    """Asks what is to change, shows what it would do, and saves it with the second press."""
    form = ChangeForm(typed(request), initial={"fact": request.GET.get("fact", ""), "valid_from": timezone.localdate()})
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        seen = _stamp(form.change())
        # What is saved is what was looked at: values that were altered since are shown first.
        answer = _save(request, form) if request.POST.get("save") == seen else None
        if answer is not None:
            return answer
        if form.is_valid():
            context |= {"preview": preview(form.change()), "seen": seen}
    return render(request, "recipients/weighing/change.html", context)


def _stamp(change: changing.Change) -> str:
    return f"{change.fact} {change.points} {change.valid_from}"


def _save(request: HttpRequest, form: ChangeForm) -> HttpResponse | None:
    """The list with what was done; None when it was refused, which the form then says."""
    try:
        weight = changing.set_points(form.change(), actor=request.actor)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    is_to_come = weight.valid_from > timezone.localdate()
    undo = reverse("weight_take_back", args=[weight.pk]) if is_to_come else ""
    words = {"fact": weight.name, "points": weight.points, "day": date_format(weight.valid_from, "d.m.Y")}
    flash(request, _("%(fact)s: %(points)d points from %(day)s on.") % words, undo_url=undo)
    return redirect("weight_list")


@require_POST
@with_any(KEEP)
def weight_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Points that have not begun to count."""
    weight = get_object_or_404(Weight, pk=pk)
    try:
        changing.take_back(weight, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        undo = reverse("weight_put_back", args=[weight.pk])
        flash(request, _("Taken back: %(fact)s keeps its points.") % {"fact": weight.name}, undo_url=undo)
    return redirect("weight_list")


@require_POST
@with_any(KEEP)
def weight_put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undoes taking back."""
    weight = get_object_or_404(Weight, pk=pk)
    return press(
        request,
        lambda: changing.put_back(weight),
        done=_("%(fact)s: the new points are to come again.") % {"fact": weight.name},
        back=reverse("weight_list"),
    )
