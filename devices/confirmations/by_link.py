"""What a tax paper or a transfer receipt needs from donors without an account: values, origin and address, by the
donation's signed link."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.actor import Actor
from custody.services import record
from devices.confirmations.days import given
from devices.confirmations.views import READ_AND_WRITE, Places, origin_noted, values_page
from devices.offering.step_forms import ADDRESS, DeliveryForm
from donations import state_links
from donations.enums import DonorKind
from donations.models import Donation, Donor, StateLink
from donations.panels import Panel
from donations.services import edit_donor
from donations.views.state import by_link

ADDRESS_COMPLETED = "address_completed"
OF_LINK = ("donation_state_values", "donation_state_origin", "donation_state")


class AddressForm(forms.Form):
    """The parts of the donor's address that are missing; what is known is neither shown nor changed."""

    street = DeliveryForm.base_fields["street"]
    postcode = DeliveryForm.base_fields["postcode"]
    city = DeliveryForm.base_fields["city"]

    def __init__(self, *args: Any, donor: Donor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ADDRESS:
            self.fields[name].required = True
            if getattr(donor, name):
                del self.fields[name]


def _places(link: StateLink) -> Places:
    addresses = (reverse(name, args=[state_links.token_of(link)]) for name in OF_LINK)
    return Places(*addresses, template="devices/confirmations/values_by_link.html")


@require_http_methods(READ_AND_WRITE)
@by_link
def state_values(request: HttpRequest, link: StateLink) -> HttpResponse:
    """One row for each device that came."""
    return values_page(request, link.donation, _places(link))


@require_POST
@by_link
def state_origin(request: HttpRequest, link: StateLink) -> HttpResponse:
    """Says where the devices come from."""
    return origin_noted(request, link.donation, _places(link))


@require_http_methods(READ_AND_WRITE)
@by_link
def address(request: HttpRequest, link: StateLink) -> HttpResponse:
    """Completes the donor's address; without anything missing it leads back."""
    donation, back = link.donation, state_links.path_of(link)
    if not address_is_missing(donation.donor) or not given(donation).exists():
        return redirect(back)
    form = AddressForm(typed(request), donor=donation.donor)
    if request.method == "POST" and form.is_valid():
        complete_address(donation, form.cleaned_data, actor=request.actor)
        flash(request, _("Thank you, the address is saved."))
        return redirect(back)
    context = {"donation": donation, "form": form, "back": back}
    return render(request, "devices/confirmations/address.html", context)


def address_is_missing(donor: Donor | None) -> bool:
    """Whether a known donor's paper could not be made for want of an address."""
    return donor is not None and not all(getattr(donor, name) for name in ADDRESS)


@transaction.atomic
def complete_address(donation: Donation, said: Mapping[str, str], *, actor: Actor) -> None:
    """Fills what is empty of the donor's address; what somebody entered meanwhile stays."""
    donor = Donor.objects.select_for_update().get(pk=donation.donor_id)
    missing = {name: said[name] for name in ADDRESS if said.get(name) and not getattr(donor, name)}
    if missing:
        edit_donor(donor, values=missing)
        record(donation, ADDRESS_COMPLETED, actor=actor, data={"fields": sorted(missing)})


def _needed(user: User, donation: Donation) -> Mapping[str, Any] | None:
    """What the panel asks for. A public body's transfer receipt needs the address alone: no value, no origin."""
    donor = donation.donor
    if user.is_authenticated or donor is None or not given(donation).exists():
        return None
    missing, is_public = address_is_missing(donor), donor.kind == DonorKind.PUBLIC_BODY
    return None if is_public and not missing else {"address_missing": missing, "is_public": is_public}


NEEDED = Panel("tax_paper_needs", "devices/confirmations/panel_needed.html", _needed, position=4)
