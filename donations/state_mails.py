"""The mail with links to somebody's donations."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from custody.mail import queue_mail
from custody.mail_kinds import Letter
from donations import state_links
from donations.enums import DonationStatus
from donations.models import Donation

KIND = "state_links"
MOST_DONATIONS = 20
# Nobody follows a donation longer by a link.
NOT_OLDER_THAN = timedelta(days=3 * 365)


@transaction.atomic
def send_links(email: str, *, now: datetime | None = None) -> int:
    """Mails a link for each newer donation of donors with this address; nothing when there is none. Returns how
    many links."""
    now = now or timezone.now()
    donations = list(_donations_of(email, now))
    if not donations:
        return 0
    with translation.override(donations[0].donor.language or settings.LANGUAGE_CODE):
        words = letter([(one.number, state_links.address_for(one, now=now)) for one in donations])
    recipient = donations[0].donor.email
    queue_mail(key=f"{KIND}:{uuid4()}", kind=KIND, recipient=recipient, subject=words.subject, body=words.body)
    return len(donations)


def _donations_of(email: str, now: datetime):
    theirs = Donation.objects.filter(donor__email__iexact=email, created_at__gt=now - NOT_OLDER_THAN)
    return theirs.exclude(status=DonationStatus.DRAFT).select_related("donor").order_by("-pk")[:MOST_DONATIONS]


def letter(links: list[tuple[str, str]]) -> Letter:
    """The mail in the current language; `links` are (number, address)."""
    body = render_to_string("donations/mails/state_links.txt", {"links": links})
    return Letter(_("Links to your donations"), body)
