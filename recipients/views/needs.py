"""Pages of the waiting list and of single needs."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.pages.permissions import permitted
from recipients import matching, overview, queue, remainders
from recipients import needs as services
from recipients.allocating import limits_overruled
from recipients.asking.changing import may_change
from recipients.asking.language import may_change_language
from recipients.asking.wording import accessories_of
from recipients.enums import AllocationStatus, NeedStatus, ReceiptLanguage, RequestStatus
from recipients.half_served import rest
from recipients.history import lines_for
from recipients.lifecycle import NEED
from recipients.limits.shares import against
from recipients.models import Allocation, Need, NeedItem
from recipients.returning import ended_with_loss
from recipients.views.access import FILE, VIEW, has_any, with_any
from recipients.views.steps import Question, ask
from recipients.waiting.views import before_words

MANAGE = "recipients.manage_request"
SHOWN_DEVICES = 10


@dataclass(frozen=True)
class Candidate:
    """A device that fits, and why."""

    device: object
    why: str


@dataclass(frozen=True)
class ItemPanel:
    """One item of a need on its page: its promised device, or what fits it. `more`: how many further ones fit; `lost`:
    the allocation that ended with its device's loss; `overruled`: the device was promised in spite of a limit."""

    item: NeedItem
    allocation: Allocation | None
    candidates: list[Candidate]
    more: int
    lost: Allocation | None = None
    overruled: bool = False

    @property
    def may_release(self) -> bool:
        """Only a device that has not left."""
        return self.allocation is not None and self.allocation.status == AllocationStatus.RESERVED


@with_any(VIEW)
@require_safe
def need_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: the facts, where its points come from, and for coordination the devices that fit."""
    need = visible(request, pk)
    waits = Need.objects.queued().filter(pk=need.pk).exists()
    place = queue.places().get(need.pk) if waits else None
    offers = waits and request.user.has_perm("recipients.allocate")
    parts = queue.explained(need) if waits else []
    context = {
        "need": need,
        "facts": _facts(need),
        "place": place,
        "before": before_words(place) if place else "",
        "parts": parts,
        "points": sum(part.points for part in parts),
        "panels": [_panel(item, request.user, offers=offers) for item in need.items.all()],
        "offers": offers,
        "against": against(need, day=timezone.localdate()) if offers else [],
        "history": lines_for(request.user, need),
        "may_change": may_change(need) and has_any(request.user, FILE),
        "languages": ReceiptLanguage.choices if request.user.has_perm(MANAGE) and may_change_language(need) else (),
        "may_withdraw": _may(need, NeedStatus.WITHDRAWN) and request.user.has_perm("recipients.file_request"),
        "may_decline": _may(need, NeedStatus.DECLINED) and request.user.has_perm(MANAGE),
        **_rest(request, need),
    }
    return render(request, "recipients/needs/detail.html", context)


def visible(request: HttpRequest, pk: int) -> Need:
    """The need with its items, if its reader may see it; else 404."""
    needs = Need.objects.visible_to(request.user).select_related("request__institution", "basis", "device_set")
    return get_object_or_404(overview.with_items(needs), pk=pk)


def _may(need: Need, to: NeedStatus) -> bool:
    """Whether a need that waits may leave the list; a reserved device is released first, one in use returned."""
    has_device = any(item.promised for item in need.items.all())
    was_sent = need.request.status != RequestStatus.DRAFT
    return need.status == NeedStatus.OPEN and was_sent and not has_device and NEED.allows(need.status, to)


def _rest(request: HttpRequest, need: Need) -> dict[str, object]:
    """Whether what is missing of the set can be closed, and what was closed of it and can be opened again."""
    runs = need.request.status == RequestStatus.APPROVED and has_any(request.user, FILE)
    given_up = any(item.given_up for item in need.items.all())
    return {
        "may_close_rest": runs and rest.is_half_served(need),
        "closings": remainders.reopenable(need.request, [need], request.actor) if runs and given_up else [],
    }


def _facts(need: Need) -> list[tuple[str, object]]:
    return [
        (_("Pupil code"), need.pupil_code or _("for the institution itself")),
        (_("School grade"), need.school_grade),
        (_("Institution"), need.request.institution),
        (_("Gift or loan"), need.get_agreement_display()),
        (_("Final year"), need.get_final_year_display()),
        (_("No device at home"), need.get_no_device_at_home_display()),
        (_("Siblings share"), need.get_siblings_share_display()),
        (_("Goes with it"), ", ".join(accessories_of(need))),
        (_("Household code"), need.household_code),
        (_("Which notice?"), need.basis),
        (_("Receipt language"), need.get_receipt_language_display()),
        (_("Wishes"), ", ".join(wish.name for wish in need.wishes.all())),
        (_("Waiting since"), need.queued_since and timezone.localdate(need.queued_since)),
    ]


def _panel(item: NeedItem, user: User, *, offers: bool) -> ItemPanel:
    allocation = item.promised[0] if item.promised else None
    if item.given_up and not allocation:
        return ItemPanel(item, None, [], 0, lost=_lost(item))
    if allocation:
        overruled = user.has_perm("recipients.allocate") and bool(limits_overruled(allocation))
        return ItemPanel(item, allocation, [], 0, overruled=overruled)
    if not offers:
        return ItemPanel(item, None, [], 0)
    devices = list(matching.fitting(item).select_related("category", "location")[: SHOWN_DEVICES + 1])
    shown = [Candidate(device, matching.why(device, item.minimum_spec)) for device in devices[:SHOWN_DEVICES]]
    more = matching.fitting(item).count() - SHOWN_DEVICES if len(devices) > SHOWN_DEVICES else 0
    return ItemPanel(item, None, shown, more)


def _lost(item: NeedItem) -> Allocation | None:
    """The allocation that ended last, if its device was lost in use."""
    last = item.allocations.select_related("device").order_by("-status_since", "-pk").first()
    return last if last and ended_with_loss(last) else None


@with_any(FILE)
def need_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The institution no longer needs it."""
    need = visible(request, pk)
    question = _question(
        need,
        _("Withdraw the need"),
        _("It leaves the waiting list and loses its place. You can request it anew at any time."),
        _("Withdraw"),
    )
    return ask(
        request,
        question,
        lambda reason: services.withdraw_need(need, reason=reason, actor=request.actor),
        done=_("The need %(need)s is withdrawn.") % {"need": need},
    )


@permitted(MANAGE)
def need_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Coordination does not serve it."""
    need = visible(request, pk)
    question = _question(
        need,
        _("Decline the need"),
        _("It leaves the waiting list. The institution reads the reason on the need's page."),
        _("Decline"),
    )
    return ask(
        request,
        question,
        lambda reason: services.decline_need(need, reason=reason, actor=request.actor),
        done=_("The need %(need)s is declined.") % {"need": need},
    )


def _question(need: Need, title: str, text: str, button: str) -> Question:
    page = reverse("need_detail", args=[need.pk])
    return Question(
        title=title,
        text=text,
        button=button,
        back=page,
        crumbs=(reverse("need_list"), _("Waiting list"), page, str(need)),
    )
