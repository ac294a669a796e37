"""Pages of class sets: in a draft put in, changed and taken out; after sending made smaller."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.lifecycle import TransitionRefused
from recipients.asking import class_sets as services
from recipients.asking.offers import askable, key_of_class
from recipients.enums import RequestStatus
from recipients.forms.class_sets import ClassSetForm, FewerForm
from recipients.models import ClassSet, Request
from recipients.views.access import FILE, with_any
from recipients.views.drafts import sent_already
from recipients.views.requests import visible
from recipients.views.steps import Question, ask, press


@with_any(FILE)
def class_set_new(request: HttpRequest, number: str) -> HttpResponse:
    """A further class set of a draft."""
    row = visible(request, number)
    if row.status != RequestStatus.DRAFT:
        return sent_already(request, row)
    form = ClassSetForm(typed(request), askable=askable(row.institution))
    if form.is_bound and form.is_valid() and _done(form, lambda wish: services.add_class_set(row, wish)):
        flash(request, _("The class set is in your draft."))
        return redirect("request_detail", number=number)
    return _draw(request, row, form, None)


@with_any(FILE)
def class_set_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A class set of a draft once more."""
    class_set = _visible(request, pk)
    row = class_set.request
    if row.status != RequestStatus.DRAFT:
        return sent_already(request, row)
    form = ClassSetForm(typed(request), askable=askable(row.institution), initial=_initial(class_set))
    if form.is_bound and form.is_valid() and _done(form, lambda wish: services.change_class_set(class_set, wish)):
        flash(request, _("The class set is changed."))
        return redirect("request_detail", number=row.number)
    return _draw(request, row, form, class_set)


@require_POST
@with_any(FILE)
def class_set_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the draft."""
    class_set = _visible(request, pk)
    back = reverse("request_detail", args=[class_set.request.number])
    return press(
        request,
        lambda: services.remove_class_set(class_set),
        done=_("The class set is taken out of your draft. To get it back, add it anew."),
        back=back,
    )


@with_any(FILE)
def class_set_reduce(request: HttpRequest, pk: int) -> HttpResponse:
    """Fewer are needed than was asked for."""
    class_set = _visible(request, pk)
    number = class_set.request.number
    page = reverse("request_detail", args=[number])
    form = FewerForm(typed(request))
    question = Question(
        title=_("Fewer devices are needed"),
        text=_("The others leave the waiting list. What is reserved or handed over stays."),
        button=_("Save"),
        back=page,
        crumbs=(reverse("request_list"), _("Requests"), page, number),
    )
    return ask(
        request,
        question,
        lambda reason: services.reduce_class_set(
            class_set, to=form.cleaned_data["to"], reason=reason, actor=request.actor
        ),
        done=_("The class set is smaller now."),
        form=form,
    )


def _visible(request: HttpRequest, pk: int) -> ClassSet:
    rows = ClassSet.objects.visible_to(request.user).select_related("request__institution", "category", "device_set")
    return get_object_or_404(rows, pk=pk)


def _initial(class_set: ClassSet) -> dict:
    names = ("quantity", "same_model", "agreement", "school_grade")
    return {"what": key_of_class(class_set), **{name: getattr(class_set, name) for name in names}}


def _done(form: ClassSetForm, act) -> bool:
    """Whether it was saved; else the form says why not."""
    try:
        act(form.wish())
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _draw(request: HttpRequest, row: Request, form: ClassSetForm, class_set: ClassSet | None) -> HttpResponse:
    context = {"row": row, "form": form, "class_set": class_set}
    return render(request, "recipients/requests/class_set.html", context)
