"""Links by which a donor without an account follows a donation: signed, expiring, revocable. The address holds a key
and a signature, nothing personal; whoever reads the donor's mail holds it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.services import record
from donations.models import Donation, StateLink

TERM = timedelta(days=180)
# A link in a new mail lasts at least this long.
LEFT_AT_LEAST = timedelta(days=90)
REVOKED = "links_revoked"
_signer = Signer(salt="donations.state_link")


def link_for(donation: Donation, *, now: datetime | None = None) -> StateLink:
    """A link that still lasts for a while: the newest one, or a new one."""
    now = now or timezone.now()
    lasting = donation.state_links.standing(now + LEFT_AT_LEAST).order_by("-pk").first()
    return lasting or donation.state_links.create(created_at=now, expires_at=now + TERM)


def newest(donation: Donation) -> StateLink | None:
    """The link that was made last, whether it stands or not; None before there was any. A new one comes after all
    that were ended, so that it stands if any does."""
    return donation.state_links.order_by("-pk").first()


def token_of(link: StateLink) -> str:
    """What stands in the address."""
    return _signer.sign(str(link.pk))


def path_of(link: StateLink) -> str:
    """The address of the donation's page on this site."""
    return reverse("donation_state", args=[token_of(link)])


def address_for(donation: Donation, *, now: datetime | None = None) -> str:
    """The whole address, as it stands in mails."""
    return settings.PUBLIC_URL + path_of(link_for(donation, now=now))


def read(token: str) -> StateLink | None:
    """The link that we once signed, standing or not; None for anything else."""
    try:
        key = _signer.unsign(token)
    except BadSignature:
        return None
    return StateLink.objects.select_related("donation__donor").filter(pk=key).first()


def stands(link: StateLink, *, now: datetime | None = None) -> bool:
    """Whether it opens the page."""
    return link.revoked_at is None and link.expires_at > (now or timezone.now())


def standing(donation: Donation, *, now: datetime | None = None) -> int:
    """How many links open the donation's page."""
    return donation.state_links.standing(now or timezone.now()).count()


@transaction.atomic
def revoke_all(donation: Donation, *, actor: Actor, now: datetime | None = None) -> int:
    """Ends every link of the donation. Returns how many there were."""
    now = now or timezone.now()
    ended = donation.state_links.standing(now).update(revoked_at=now)
    if ended:
        record(donation, REVOKED, actor=actor, data={"links": ended}, happened_at=now)
    return ended
