"""Pages of handovers: the list, one appointment, planning it and its steps."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.accessories import giving
from recipients import handovers, receipts, returning
from recipients.enums import AllocationStatus, InstitutionStatus
from recipients.forms.handovers import HandoverForm
from recipients.handover_filters import HandoverFilter
from recipients.handover_steps import ASSIST, FILE, MANAGE, next_step
from recipients.history import lines_for
from recipients.models import Allocation, Handover, Institution
from recipients.views.access import has_any, with_any
from recipients.views.steps import Question, ask, press

VIEW = (MANAGE, ASSIST, FILE)


def visible(request: HttpRequest, number: str) -> Handover:
    """The appointment, if this person may see it now; else 404."""
    rows = Handover.objects.visible_to(request.user).select_related("institution", "receipts_job", "planned_by")
    return get_object_or_404(rows, number=number)


def address(handover: Handover) -> str:
    """The page of an appointment."""
    return reverse("handover_detail", args=[handover.number])


def crumbs(handover: Handover) -> tuple[str, ...]:
    """The way to the pages beneath an appointment."""
    return (reverse("handover_list"), _("Handovers"), address(handover), handover.number)


class HandoverList(ListPage):
    """Appointments: all for coordination, an institution's own, a volunteer's of today."""

    model = Handover
    template_name = "recipients/handovers/list.html"
    filterset_class = HandoverFilter
    title = gettext_lazy("Handovers")
    search_hint = gettext_lazy("Number, institution, place")
    default_sort = "-starts"
    related = ("institution",)
    empty_text = gettext_lazy("No handover yet.")
    columns = (
        Column("number", gettext_lazy("Number"), sort="number", code=True, link=address),
        Column(
            "institution", gettext_lazy("Institution"), value="institution.name", sort="institution__name", main=True
        ),
        Column("starts", gettext_lazy("Date and time"), value="starts_at", sort="starts_at", numeric=True),
        Column("place", gettext_lazy("Place"), on_page=False),
        Column(
            "devices", gettext_lazy("Devices"), value="device_count", numeric=True, data_label=gettext_lazy("Devices")
        ),
        Column("status", gettext_lazy("Status"), badge="handover", sort="status", mark=lambda row: trouble(row)),
    )

    def has_permission(self) -> bool:
        return has_any(self.request.user, VIEW)

    def get_queryset(self) -> QuerySet:
        standing = Q(receipts__active=True)
        return (
            super()
            .get_queryset()
            .annotate(
                device_count=Count(
                    "allocations", filter=~Q(allocations__status=AllocationStatus.RELEASED), distinct=True
                ),
                failed=Count("receipts", filter=standing & Q(receipts__document__status="failed"), distinct=True),
            )
        )


def trouble(handover: Handover) -> str:
    """What is wrong with an appointment's papers, in a few words."""
    text = ngettext("%(count)d receipt failed", "%(count)d receipts failed", handover.failed)
    return text % {"count": handover.failed} if handover.failed else ""


@never_cache
@require_safe
@with_any(VIEW)
def handover_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One appointment: what is next, what goes along, what happened."""
    handover = visible(request, number)
    receipts.log_look(handover, request.user)
    allocations = list(receipts.allocations_of(handover))
    context = {
        "handover": handover,
        "step": next_step(handover, allocations, request.user),
        "rows": _rows(handover, allocations, request.user),
        "facts": _facts(handover, request.user),
        "history": lines_for(request.user, handover),
        "may_manage": request.user.has_perm(MANAGE),
        "changeable": handover.status in handovers.CHANGEABLE,
        "has_receipts": handover.receipts.active().exists(),
    }
    return render(request, "recipients/handovers/detail.html", context)


def _rows(handover: Handover, allocations: list[Allocation], user: User) -> list[dict[str, object]]:
    """Each device with its code, its receipt and what may be done with it."""
    standing = handover.receipts.active().select_related("document").prefetch_related("allocations")
    receipt_of = {allocation.pk: receipt for receipt in standing for allocation in receipt.allocations.all()}
    may_manage = user.has_perm(MANAGE)
    return [
        {
            "allocation": row,
            "receipt": receipt_of.get(row.pk),
            "may_take_off": may_manage and row.status == AllocationStatus.RESERVED,
            "may_take_back": _may_take_back(row, user),
            "may_return": may_manage and row.status == AllocationStatus.HANDED_OVER,
            "goes_with": giving.names_with(row.device),
            "without_power": row.status == AllocationStatus.RESERVED and giving.comes_without_power(row.device),
            "is_expected_back": row.status == AllocationStatus.RELEASED and row.device.status == "delivered",
        }
        for row in allocations
    ]


def _may_take_back(row: Allocation, user: User) -> bool:
    """Offered to coordination, and to the institution for what it may have confirmed itself; the service decides."""
    confirmed = row.status == AllocationStatus.HANDED_OVER
    asked = user.has_perm(MANAGE) or (confirmed and user.has_perm(FILE))
    return asked and returning.may_take_back(row)


def _facts(handover: Handover, user: User) -> list[tuple[str, object]]:
    names = ", ".join(str(row.user) for row in handover.volunteers.select_related("user"))
    facts = [
        (_("Institution"), handover.institution.name),
        (_("Date and time"), handover.starts_at),
        (_("Place"), handover.place),
        (_("Closed on"), handover.confirmed_at),
    ]
    if user.has_perm(MANAGE):
        looks = handover.looks.count()
        facts += [(_("Volunteers"), names or _("nobody yet")), (_("Looks at the codes"), looks or None)]
    return facts


@permitted(MANAGE)
def handover_plan(request: HttpRequest) -> HttpResponse:
    """First for whom, then when, where, what and with whom."""
    institution = _chosen_institution(request)
    if institution is None:
        return render(request, "recipients/handovers/choose.html", {"institutions": _institutions_waiting()})
    form = HandoverForm(request.POST or None, institution=institution)
    if request.method == "POST" and form.is_valid():
        try:
            handover = handovers.plan(institution, **form.plan(), actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("Handover %(number)s is planned.") % {"number": handover.number})
            return redirect(address(handover))
    return render(request, "recipients/handovers/plan.html", {"form": form, "institution": institution})


def _institutions_waiting() -> QuerySet[Institution]:
    """Approved institutions with reserved devices that are on no handover yet."""
    waiting = Q(
        requests__needs__items__allocations__status=AllocationStatus.RESERVED,
        requests__needs__items__allocations__handover=None,
    )
    rows = Institution.objects.filter(status=InstitutionStatus.APPROVED)
    return rows.annotate(reserved=Count("requests__needs__items__allocations", filter=waiting)).filter(reserved__gt=0)


def _chosen_institution(request: HttpRequest) -> Institution | None:
    key = request.GET.get("institution", "")
    if key.isdecimal():
        return get_object_or_404(Institution.objects.visible_to(request.user), pk=int(key))
    return None


@permitted(MANAGE)
def handover_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Date, place, people and further devices of an appointment that has not begun."""
    handover = visible(request, number)
    form = HandoverForm(request.POST or None, institution=handover.institution, handover=handover)
    if request.method == "POST" and form.is_valid():
        try:
            handovers.change(handover, **form.plan(), actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("Handover %(number)s is changed.") % {"number": handover.number})
            return redirect(address(handover))
    return render(request, "recipients/handovers/edit.html", {"form": form, "handover": handover})


@require_POST
@permitted(MANAGE)
def handover_pack(request: HttpRequest, number: str) -> HttpResponse:
    """Everything is on the cart."""
    handover = visible(request, number)
    done = _("Handover %(number)s is packed.") % {"number": number}
    return press(request, lambda: handovers.pack(handover, actor=request.actor), done=done, back=address(handover))


@permitted(MANAGE)
def handover_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Calls the appointment off, with a reason."""
    handover = visible(request, number)
    question = Question(
        title=_("Cancel handover %(number)s") % {"number": number},
        text=_("Its devices stay reserved and can be put on another handover. Its receipts become void."),
        button=_("Cancel the handover"),
        back=address(handover),
        crumbs=crumbs(handover),
    )
    done = _("Handover %(number)s is cancelled.") % {"number": number}
    return ask(
        request, question, lambda reason: handovers.cancel(handover, actor=request.actor, reason=reason), done=done
    )


def allocation_on(handover: Handover, pk: int) -> Allocation:
    """A device's place on the appointment; else 404."""
    return get_object_or_404(handover.allocations.select_related("device__category", "handover"), pk=pk)


@permitted(MANAGE)
def handover_take_off(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Leaves one device here."""
    handover = visible(request, number)
    allocation = allocation_on(handover, pk)
    question = Question(
        title=_("Take %(device)s off the handover") % {"device": allocation.device.number},
        text=_("The device stays reserved. Its receipt becomes void, or is replaced by one without it."),
        button=_("Take off"),
        back=address(handover),
        crumbs=crumbs(handover),
    )
    done = _("%(device)s stays here.") % {"device": allocation.device.number}
    return ask(
        request, question, lambda reason: handovers.take_off(allocation, actor=request.actor, reason=reason), done=done
    )
