"""Pages of packing: the list by shelf, the scan at the cart, an equal one instead."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.camera import with_camera
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.lifecycle import TransitionRefused
from devices.models import Device
from documents.views import pdf_answer
from recipients import handovers, receipts
from recipients.enums import HandoverStatus
from recipients.models import Allocation, Handover
from recipients.packing import cart, lists, scanning, swapping
from recipients.packing.cart import ASSIST, MANAGE, packed_by_hand_of
from recipients.views.access import with_any
from recipients.views.handovers import VIEW, address, visible
from recipients.views.steps import press

PACK = (MANAGE, ASSIST)
PAGE = require_http_methods(["GET", "HEAD", "POST"])


class SwapForm(forms.Form):
    """Why, and which one instead."""

    cause = forms.ChoiceField(
        label=gettext_lazy("What is the matter with it?"), choices=swapping.Cause.choices, widget=forms.RadioSelect
    )
    device = forms.ModelChoiceField(
        queryset=Device.objects.none(),
        label=gettext_lazy("Which one goes along instead?"),
        to_field_name="number",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Please choose a device."),
            "invalid_choice": gettext_lazy("This device is not free any more. Please choose another one."),
        },
    )

    def __init__(self, *args, allocation: Allocation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.equals = swapping.equals(allocation)
        reasons = {one.device.pk: one.reason for one in self.equals}
        field = self.fields["device"]
        field.queryset = Device.objects.filter(pk__in=reasons)
        field.choices = [(one.device.number, self._label(one)) for one in self.equals]

    @staticmethod
    def _label(one: swapping.Equal) -> str:
        place = one.device.location or _("no location")
        return f"{place} · {one.device.number} {one.device.title} · {one.reason}"


@never_cache
@require_safe
@with_any(PACK)
def handovers_to_pack(request: HttpRequest) -> HttpResponse:
    """Planned handovers that this person may pack, the next one first; days and numbers alone."""
    rows = cart.with_progress(packed_by_hand_of(request.user).filter(status=HandoverStatus.PLANNED))
    return render(request, "recipients/packing/list.html", {"handovers": rows.order_by("starts_at")})


def packable(request: HttpRequest, number: str) -> Handover:
    """A handover that this person may help to pack; else 404."""
    return get_object_or_404(packed_by_hand_of(request.user).select_related("institution"), number=number)


def back_to(handover: Handover) -> str:
    """The page of the scan."""
    return reverse("handover_packing", args=[handover.number])


@never_cache
@PAGE
@with_camera
@with_any(PACK)
def handover_packing(request: HttpRequest, number: str) -> HttpResponse:
    """The list in the order of the shelves; one field takes what is put on the cart."""
    handover = packable(request, number)
    scanned = None
    if request.method == "POST":
        scanned = scanning.scan(handover, request.POST.get("code", ""), actor=request.actor)
    manages = request.user.has_perm(MANAGE)
    context = {
        "handover": handover,
        "scanned": scanned,
        "cart": cart.cart_of(handover),
        "is_open": handover.status == HandoverStatus.PLANNED,
        "manages": manages,
        "may_see": manages or Handover.objects.visible_to(request.user).filter(pk=handover.pk).exists(),
        "causes": swapping.Cause,
    }
    return render(request, "recipients/packing/page.html", context)


@require_POST
@with_any(PACK)
def packing_undo(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Off the cart again."""
    handover = packable(request, number)
    allocation = get_object_or_404(cart.on_board(handover), pk=pk)
    done = _("%(device)s is not on the cart any more.") % {"device": allocation.device.number}
    return press(request, lambda: cart.take_off(allocation, actor=request.actor), done=done, back=back_to(handover))


@PAGE
@with_any(PACK)
def packing_swap(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """An equal one instead of a device that is not found or broken."""
    handover = packable(request, number)
    allocation = get_object_or_404(cart.on_board(handover).select_related("item__minimum_spec", "handover"), pk=pk)
    data = typed(request)
    form = SwapForm(data, allocation=allocation, initial={"cause": request.GET.get("cause", "")})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            swapping.swap(allocation, device=said["device"], cause=said["cause"], actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("%(new)s goes along instead of %(old)s. Fetch it and scan it; its receipt is made anew.")
            flash(request, text % {"new": said["device"].number, "old": allocation.device.number})
            _say_missing(request, said["cause"], allocation.device)
            return redirect(back_to(handover))
    context = {"handover": handover, "allocation": allocation, "form": form, "back": back_to(handover)}
    return render(request, "recipients/packing/swap.html", context)


def _say_missing(request: HttpRequest, cause: str, old: Device) -> None:
    text = swapping.what_became(cause, old)
    if text:
        flash(request, text, level=messages.WARNING)


@require_POST
@with_any(PACK)
def packing_take_instead(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The free device that was just scanned takes the place of a missing one and lies on the cart: one step."""
    handover = packable(request, number)
    allocation = get_object_or_404(cart.on_board(handover).select_related("item", "handover"), pk=pk)
    device = get_object_or_404(Device.objects.visible_to(request.user), number=request.POST.get("device", ""))
    cause = request.POST.get("cause", "")
    if cause not in swapping.Cause.values:
        cause = swapping.Cause.OTHER_ONE
    try:
        swapping.swap_onto_cart(allocation, device=device, cause=cause, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        text = _("%(new)s lies on the cart instead of %(old)s. Its receipt is made anew.")
        flash(request, text % {"new": device.number, "old": allocation.device.number})
        _say_missing(request, cause, allocation.device)
    return redirect(back_to(handover))


@require_POST
@with_any((MANAGE,))
def handover_unpack(request: HttpRequest, number: str) -> HttpResponse:
    """Not complete yet: the packing is open again."""
    handover = visible(request, number)
    done = _("Handover %(number)s is being packed again. What lies on the cart stays there.") % {"number": number}
    reason = _("packing opened again")
    return press(
        request,
        lambda: handovers.unpack(handover, actor=request.actor, reason=reason),
        done=done,
        back=address(handover),
    )


@require_safe
@with_any(PACK)
def packing_list_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The packing list: devices and shelves, no codes."""
    handover = packable(request, number)
    return pdf_answer(lists.packing_list(handover), f"Packliste-{_file(handover)}.pdf")


@never_cache
@require_safe
@with_any(VIEW)
def handover_list_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The list for the day: who gets what, to tick off."""
    handover = visible(request, number)
    receipts.log_look(handover, request.user)
    return pdf_answer(lists.handover_list(handover), f"Uebergabeliste-{_file(handover)}.pdf")


def _file(handover: Handover) -> str:
    return handover.number.replace("Ü", "UE")
