"""The verbs of visitors' offers: hand in, confirm by the link in the mail, forget. Until it is confirmed an offer is no
donation, takes no number and is seen by nobody."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.mail import queue_mail
from custody.models import Mail
from custody.services import record
from devices.models import Offer
from devices.offering import contents
from devices.offering.contents import Content
from devices.registration import register_donation
from donations.enums import OfferSource
from donations.models import Donation, Donor
from donations.services import OFFERED_WITH, create_donor

TERM = timedelta(days=7)
MAIL = "offer_confirmation"
_signer = TimestampSigner(salt="devices.offer")


@transaction.atomic
def hand_in(
    content: Content, *, email: str, language: str, replaces: int | None = None, now: datetime | None = None
) -> Offer:
    """Keeps an offer until its address is confirmed, and sends the link there. The mail carries nothing that was typed:
    anybody can type anybody's address. `replaces` is an offer of the same visitor that is not confirmed yet."""
    _delete(Offer.objects.unconfirmed().filter(pk=replaces))
    values = {"email": email, "language": language, "content": contents.stored(content)}
    offer = Offer.objects.create(**values, created_at=now or timezone.now())
    with translation.override(language):
        queue_mail(
            key=_mail_key(offer.pk),
            kind=MAIL,
            recipient=email,
            subject=_("Please confirm your offer"),
            body=letter(settings.PUBLIC_URL + reverse("offer_confirm", args=[token_of(offer)])),
        )
    return offer


def letter(address: str) -> str:
    """The mail that asks for the confirmation, in the current language."""
    return render_to_string("devices/mails/offer_confirmation.txt", {"address": address, "days": TERM.days})


def token_of(offer: Offer) -> str:
    """What stands in the address of the link: a key, a time and their signature."""
    return _signer.sign(str(offer.pk))


def read(token: str) -> Offer | None:
    """The offer whose link this is; None when it was not signed here, is too old, or its offer is gone."""
    try:
        key = _signer.unsign(token, max_age=TERM)
    except BadSignature:
        return None
    return Offer.objects.select_related("donation__donor").filter(pk=key).first()


def known_donors(offer: Offer) -> list[Donor]:
    """Donors that gave with this address before. Only for the holder of the link, who thereby reads its mail."""
    people = Q(members__user__email__iexact=offer.email, members__user__is_active=True, members__ended_at=None)
    found = Donor.objects.filter(Q(email__iexact=offer.email) | people).select_related("merged_into").distinct()
    return list(dict.fromkeys(donor.head for donor in found))


@transaction.atomic
def confirm(offer: Offer, *, donor: Donor | None, actor: Actor, now: datetime | None = None) -> Donation:
    """The address is right: the offer becomes a donation, for a donor that is known by the same address or for a new
    one. Asked again, it is the same donation. Raises RegistrationRefused."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.donation:
        return offer.donation
    content = contents.read(offer.content)
    giver = donor or _new_donor(content, offer)
    values = {**content.donation, "source": OfferSource.FORM}
    donation = register_donation(donor=giver, values=values, rows=content.rows, actor=actor, now=now)
    if donor and (differing := _differing(content.donor, donor)):
        record(donation, OFFERED_WITH, actor=actor, note=differing, happened_at=now)
    Offer.objects.filter(pk=offer.pk).update(donation=donation, email="", content={})
    return donation


def _new_donor(content: Content, offer: Offer) -> Donor:
    values = {**content.donor, "email": offer.email, "language": offer.language}
    return create_donor(values=values, member=None)


def _differing(typed: Mapping[str, str], donor: Donor) -> str:
    """What the visitor typed otherwise than it is known, for coordination to look at."""
    return ", ".join(
        value for name, value in typed.items() if name != "kind" and value not in ("", getattr(donor, name))
    )


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Deletes offers whose link has expired, with the mail about it. Returns how many nobody had confirmed."""
    old = Offer.objects.older_than(now - TERM)
    unconfirmed = old.unconfirmed().count()
    _delete(old)
    return unconfirmed


def _delete(offers: QuerySet[Offer]) -> None:
    pks = list(offers.values_list("pk", flat=True))
    Mail.objects.filter(key__in=[_mail_key(pk) for pk in pks]).delete()
    Offer.objects.filter(pk__in=pks).delete()


def _mail_key(pk: int) -> str:
    return f"offer:{pk}:confirm"
