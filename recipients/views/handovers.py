"""Pages of handovers: the list, one appointment, planning it and its steps."""

from collections.abc import Collection

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User, display_name
from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from custody.services import TAKE_BACK_TERM
from devices.accessories import giving
from devices.enums import DeviceStatus
from devices.models import DeviceEvent
from recipients import handovers, receipts, returning
from recipients.appointments import capacity, wishes
from recipients.appointments.capacity import NoRoom
from recipients.coming_back.exchanging import LEFT
from recipients.counter import uninviting
from recipients.enums import AllocationStatus, HandoverStatus, InstitutionKind, InstitutionStatus
from recipients.forms.handovers import HandoverForm
from recipients.handover_filters import HandoverFilter
from recipients.handover_steps import ASSIST, FILE, MANAGE, next_step
from recipients.history import lines_for
from recipients.models import Allocation, Handover, HandoverVolunteer, Institution, Receipt
from recipients.views.access import has_any, with_any
from recipients.views.steps import Question, ask

VIEW = (MANAGE, ASSIST, FILE)
ROWS = 200


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
    page = Paginator(allocations, ROWS).get_page(request.GET.get("page"))
    context = {
        "handover": handover,
        "step": next_step(handover, allocations, request.user),
        "rows": _rows(handover, page.object_list, request.user, crossable=_crossable(allocations)),
        "page_obj": page,
        "facts": _facts(handover, request.user, capacity.room_of(handover, allocations)),
        "history": lines_for(request.user, handover),
        "may_manage": request.user.has_perm(MANAGE),
        "changeable": handover.status in handovers.CHANGEABLE,
        "wish": wishes.unanswered(handover) if _reads_wishes(handover, request.user) else None,
        "may_wish": request.user.has_perm(FILE) and handover.institution.members.filter(user=request.user).exists(),
        "has_receipts": handover.receipts.active().exists(),
    }
    return render(request, "recipients/handovers/detail.html", context)


def _reads_wishes(handover: Handover, user: User) -> bool:
    """Coordination, and the people who asked; nobody who helps on the day."""
    return user.has_perm(MANAGE) or handover.institution.members.filter(user=user).exists()


def _rows(
    handover: Handover, allocations: list[Allocation], user: User, *, crossable: set[int]
) -> list[dict[str, object]]:
    """Each device with its code, its receipt and what may be done with it."""
    covering = Receipt.allocations.through.objects.filter(allocation__in=[row.pk for row in allocations])
    standing = handover.receipts.active().filter(pk__in=covering.values("receipt"))
    standing = standing.select_related("document").prefetch_related("allocations")
    receipt_of = {allocation.pk: receipt for receipt in standing for allocation in receipt.allocations.all()}
    may_manage = user.has_perm(MANAGE)
    own = set() if may_manage else _confirmed_by(user, allocations)
    return [
        {
            "allocation": row,
            "receipt": receipt_of.get(row.pk),
            "may_exchange": may_manage and row.status in LEFT and row.item.category_id in crossable,
            "may_take_off": may_manage and row.status == AllocationStatus.RESERVED,
            "may_take_back": _may_take_back(row, user, own),
            "may_return": may_manage and row.status == AllocationStatus.HANDED_OVER,
            "goes_with": giving.names_with(row.device),
            "without_power": row.status == AllocationStatus.RESERVED and giving.comes_without_power(row.device),
            "is_lost": returning.ended_with_loss(row),
            "is_expected_back": row.status == AllocationStatus.RELEASED and row.device.status == "delivered",
        }
        for row in allocations
    ]


def _crossable(allocations: list[Allocation]) -> set[int]:
    """Keys of categories of which several needs have got a device: only those can have been crossed."""
    needs: dict[int, set[int]] = {}
    for row in allocations:
        if row.status in LEFT:
            needs.setdefault(row.item.category_id, set()).add(row.item.need_id)
    return {category for category, found in needs.items() if len(found) > 1}


def _may_take_back(row: Allocation, user: User, own: Collection[int]) -> bool:
    """Offered to coordination, and to whoever at the institution confirmed it and may still take it back; the service
    decides."""
    confirmed = row.status == AllocationStatus.HANDED_OVER and row.device_id in own
    asked = user.has_perm(MANAGE) or (confirmed and user.has_perm(FILE))
    return asked and returning.may_take_back(row)


def _confirmed_by(user: User, allocations: list[Allocation]) -> set[int]:
    """Keys of devices whose handover this person confirmed within the term for taking it back."""
    lines = DeviceEvent.objects.filter(subject__in=[row.device_id for row in allocations], actor=user)
    recent = lines.filter(new_status=DeviceStatus.HANDED_OVER, recorded_at__gte=timezone.now() - TAKE_BACK_TERM)
    return set(recent.values_list("subject", flat=True))


def _facts(handover: Handover, user: User, room: capacity.Room) -> list[tuple[str, object]]:
    names = ", ".join(str(row.user) for row in handover.volunteers.select_related("user"))
    facts = [
        (_("Institution"), handover.institution.name),
        (_("Date and time"), handover.starts_at),
        (pgettext("time", "Until"), f"{timezone.localtime(handover.ends_at):%H:%M}" if handover.ends_at else ""),
        (_("Place"), handover.place),
        (_("Room"), str(room)),
        (_("Closed on"), handover.confirmed_at),
    ]
    if user.has_perm(MANAGE):
        looks = handover.looks.count()
        facts += [(_("Volunteers"), names or _("nobody yet")), (_("Looks at the codes"), looks or None)]
    return facts


@permitted(MANAGE)
def handover_plan(request: HttpRequest) -> HttpResponse:
    """First for whom, then when, where, what and with whom. Where there is not enough room, the button "split" plans it
    with what fits, and this page again for the rest."""
    institution = _chosen_institution(request)
    if institution is None:
        return render(request, "recipients/handovers/choose.html", {"institutions": _institutions_waiting()})
    form = HandoverForm(typed(request), institution=institution)
    context = {"form": form, "institution": institution}
    if form.is_bound and form.is_valid():
        plan = form.plan()
        try:
            handover = handovers.plan(institution, **_with_room(plan, request), actor=request.actor)
        except NoRoom as refusal:
            form.add_error("room", str(refusal))
            context["may_split"] = True
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _planned(request, handover, rest=len(plan["allocations"]) - handover.allocations.count())
    return render(request, "recipients/handovers/plan.html", context)


def _with_room(plan: dict[str, object], request: HttpRequest) -> dict[str, object]:
    """The first part that fits, when the button for that was pressed."""
    if "split" not in request.POST or not plan["room"]:
        return plan
    rows = list(plan["allocations"])
    return plan | {"allocations": capacity.fitting_part(rows, plan["room"], plan["room_unit"])}


def _planned(request: HttpRequest, handover: Handover, *, rest: int) -> HttpResponse:
    """To its page; to a second appointment while something is left."""
    said = {"number": handover.number, "count": rest}
    say_clashes(request, handover)
    if rest:
        text = ngettext(
            "Handover %(number)s is planned. %(count)d device had no room: plan a second appointment for it here.",
            "Handover %(number)s is planned. %(count)d devices had no room: plan a second appointment for them here.",
            rest,
        )
        flash(request, text % said)
        return redirect(f"{reverse('handover_plan')}?institution={handover.institution_id}")
    flash(request, _("Handover %(number)s is planned. The institution and those who help are told by mail.") % said)
    return redirect(address(handover))


def say_clashes(request: HttpRequest, handover: Handover) -> None:
    """Who helps somewhere else on that day, too: possible, but somebody should know."""
    day = timezone.localdate(handover.starts_at)
    people = handover.volunteers.values("user")
    others = HandoverVolunteer.objects.filter(user__in=people, handover__starts_at__date=day)
    others = others.exclude(handover=handover).exclude(handover__status=HandoverStatus.CANCELLED)
    for row in others.select_related("user", "handover"):
        said = {"name": display_name(row.user), "number": row.handover.number}
        flash(request, _("%(name)s helps at handover %(number)s on the same day.") % said, level=messages.WARNING)


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
    """Date, place, room, people and further devices of an appointment that has not begun."""
    handover = visible(request, number)
    form = HandoverForm(typed(request), institution=handover.institution, handover=handover)
    if form.is_bound and form.is_valid():
        families = families_told(handover)
        try:
            is_moved = handovers.change(handover, **form.plan(), actor=request.actor)
        except NoRoom as refusal:
            form.add_error("room", str(refusal))
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_changed(request, handover, is_moved=is_moved)
            if is_moved and families:
                flash(request, families, level=messages.WARNING)
            return redirect(address(handover))
    context = {"form": form, "handover": handover, "wish": wishes.unanswered(handover)}
    return render(request, "recipients/handovers/edit.html", context)


def _say_changed(request: HttpRequest, handover: Handover, *, is_moved: bool) -> None:
    """What happened; papers of a packed one are made anew at once, since nothing leaves with the old ones."""
    text = _("Handover %(number)s is changed.")
    if is_moved and _is_at_our_counter(handover):
        text = _("Handover %(number)s is moved. Those who help are told by mail.")
    elif is_moved:
        text = _("Handover %(number)s is moved. The institution and those who help are told by mail.")
    flash(request, text % {"number": handover.number})
    say_clashes(request, handover)
    if handover.status == HandoverStatus.PACKED:
        _renew_papers(request, handover)


def _is_at_our_counter(handover: Handover) -> bool:
    return handover.institution.kind == InstitutionKind.COUNTER


def families_told(handover: Handover) -> str:
    """A sentence about families of our own counter that know of this appointment, to be told anew when it is moved or
    cancelled; "" without such families."""
    if not _is_at_our_counter(handover):
        return ""
    count = uninviting.told(handovers.reserved_on(handover)).count()
    text = ngettext(
        "%(count)d family knows the old time and was told nothing. Please invite it anew on its page, or call.",
        "%(count)d families know the old time and were told nothing. Please invite them anew on their pages, or call.",
        count,
    )
    return text % {"count": count} if count else ""


def _renew_papers(request: HttpRequest, handover: Handover) -> None:
    try:
        count = receipts.issue(handover, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        text = ngettext(
            "%(count)d receipt named the old day and is made anew. Print it again and throw the old one away.",
            "%(count)d receipts named the old day and are made anew. Print them again and throw the old ones away.",
            count,
        )
        if count:
            link = (reverse("handover_receipts", args=[handover.number]), _("To the receipts"))
            flash(request, text % {"count": count}, link=link, level=messages.WARNING)


@require_POST
@permitted(MANAGE)
def handover_pack(request: HttpRequest, number: str) -> HttpResponse:
    """Everything is on the cart."""
    handover = visible(request, number)
    try:
        handovers.pack(handover, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        text = _("Handover %(number)s is packed.") % {"number": number}
        flash(request, text, undo_url=reverse("handover_unpack", args=[number]))
    return redirect(address(handover))


@permitted(MANAGE)
def handover_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Calls the appointment off, with a reason."""
    handover = visible(request, number)
    question = Question(
        title=_("Cancel handover %(number)s") % {"number": number},
        text=_(
            "Its devices stay reserved and can be put on another handover. Its receipts become void. The institution "
            "and those who help are told by mail; the reason stands on its page, where the institution reads it."
        ),
        button=_("Cancel the handover"),
        back=address(handover),
        crumbs=crumbs(handover),
    )
    done = _("Handover %(number)s is cancelled. The institution and those who help are told by mail.")
    if _is_at_our_counter(handover):
        done = _("Handover %(number)s is cancelled. Those who help are told by mail.")
    done = f"{done % {'number': number}} {families_told(handover)}".strip()
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
