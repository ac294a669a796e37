"""Pages of a change of school: make a code, enter it, take back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.lifecycle import TransitionRefused
from recipients.models import Need, SchoolChange
from recipients.school_changes import carrying
from recipients.school_changes.forms import CarryForm
from recipients.views.access import FILE, with_any
from recipients.views.steps import Question, ask

READ_AND_WRITE = ["GET", "HEAD", "POST"]


def _visible(request: HttpRequest, pk: int) -> Need:
    return get_object_or_404(Need.objects.visible_to(request.user).select_related("request__institution"), pk=pk)


@never_cache
@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def need_change_school(request: HttpRequest, pk: int) -> HttpResponse:
    """The former school makes a code, which is shown this once."""
    need = _visible(request, pk)
    context: dict[str, object] = {"need": need}
    if request.method == "POST":
        try:
            context["change"], context["code"] = carrying.offer(need, actor=request.actor)
        except TransitionRefused as refusal:
            flash(request, str(refusal), level=messages.ERROR)
            return redirect("need_detail", pk=pk)
    return render(request, "recipients/school_changes/offer.html", context)


@never_cache
@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def need_carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The new school, or coordination, says whose waiting time goes on here."""
    need = _visible(request, pk)
    manages = request.user.has_perm(carrying.MANAGE)
    form = CarryForm(typed(request), by_number=manages)
    if form.is_bound and form.is_valid():
        try:
            change = _carry(request, need, form, manages)
        except TransitionRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            text = _("The waiting time is carried over: this need waits since %(day)s.")
            need.refresh_from_db()
            undo = reverse("school_change_undo", args=[change.pk])
            flash(request, text % {"day": f"{need.queued_since:%d.%m.%Y}"}, undo_page=undo)
            return redirect("need_detail", pk=pk)
    return render(request, "recipients/school_changes/carry.html", {"need": need, "form": form})


def _carry(request: HttpRequest, need: Need, form: CarryForm, manages: bool) -> SchoolChange:
    number = form.number() if manages else None
    if number is None:
        return carrying.carry_by_code(need, form.cleaned_data["code"], actor=request.actor)
    former = Need.objects.visible_to(request.user).filter(request__number=number[0], position=number[1]).first()
    if former is None:
        raise TransitionRefused(_("There is no need with this number."))
    return carrying.carry(former, need, actor=request.actor)


@require_http_methods(READ_AND_WRITE)
@with_any(FILE)
def school_change_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """It was the wrong need."""
    mine = SchoolChange.objects.standing().filter(need_to__in=Need.objects.visible_to(request.user))
    change = get_object_or_404(mine.select_related("need_from", "need_to__request"), pk=pk)
    page = reverse("need_detail", args=[change.need_to_id])
    question = Question(
        title=_("Take the waiting time back"),
        text=_("Both needs wait as before."),
        button=_("Take back"),
        back=page,
        crumbs=(reverse("need_list"), _("Waiting list"), page, str(change.need_to)),
    )
    return ask(
        request,
        question,
        lambda reason: carrying.undo(change, reason=reason, actor=request.actor),
        done=_("Both needs wait as before."),
        undo_page=reverse("need_carry_over", args=[change.need_to_id]),
    )
