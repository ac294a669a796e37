"""Caps: how many device sets an institution gets in a period."""

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST
from django_filters import BooleanFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients.filters import YesNoWidget, own_institutions
from recipients.history import lines_for
from recipients.limits import setting
from recipients.limits.setting import Limit
from recipients.models import AllocationCap
from recipients.proposals.forms import CapForm
from recipients.proposals.views.finding import ALLOCATE
from recipients.views.steps import press

REMOVED = "removed"


class CapFilter(FilterSet):
    """Limits by institution, those in force today, and those that were removed, which are shown only when asked for."""

    institution = ModelChoiceFilter(queryset=own_institutions, label=_("Institution"))
    today = BooleanFilter(label=_("In force today"), method="by_today", widget=YesNoWidget)
    show = ChoiceFilter(
        choices=((REMOVED, _("removed ones")),),
        empty_label=_("those that stand"),
        label=_("Which limits"),
        method="by_removal",
    )

    class Meta:
        model = AllocationCap
        fields = []

    def by_today(self, caps: QuerySet, name: str, value: bool) -> QuerySet:
        """By the day of the house."""
        in_force = AllocationCap.objects.in_force(timezone.localdate()).values("pk")
        return caps.filter(pk__in=in_force) if value else caps.exclude(pk__in=in_force)

    def by_removal(self, caps: QuerySet, name: str, value: str) -> QuerySet:
        """Those that hold nothing back any more."""
        return caps.exclude(removed_at=None)


def _whose(row: AllocationCap) -> str:
    return row.institution.name if row.institution else str(_("each institution"))


def _is_in_force(row: AllocationCap, today: date) -> bool:
    return row.removed_at is None and row.first_day <= today <= row.last_day


class CapList(ListPage):
    """All limits, the latest periods first."""

    model = AllocationCap
    template_name = "recipients/proposals/caps.html"
    filterset_class = CapFilter
    permission_required = ALLOCATE
    title = _("Limits for institutions")
    default_sort = "-first_day"
    related = ("institution",)
    empty_text = _("No limit: the waiting list alone decides who gets what.")
    columns = (
        Column(
            "institution",
            _("Institution"),
            value=_whose,
            sort="institution__sort_name",
            main=True,
            link=lambda row: reverse("allocation_cap_edit", args=[row.pk]),
        ),
        Column("device_sets", _("device sets at most"), sort="device_sets", numeric=True, data_label=_("at most")),
        Column(
            "first_day",
            pgettext_lazy("period", "From"),
            sort="first_day",
            numeric=True,
            data_label=pgettext_lazy("period", "from"),
        ),
        Column(
            "last_day",
            pgettext_lazy("period", "To"),
            sort="last_day",
            numeric=True,
            data_label=pgettext_lazy("period", "to"),
        ),
        Column(
            "in_force",
            _("In force today"),
            value=lambda row: _is_in_force(row, timezone.localdate()),
            data_label=_("in force today:"),
        ),
    )

    def get_queryset(self) -> QuerySet:
        removed = self.request.GET.get("show") == REMOVED
        rows = AllocationCap.objects.all() if removed else AllocationCap.objects.standing()
        return rows.select_related(*self.related)

    def get_context_data(self, **kwargs) -> dict:
        ways = {"empty_url": reverse("allocation_cap_new"), "empty_url_label": _("Set a limit")}
        return super().get_context_data(**kwargs) | ways


@permitted(ALLOCATE)
def cap_new(request: HttpRequest) -> HttpResponse:
    """A new limit."""
    done = __("The limit is set. It holds at once, also for proposals that are confirmed from now on.")
    return _edit(request, AllocationCap(), lambda limit: setting.set_limit(limit, actor=request.actor), done)


@permitted(ALLOCATE)
def cap_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a limit; proposals that were calculated keep what they were calculated with. Of one that was removed the
    page shows what became of it."""
    cap = get_object_or_404(AllocationCap.objects.select_related("institution"), pk=pk)
    done = __("The limit is changed. It holds at once, also for proposals that are confirmed from now on.")
    return _edit(request, cap, lambda limit: setting.change_limit(cap, limit, actor=request.actor), done)


def _edit(request: HttpRequest, cap: AllocationCap, save: Callable[[Limit], object], done: str) -> HttpResponse:
    form = CapForm(typed(request), instance=cap) if cap.removed_at is None else None
    if form and request.method == "POST" and form.is_valid():
        try:
            save(form.limit())
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, done)
            return redirect("allocation_cap_list")
    history = lines_for(request.user, cap) if cap.pk else []
    context = {"form": form, "cap": cap, "whose": _whose(cap), "history": history}
    return render(request, "recipients/proposals/cap.html", context)


@require_POST
@permitted(ALLOCATE)
def cap_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The limit is gone; what it kept back competes again."""
    cap = get_object_or_404(AllocationCap, pk=pk)
    done = __("The limit is removed. You can set it again at any time.")
    back = reverse("allocation_cap_list")
    return press(request, lambda: setting.remove_limit(cap, actor=request.actor), done=done, back=back)
