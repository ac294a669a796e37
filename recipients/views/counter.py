"""Pages of our own counter: families by code, one way to reach each. Coordination only."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_filters import ChoiceFilter, FilterSet

from accounts.pages.columns import Column
from accounts.pages.filters import SearchFilter
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients import overview
from recipients.counter import families as services
from recipients.counter import forgetting, uninviting
from recipients.enums import InstitutionKind, InstitutionStatus, NeedStatus, RequestStatus
from recipients.forms.counter import CollectForm, FamilyForm
from recipients.history import lines_for
from recipients.models import CounterFamily, Institution
from recipients.models.counter import Channel
from recipients.reference import requestable_categories
from recipients.views.access import with_any
from recipients.views.steps import press

MANAGE = "recipients.manage_request"
PREVIEW = (MANAGE, "accounts.manage_reference_data")


class FamilyFilter(FilterSet):
    """Families by their request's number and status, and how they are reached. Codes would stand in addresses."""

    q = SearchFilter("request__number", numbers=("request__number",))
    status = ChoiceFilter(field_name="request__status", choices=RequestStatus.choices, label=gettext_lazy("Status"))
    channel = ChoiceFilter(choices=Channel.choices, label=gettext_lazy("Reached"))

    class Meta:
        model = CounterFamily
        fields = []


class FamilyList(ListPage):
    """Every family of the counter. Contacts stand on each one's own page alone; neither they nor codes are exported."""

    model = CounterFamily
    filterset_class = FamilyFilter
    permission_required = MANAGE
    title = gettext_lazy("Our own counter")
    template_name = "recipients/counter/list.html"
    search_hint = gettext_lazy("Request number")
    default_sort = "-since"
    related = ("request",)
    empty_text = gettext_lazy("No family has been recorded yet.")
    columns = (
        Column(
            "code",
            gettext_lazy("Code"),
            sort="code",
            code=True,
            link=lambda row: reverse("family_detail", args=[row.pk]),
            in_export=False,
        ),
        Column("request", gettext_lazy("Request"), value="request.number", sort="request__number", code=True),
        Column("status", gettext_lazy("Status"), value="request.status", badge="request", sort="request__status"),
        Column("needs", gettext_lazy("Needs"), value="need_count", numeric=True, data_label=gettext_lazy("needs:")),
        Column(
            "ready",
            gettext_lazy("Reserved"),
            value="reserved_count",
            sort="reserved_count",
            numeric=True,
            data_label=gettext_lazy("reserved:"),
        ),
        Column("channel", gettext_lazy("Reached"), value="get_channel_display", sort="channel"),
        Column(
            "since",
            gettext_lazy("Since"),
            value=lambda row: timezone.localdate(row.created_at),
            sort="created_at",
            numeric=True,
            data_label=gettext_lazy("since"),
        ),
    )

    def get_queryset(self) -> QuerySet:
        reserved = Q(request__needs__status=NeedStatus.RESERVED)
        return (
            super()
            .get_queryset()
            .annotate(need_count=Count("request__needs"), reserved_count=Count("request__needs", filter=reserved))
        )

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(has_counter=_counters().exists(), **kwargs)


def _counters() -> QuerySet[Institution]:
    return Institution.objects.filter(kind=InstitutionKind.COUNTER, status=InstitutionStatus.APPROVED)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def family_new(request: HttpRequest) -> HttpResponse:
    """Records a family; what it needs is entered on the page of every request."""
    counters = _counters()
    if not counters.exists():
        flash(request, _("Please enter our own counter first, with its address."), level=messages.INFO)
        return redirect(f"{reverse('institution_new')}?kind={InstitutionKind.COUNTER}")
    form = FamilyForm(typed(request), counters=counters, categories=requestable_categories())
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        family = services.record_family(
            cleaned["counter"],
            reached=form.reached(),
            children=cleaned["children"],
            category=cleaned["category"],
            actor=request.actor,
        )
        text = _("The family has the code %(code)s. Please enter grades, facts and the attestation, and send it.")
        flash(request, text % {"code": family.code})
        return redirect("request_edit", number=family.request.number)
    return render(request, "recipients/counter/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def family_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How the family is reached, what it waits for, and the invitation to collect."""
    family = _family(request, pk)
    promised = services.promised(family)
    form = CollectForm(typed(request), initial=_where(family, promised))
    if form.is_bound and form.is_valid() and _invited(request, family, form):
        return redirect("family_detail", pk=pk)
    ended = forgetting.end_of(family)
    context = {
        "family": family,
        "lines": overview.lines_of(family.request),
        "promised": promised,
        "form": form,
        "by_mail": family.channel == Channel.MAIL,
        "time_is_off": uninviting.is_off(family),
        "deleted_on": ended and ended + forgetting.KEPT,
        "history": lines_for(request.user, family.request),
        "statuses": RequestStatus,
    }
    return render(request, "recipients/counter/detail.html", context)


def _family(request: HttpRequest, pk: int) -> CounterFamily:
    rows = CounterFamily.objects.visible_to(request.user).select_related("request__institution")
    return get_object_or_404(rows, pk=pk)


def _where(family: CounterFamily, promised) -> dict:
    """As the handover says, if the devices are on one; else at the counter."""
    counter = family.request.institution
    handover = next((row.handover for row in promised if row.handover), None)
    if handover is None:
        return {"place": f"{counter.street}, {counter.postcode} {counter.city}"}
    starts = timezone.localtime(handover.starts_at)
    return {"day": starts.date(), "time": starts.time(), "place": handover.place}


def _invited(request: HttpRequest, family: CounterFamily, form: CollectForm) -> bool:
    try:
        services.invite(family, at=form.at(), place=form.cleaned_data["place"], actor=request.actor)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    flash(request, _("The invitation is on its way. Sent again with another time, it replaces this one."))
    return True


@require_POST
@permitted(MANAGE)
def family_called(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody called the family."""
    family, reached = _family(request, pk), request.POST.get("reached") == "yes"
    return press(
        request,
        lambda: services.note_call(family, reached=reached, actor=request.actor),
        done=_("Noted: called and reached today.") if reached else _("Noted: called today, nobody answered."),
        back=reverse("family_detail", args=[pk]),
    )


@require_safe
@with_any(PREVIEW)
def family_deletions(request: HttpRequest) -> HttpResponse:
    """The preview of what deletes itself: request numbers and days, no contact and no code."""
    context = {"deletions": forgetting.planned(), "days": forgetting.KEPT.days}
    return render(request, "recipients/counter/deletions.html", context)
