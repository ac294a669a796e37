"""Pages about papers that confirm a gift: stating values, issuing, voiding, copying."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.confirmations import issuing, standing, values
from devices.confirmations.batches import batches
from devices.confirmations.days import days_of, given
from devices.confirmations.forms import ROWS_PER_PAGE, IssueForm, OriginForm, Rows, initial_of
from devices.confirmations.money import euros, percent
from devices.models import ConfirmedValue, Device, TaxConfirmation, TransferReceipt
from documents import services as documents
from documents.views import address_of, pdf_answer
from donations.enums import DonorKind, Origin
from donations.forms import ReasonForm
from donations.models import Donation
from donations.views.donations import visible_donation

SIGNED_IN = ("donation_values", "donation_origin", "donation_detail")
MANAGE = "donations.manage_donation"
READ_AND_WRITE = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Places:
    """Where the page about values stands, for people with an account or with a link: its address, that of the answer
    about the origin, the way back, and the template."""

    values: str
    origin: str
    back: str
    template: str = "devices/confirmations/values.html"


def _places(donation: Donation) -> Places:
    return Places(*(reverse(name, args=[donation.number]) for name in SIGNED_IN))


@require_http_methods(READ_AND_WRITE)
def state_values(request: HttpRequest, number: str) -> HttpResponse:
    """One row for each device that came; a row may be set for all devices of its model."""
    donation = visible_donation(request, number)
    return values_page(request, donation, _places(donation))


def values_page(request: HttpRequest, donation: Donation, places: Places) -> HttpResponse:
    """The rows of a donation that the caller has found for this reader."""
    confirmed = values.confirmed_pks(donation)
    devices = [device for device in given(donation) if device.pk not in confirmed]
    page = Paginator(devices, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    rows = Rows(
        typed(request),
        initial=initial_of(page.object_list),
        form_kwargs={"origin": Origin(donation.origin)},
        prefix="values",
    )
    if request.method == "POST" and rows.is_valid() and _stated(request, donation, devices, rows):
        return redirect(f"{places.values}?page={page.number}")
    context = {**_values_context(donation, devices, page, rows), "places": places}
    return render(request, places.template, context)


def _stated(request: HttpRequest, donation: Donation, devices: list[Device], rows: Rows) -> bool:
    stated = {form.cleaned_data["device"]: form.statement for form in rows}
    stated |= _for_all_of_the_model(request.POST.get("for_all", ""), devices, stated)
    try:
        changed = values.state(donation, stated, actor=request.actor)
    except TransitionRefused as refusal:
        rows._non_form_errors.append(str(refusal))
        return False
    said = ngettext("Saved: the value of %(count)d device.", "Saved: the values of %(count)d devices.", changed)
    flash(request, said % {"count": changed} if changed else _("Saved. Nothing has changed."))
    return True


def _for_all_of_the_model(
    chosen: str, devices: list[Device], stated: Mapping[int, values.Statement | None]
) -> dict[int, values.Statement | None]:
    """The statement of the chosen row for every device of the same model, on other pages too."""
    example = next((device for device in devices if str(device.pk) == chosen and device.pk in stated), None)
    if example is None:
        return {}
    return {device.pk: stated[example.pk] for device in devices if _model_of(device) == _model_of(example)}


def _model_of(device: Device) -> tuple[int, str, str]:
    return device.category_id, device.maker.casefold(), device.model.casefold()


def _values_context(donation: Donation, devices: list[Device], page: Page, rows: Rows) -> dict:
    by_pk = {device.pk: device for device in devices}
    valued = [device for device in devices if hasattr(device, "stated_value")]
    counts: dict[tuple, int] = {}
    for device in devices:
        counts[_model_of(device)] = counts.get(_model_of(device), 0) + 1
    shown = [(form, by_pk.get(_device_of(form))) for form in rows]
    return {
        "donation": donation,
        "page": page,
        "rows": rows,
        "shown": [(form, device, counts[_model_of(device)] if device else 0) for form, device in shown],
        "origin_form": OriginForm(initial={"origin": donation.origin} if values.origin_is_answered(donation) else {}),
        "is_business": donation.origin == Origin.BUSINESS,
        "is_public_body": donation.donor is not None and donation.donor.kind == DonorKind.PUBLIC_BODY,
        "rates": _rates(donation, devices),
        "without": len(devices) - len(valued),
        "total": euros(sum((device.stated_value.total for device in valued), Decimal(0))),
        "confirmed": ConfirmedValue.objects.filter(device__donation=donation, active=True).count(),
    }


def _device_of(form) -> int | None:
    said = form["device"].value()
    return int(said) if str(said).isdecimal() else None


def _rates(donation: Donation, devices: list[Device]) -> str:
    """The rates of VAT on the days of the gifts, for the explanation above the rows."""
    try:
        rates = {values.rate_on(day) for day in set(days_of(donation, devices).values())}
    except values.ValuesRefused:
        return "–"
    return ", ".join(percent(rate) for rate in sorted(rates))


@require_POST
def state_origin(request: HttpRequest, number: str) -> HttpResponse:
    """Says where the devices come from, on which the rows depend."""
    donation = visible_donation(request, number)
    return origin_noted(request, donation, _places(donation))


def origin_noted(request: HttpRequest, donation: Donation, places: Places) -> HttpResponse:
    """Notes the answer about a donation that the caller has found for this reader."""
    form = OriginForm(request.POST)
    if form.is_valid():
        try:
            dropped = values.state_origin(donation, origin=Origin(form.cleaned_data["origin"]), actor=request.actor)
        except TransitionRefused as refusal:
            flash(request, str(refusal), level=messages.ERROR)
        else:
            gone = _("Values by another basis were taken back: %(count)d.") % {"count": dropped} if dropped else ""
            flash(request, f"{_('It is noted where the devices come from.')} {gone}".strip())
    return redirect(places.values)


@require_safe
@permitted(MANAGE)
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """What can be confirmed for this donation, day by day, and what stands in the way."""
    donation = visible_donation(request, number)
    today = timezone.localdate()
    receipted = set(donation.transfer_receipts.filter(active=True).values_list("given_on", flat=True))
    found = batches(donation)
    context = {
        "donation": donation,
        "is_public_body": donation.donor is not None and donation.donor.kind == DonorKind.PUBLIC_BODY,
        "tax_refusals": standing.tax_refusals(donation, today=today),
        "transfer_refusals": standing.transfer_refusals(donation, today=today),
        "days": [
            (batch, euros(batch.total), batch.given_on in receipted, _issue_form(batch.given_on)) for batch in found
        ],
    }
    return render(request, "devices/confirmations/confirm.html", context)


def _issue_form(given_on) -> IssueForm:
    return IssueForm(initial={"given_on": given_on}, auto_id=f"id_{given_on:%Y%m%d}_%s")


@require_POST
@permitted(MANAGE)
def issue_tax(request: HttpRequest, number: str) -> HttpResponse:
    """Issues the tax confirmation for a day."""
    donation = visible_donation(request, number)
    form = IssueForm(request.POST)
    if not form.is_valid():
        raise Http404
    return _issued(
        request,
        donation,
        lambda: issuing.issue_confirmation(
            donation,
            given_on=form.cleaned_data["given_on"],
            proofs_present=form.cleaned_data["proofs_present"],
            actor=request.actor,
        ),
    )


@require_POST
@permitted(MANAGE)
def issue_transfer(request: HttpRequest, number: str) -> HttpResponse:
    """Issues the transfer receipt for a day."""
    donation = visible_donation(request, number)
    form = IssueForm(request.POST)
    if not form.is_valid():
        raise Http404
    given_on = form.cleaned_data["given_on"]
    return _issued(
        request,
        donation,
        lambda: issuing.issue_transfer_receipt(donation, given_on=given_on, actor=request.actor),
    )


def _issued(request: HttpRequest, donation: Donation, issue) -> HttpResponse:
    try:
        paper = issue()
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("donation_confirm", donation.number)
    flash(
        request,
        _("%(number)s is issued. Print it and sign it by hand.") % {"number": paper.document.number},
        undo_page=reverse("confirmation_void", args=[donation.number, paper.document.number]),
    )
    return redirect(address_of(paper.document))


def _paper(donation: Donation, document: str) -> TaxConfirmation | TransferReceipt:
    """The paper of this donation with this number. Raises Http404."""
    found = donation.tax_confirmations.select_related("document").filter(document__number=document).first()
    return found or get_object_or_404(donation.transfer_receipts.select_related("document"), document__number=document)


@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def void(request: HttpRequest, number: str, document: str) -> HttpResponse:
    """Declares a paper void, with a reason."""
    donation = visible_donation(request, number)
    paper = _paper(donation, document)
    form = ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            _void(paper, form.cleaned_data["reason"], request)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("%(number)s is void. Its number and the reason are kept.") % {"number": document})
            return redirect("donation_detail", donation.number)
    signed = paper.document.signatures.exists()
    context = {"donation": donation, "paper": paper, "form": form, "signed": signed}
    return render(request, "devices/confirmations/void.html", context)


def _void(paper: TaxConfirmation | TransferReceipt, reason: str, request: HttpRequest) -> None:
    if isinstance(paper, TaxConfirmation):
        issuing.void_confirmation(paper, reason=reason, actor=request.actor)
    else:
        issuing.void_transfer_receipt(paper, reason=reason, actor=request.actor)


@require_POST
@permitted(MANAGE)
def copy(request: HttpRequest, number: str, document: str) -> HttpResponse:
    """A further copy of a valid paper, marked on every page; it keeps its number and its day."""
    paper = _paper(visible_donation(request, number), document)
    # German like the paper.
    mark = f"Zweitschrift vom {timezone.localdate():%d.%m.%Y}"
    try:
        content = documents.copy_of(paper.document, actor=request.actor, mark=mark)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect(address_of(paper.document))
    return pdf_answer(content, f"{paper.document.number}-Zweitschrift.pdf")
