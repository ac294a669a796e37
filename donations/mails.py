"""What a donor's people are told by mail: in their language, in the outbox of the same transaction."""

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from donations import state_links
from donations.models import Donation, Donor, DonorMember

# Stands for the donor's own address among those who are told.
WITHOUT_ACCOUNT = "donor"
SUBJECTS = {
    "announced": _("Your donation %(number)s"),
    "accepted": _("Please choose a time for your donation %(number)s"),
    "scheduled": _("Appointment for your donation %(number)s"),
    "moved": _("New appointment for your donation %(number)s"),
    "reminded": _("Tomorrow: your donation %(number)s"),
    "received": _("Your donation %(number)s has arrived"),
    "settled": _("All devices of your donation %(number)s are settled"),
    "declined": _("About your donation %(number)s"),
    "cancelled": _("Your donation %(number)s is withdrawn"),
}


def tell_donor(donation: Donation, occasion: str, *, reason: str = "", once: str = "") -> int:
    """Queues one mail for each person of the donor; without any, for the donor's own address. Returns how many.

    The key names the donation's last line of history, so that a step mails once and a later one mails again; or
    `once`, where it is not a step that the mail is about.
    """
    if donation.donor is None:
        return 0
    once = once or str(donation.events.order_by("-sequence").values_list("sequence", flat=True).first() or 0)
    recipients = recipients_of_donation(donation)
    for who, address, language in recipients:
        with translation.override(language or settings.LANGUAGE_CODE):
            words = letter(donation, occasion, reason=reason, by_link=who == WITHOUT_ACCOUNT)
        queue_mail(
            key=f"donation:{donation.pk}:{once}:{occasion}:{who}",
            kind=f"donation_{occasion}",
            recipient=address,
            subject=words.subject,
            body=words.body,
        )
    return len(recipients)


def recipients_of_donation(donation: Donation) -> list[tuple[str, str, str]]:
    """(key, address, language) of everybody to be told."""
    people = people_of(donation.donor).filter(is_active=True).order_by("pk")
    found = [(str(person.pk), person.email, person.language) for person in people]
    if not found and donation.donor.email:
        found = [(WITHOUT_ACCOUNT, donation.donor.email, donation.donor.language)]
    return found


def people_of(donor: Donor) -> QuerySet[User]:
    """Everybody who belongs to the donor, or to one that is the same."""
    standing = DonorMember.objects.filter(donor__in=Donor.objects.family_of(donor), ended_at=None)
    return User.objects.filter(pk__in=standing.values("user"))


def when(donation: Donation) -> str:
    """Day and time of the appointment, with the end of its slot or window; nothing without an appointment."""
    if donation.scheduled_for is None:
        return ""
    start = date_format(timezone.localtime(donation.scheduled_for), "d.m.Y, H:i")
    appointment = getattr(donation, "appointment", None)
    end = appointment.ends_at if appointment else None
    return f"{start}–{date_format(timezone.localtime(end), 'H:i')}" if end else start


def letter(donation: Donation, occasion: str, *, reason: str = "", by_link: bool = False) -> Letter:
    """The mail in the current language. `by_link`: its reader has no account and gets a signed link instead of the
    donation's page."""
    number = donation.number
    address = state_links.address_for(donation) if by_link else _address("donation_detail", number)
    context = {
        "donation": donation,
        "when": when(donation),
        "address": address,
        "slot_address": address if by_link else _address("donation_slot", number),
        "reason": reason,
    }
    body = render_to_string(f"donations/mails/{occasion}.txt", context)
    return Letter(SUBJECTS[occasion] % {"number": number}, body)


def _address(name: str, number: str) -> str:
    return settings.PUBLIC_URL + reverse(name, args=[number])
