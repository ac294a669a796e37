"""Who gives: entering and correcting a donor."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from donations.forms import DonorForm
from donations.models import Donor
from donations.services import create_donor, edit_donor
from donations.views.donations import may_follow_donations

READ_AND_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_AND_WRITE)
def create(request: HttpRequest) -> HttpResponse:
    """Anybody signed in becomes a donor by saying who gives; coordination enters donors for others."""
    for_others = request.user.has_perm("donations.manage_donation")
    initial = {} if for_others else {"email": request.user.email, "contact": request.user.name}
    form = DonorForm(typed(request), for_oneself=not for_others, initial=initial)
    if request.method == "POST" and form.is_valid():
        donor = create_donor(values=form.cleaned_data, member=None if for_others else request.user)
        flash(request, _("Saved: %(name)s. Now list the devices.") % {"name": donor.name})
        offer = reverse("donation_offer")
        return redirect(f"{offer}?donor={donor.pk}" if for_others else offer)
    return render(request, "donations/donor_form.html", {"form": form, "for_others": for_others})


@require_http_methods(READ_AND_WRITE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, contact and address of a donor, corrected by its people or by coordination."""
    if not may_follow_donations(request.user):
        raise PermissionDenied
    for_others = request.user.has_perm("donations.manage_donation")
    donors = Donor.objects.all() if for_others else Donor.objects.of(request.user)
    donor = get_object_or_404(donors, pk=pk)
    form = DonorForm(typed(request), instance=donor, for_oneself=not for_others)
    if request.method == "POST" and form.is_valid():
        edit_donor(donor, values=form.cleaned_data)
        flash(request, _("The details of %(name)s are saved.") % {"name": donor.name})
        return redirect("donor_detail", donor.pk) if for_others else redirect("donation_list")
    context = {"form": form, "for_others": for_others, "donor": donor}
    return render(request, "donations/donor_form.html", context)
