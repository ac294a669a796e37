"""The offer form of those who are signed in, on one page; visitors have the public one (`offering`). Whoever has no
donor yet makes one first."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.pages.flash import flash
from accounts.pages.forms import as_typed, with_more_rows
from devices.offering.acceptance import current_rules
from devices.offering.row_forms import AnnouncedRowFormSet, announced_rows
from devices.registration import RegistrationRefused, register_donation
from devices.registration_forms import OfferForm
from donations.models import Donor


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Offer devices: for one's own donor, or by coordination on behalf of any."""
    if not request.user.is_authenticated:
        return redirect("offer_begin")
    on_behalf = request.user.has_perm("donations.manage_donation")
    donors = _donors(request.user, on_behalf)
    if not donors and not on_behalf:
        return redirect("donor_create")
    options = {"donors": donors, "may_be_unknown": on_behalf}
    if request.method != "POST":
        form = OfferForm(initial={"donor": request.GET.get("donor", "")}, **options)
        return _page(request, form, announced_rows(), on_behalf)
    if "add_row" in request.POST:
        form, rows = OfferForm(request.POST, **options), announced_rows(with_more_rows(request.POST, "rows"))
        as_typed(form, rows)
        return _page(request, form, rows, on_behalf)
    return _register(request, OfferForm(request.POST, **options), announced_rows(request.POST), on_behalf)


def _donors(user: User, on_behalf: bool) -> list[Donor]:
    donors = Donor.objects.filter(merged_into=None)
    return list(donors if on_behalf else donors.of(user))


def _register(request: HttpRequest, form: OfferForm, rows: AnnouncedRowFormSet, on_behalf: bool) -> HttpResponse:
    # Both are asked, so that all mistakes show at once.
    valid = [form.is_valid(), rows.is_valid()]
    if not all(valid):
        return _page(request, form, rows, on_behalf)
    donor, values = form.donor_and_values
    try:
        donation = register_donation(donor=donor, values=values, rows=rows.rows, actor=request.actor)
    except RegistrationRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, rows, on_behalf)
    flash(request, _("The donation has the number %(number)s.") % {"number": donation.number})
    return redirect("donation_detail", donation.number)


def _page(request: HttpRequest, form: OfferForm, rows: AnnouncedRowFormSet, on_behalf: bool) -> HttpResponse:
    context = {"form": form, "rows": rows, "on_behalf": on_behalf, "rules": current_rules()}
    return render(request, "devices/registration/offer.html", context)
