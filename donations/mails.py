"""What a donor's people are told by mail: in their language, in the outbox of the same transaction."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.mail import queue_mail
from donations.models import Donation

SUBJECTS = {
    "announced": _("Your donation %(number)s"),
    "scheduled": _("Appointment for your donation %(number)s"),
    "declined": _("About your donation %(number)s"),
}


def tell_donor(donation: Donation, occasion: str, *, reason: str = "") -> int:
    """Queues one mail for each person of the donor; without any, for the donor's own address. Returns how many.

    The key names the donation's last line of history, so that a step mails once and a later one mails again.
    """
    if donation.donor is None:
        return 0
    line = donation.events.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    recipients = recipients_of_donation(donation)
    for who, address, language in recipients:
        with translation.override(language or settings.LANGUAGE_CODE):
            queue_mail(
                key=f"donation:{donation.pk}:{line}:{occasion}:{who}",
                recipient=address,
                subject=SUBJECTS[occasion] % {"number": donation.number},
                body=_body(donation, occasion, reason),
            )
    return len(recipients)


def recipients_of_donation(donation: Donation) -> list[tuple[str, str, str]]:
    """(key, address, language) of everybody to be told."""
    people = User.objects.filter(donor_memberships__donor=donation.donor, is_active=True).order_by("pk")
    found = [(str(person.pk), person.email, person.language) for person in people]
    if not found and donation.donor.email:
        found = [("donor", donation.donor.email, "")]
    return found


def _body(donation: Donation, occasion: str, reason: str) -> str:
    address = settings.PUBLIC_URL + reverse("donation_detail", args=[donation.number])
    context = {"donation": donation, "address": address, "reason": reason}
    return render_to_string(f"donations/mails/{occasion}.txt", context)
