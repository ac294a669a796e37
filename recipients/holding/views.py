"""Reservations for coordination: which end soon, keep longer, release; and those that ran out."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.lists import BulkAction, ListPage
from accounts.pages.permissions import permitted
from recipients.enums import AllocationStatus
from recipients.forms.reason import ReasonForm
from recipients.holding import extending, giving_up
from recipients.holding.filters import INSTITUTION, RanOutFilter, ReservationFilter
from recipients.holding.forms import ExtendForm
from recipients.holding.running_out import RAN_OUT
from recipients.holding.terms import hold_until
from recipients.models import Allocation, AllocationEvent
from recipients.views.several import SeveralQuestion, answered, ask_about_several, picked, tell_refused

ALLOCATE = "recipients.allocate"
TITLE = gettext_lazy("Reservations")


def _need_page(row: Allocation) -> str:
    return reverse("need_detail", args=[row.item.need_id])


DEVICE = Column(
    "device",
    gettext_lazy("Device"),
    value="device.number",
    sort="device__number",
    code=True,
    link=lambda row: reverse("device_detail", args=[row.device.number]),
)
WHAT = Column("title", gettext_lazy("What"), value="device.title", main=True)
NEED = Column(
    "need",
    gettext_lazy("Need"),
    value=lambda row: str(row.item.need),
    sort=("item__need__request__number", "item__need__position"),
    code=True,
    link=_need_page,
)
SCHOOL = Column(
    "institution",
    gettext_lazy("Institution"),
    value="item.need.request.institution",
    sort=f"{INSTITUTION}__sort_name",
)


class ReservationList(ListPage):
    """What is reserved and has not left, whose end is next first."""

    model = Allocation
    filterset_class = ReservationFilter
    permission_required = ALLOCATE
    template_name = "recipients/reservations/list.html"
    title = TITLE
    search_hint = gettext_lazy("H4F number, request number, institution")
    default_sort = "until"
    related = ("device__category", "item__need__request__institution", "handover")
    empty_text = gettext_lazy("Nothing is reserved at the moment.")
    bulk_actions = (
        BulkAction(gettext_lazy("Keep longer"), "reservation_extend", permission=ALLOCATE),
        BulkAction(gettext_lazy("Release"), "reservation_release", permission=ALLOCATE),
    )
    columns = (
        DEVICE,
        WHAT,
        Column(
            "until",
            gettext_lazy("Reserved until"),
            value=lambda row: row.ends_on or _("handed over soon"),
            sort="held_until",
            numeric=True,
            data_label=gettext_lazy("until"),
        ),
        Column("over", gettext_lazy("Note"), value=lambda row: _note(row)),
        NEED,
        SCHOOL,
        Column(
            "handover",
            gettext_lazy("Appointment"),
            value="handover.number",
            sort="handover__starts_at",
            code=True,
            link=lambda row: reverse("handover_detail", args=[row.handover.number]),
        ),
        Column("since", gettext_lazy("Since"), value=lambda row: timezone.localdate(row.created_at), sort="created_at"),
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(status=AllocationStatus.RESERVED)


def _note(row: Allocation) -> str:
    over = row.ends_on and row.ends_on < timezone.localdate()
    return _("over, runs out next") if over else ""


class RanOutList(ListPage):
    """Reservations that ran out, the newest first."""

    model = Allocation
    filterset_class = RanOutFilter
    permission_required = ALLOCATE
    title = gettext_lazy("Reservations that ran out")
    search_hint = gettext_lazy("H4F number, request number, institution")
    default_sort = "-when"
    related = ("device__category", "item__need__request__institution")
    empty_text = gettext_lazy("No reservation has run out.")
    columns = (
        DEVICE,
        WHAT,
        Column(
            "when",
            gettext_lazy("Ran out"),
            value=lambda row: timezone.localdate(row.status_since),
            sort="status_since",
            numeric=True,
            data_label=gettext_lazy("ran out"),
        ),
        NEED,
        Column("now", gettext_lazy("The need now"), value="item.need.status", badge="need"),
        SCHOOL,
    )

    def get_queryset(self) -> QuerySet:
        told = AllocationEvent.objects.filter(kind=RAN_OUT).values("subject")
        return super().get_queryset().filter(status=AllocationStatus.RELEASED, pk__in=told)


def _rows(request: HttpRequest) -> list[Allocation]:
    rows = Allocation.objects.visible_to(request.user).filter(pk__in=picked(request), status=AllocationStatus.RESERVED)
    return list(rows.select_related("device", "item__need__request").order_by("held_until", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(ALLOCATE)
def reservation_extend(request: HttpRequest) -> HttpResponse:
    """The ticked ones are kept until another day."""
    rows = _rows(request)
    form = ExtendForm(answered(request), initial={"until": hold_until(timezone.localdate())})
    question = SeveralQuestion(
        _("Keep reservations longer"),
        _("Until this day the devices wait for these needs."),
        _("Keep"),
        reverse("reservation_list"),
        TITLE,
    )

    def act() -> None:
        until = form.cleaned_data["until"]
        result = extending.extend([row.pk for row in rows], until=until, actor=request.actor)
        tell_refused(request, result.refused)
        if result.done:
            day = date_format(until, "d.m.Y")
            text = ngettext(
                "%(count)d reservation is kept until %(day)s. To undo it, tick it again and choose the former day.",
                "%(count)d reservations are kept until %(day)s. To undo it, tick them again and choose the former day.",
                result.done,
            )
            flash(request, text % {"count": result.done, "day": day})

    return ask_about_several(request, question, rows, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(ALLOCATE)
def reservation_release(request: HttpRequest) -> HttpResponse:
    """The ticked ones are released, with one reason."""
    rows = _rows(request)
    form = ReasonForm(answered(request))
    question = SeveralQuestion(
        _("Release reservations"),
        _("The devices are ready again, and the needs go back to their places on the waiting list."),
        _("Release"),
        reverse("reservation_list"),
        TITLE,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        done, refused = giving_up.give_up([row.pk for row in rows], reason=reason, actor=request.actor)
        tell_refused(request, refused)
        if done:
            text = ngettext(
                "%(count)d device is ready again, its need waits again.",
                "%(count)d devices are ready again, their needs wait again.",
                done,
            )
            way_back = (reverse("need_list"), _("To undo it, reserve again on the waiting list"))
            flash(request, text % {"count": done}, link=way_back)

    return ask_about_several(request, question, rows, form, act)
