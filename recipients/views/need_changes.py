"""A need that was sent is changed by itself, so that each change is seen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients import codes
from recipients.asking.changing import change_need, may_change
from recipients.asking.language import change_language
from recipients.asking.needs import CodeTaken
from recipients.asking.offers import askable
from recipients.enums import ReceiptLanguage
from recipients.forms.needs import NeedRow
from recipients.models import Need
from recipients.views.access import FILE, with_any
from recipients.views.drafts import PROPOSED_HOUSEHOLDS, row_of
from recipients.views.needs import MANAGE, visible


@with_any(FILE)
def need_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One need once more; a draft's stand together on the form of their request."""
    need = visible(request, pk)
    if not may_change(need):
        flash(request, _("This need can't be changed any more."), level=messages.ERROR)
        return redirect("need_detail", pk)
    offered = askable(need.request.institution)
    form = NeedRow(typed(request), askable=offered, initial=row_of(need), use_required_attribute=False)
    if form.is_bound and form.is_valid() and _saved(request, need, form):
        return redirect("need_detail", pk)
    context = {"need": need, "line": form, "households": codes.propose_households(PROPOSED_HOUSEHOLDS)}
    return render(request, "recipients/needs/edit.html", context)


def _saved(request: HttpRequest, need: Need, form: NeedRow) -> bool:
    """Whether it was saved; else the form says why not."""
    try:
        changed = change_need(need, form.wish(), actor=request.actor)
    except CodeTaken:
        form.add_error("pupil_code", _("This code is in use in another request. Please take a new one."))
        return False
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    said = _("The need %(need)s is changed, its waiting time stays.") if changed else _("Nothing was changed.")
    flash(request, said % {"need": need} if changed else said)
    return True


@require_POST
@permitted(MANAGE)
def need_language(request: HttpRequest, pk: int) -> HttpResponse:
    """In which language the family reads along on its receipt."""
    need = visible(request, pk)
    asked = request.POST.get("language", "")
    if asked not in ReceiptLanguage.values:
        flash(request, _("Please choose one of the languages."), level=messages.ERROR)
        return redirect("need_detail", pk)
    try:
        changed = change_language(need, asked, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("need_detail", pk)
    said = _("The language of the receipt is changed. A receipt that was issued before is issued anew with the others.")
    flash(request, said if changed else _("Nothing was changed."))
    return redirect("need_detail", pk)
