"""The page behind the link in the mail: programs that open links in mails only see it; a person's button confirms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.folding import fold
from accounts.pages.forms import typed
from devices.models import Offer
from devices.offering import contents, offers, summary
from devices.offering.draft import Draft
from devices.registration import RegistrationRefused
from donations import state_links
from donations.models import Donation, Donor
from donations.views.state import ended, told_to_nobody

AS_TYPED = "new"


class ConfirmForm(forms.Form):
    """For whom the donation is: somebody who gave with this address before, or as it was typed. Nobody is asked where
    nobody is known."""

    donor = forms.ChoiceField(
        label=gettext_lazy("You have given with this e-mail address before. Who gives this time?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose who gives.")},
    )

    def __init__(self, *args: Any, known: Sequence[Donor], name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(donor.pk): donor for donor in known}
        if not known:
            del self.fields["donor"]
            return
        field = self.fields["donor"]
        as_typed = _("somebody else, as typed: %(name)s") % {"name": name}
        field.choices = [*((key, str(donor)) for key, donor in self._known.items()), (AS_TYPED, as_typed)]
        field.initial = next((key for key, donor in self._known.items() if fold(donor.name) == fold(name)), None)

    @property
    def chosen(self) -> Donor | None:
        """The known donor, of a valid form; None for a new one."""
        return self._known.get(self.cleaned_data.get("donor", ""))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@told_to_nobody
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows the offer and, by its button, makes it a donation. The holder of the link reads the address's mail: only
    here, and never in the form, stands who gave with it before."""
    offer = offers.read(token)
    if offer is None:
        return render(request, "devices/offering/expired.html", {"days": offers.TERM.days}, status=410)
    if offer.donation:
        return _to_donation(request, offer.donation)
    try:
        content = contents.read(offer.content)
    except contents.OutOfDate as refusal:
        context = {"days": offers.TERM.days, "out_of_date": str(refusal)}
        return render(request, "devices/offering/expired.html", context, status=410)
    form = ConfirmForm(typed(request), known=offers.known_donors(offer), name=content.donor["name"])
    if request.method == "POST" and form.is_valid() and (donation := _confirmed(request, offer, form)):
        return redirect(state_links.path_of(state_links.link_for(donation)))
    context = {"form": form, "parts": summary.parts(content, offer.email)}
    return render(request, "devices/offering/confirm.html", context)


def _to_donation(request: HttpRequest, donation: Donation) -> HttpResponse:
    """The mail with the confirmation opens the donation as long as a link to it stands, and makes no new one."""
    link = state_links.newest(donation)
    if link is None or not state_links.stands(link):
        return ended(request, link)
    return redirect(state_links.path_of(link))


def _confirmed(request: HttpRequest, offer: Offer, form: ConfirmForm) -> Donation | None:
    """The donation; None when it was refused, which the form then says."""
    try:
        donation = offers.confirm(offer, donor=form.chosen, actor=request.actor)
    except RegistrationRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    draft = Draft(request.session)
    if draft.sent == offer.pk:
        draft.discard()
    flash(request, _("Thank you! Your donation has the number %(number)s.") % {"number": donation.number})
    return donation
