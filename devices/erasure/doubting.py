"""A wrong erasure of a medium that is out of our hands: nothing can be erased any more, so that coordination hears of
it at once, as of a loss with data."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from custody.services import record
from devices.enums import PalletStatus
from devices.erasure.settling import lies_outside, locked_medium, retract
from devices.loss import NOTIFICATION_TERM, coordinators
from devices.models import Erasure, MediumEvent, PalletLine, StorageMedium

ERASURE_DOUBTED, DOUBT_DECIDED = "erasure_doubted", "doubt_decided"
DOUBTED_MAIL = "erasure_doubted"


@transaction.atomic
def retract_or_alert(erasure: Erasure, *, actor: Actor, reason: str, now: datetime | None = None) -> bool:
    """Takes a wrong erasure back. Of a medium in a device that has left the workshop it cannot be taken back, as the
    device cannot be opened; of one on a collected pallet it can, but nobody can erase it. In both cases the history
    says so and coordination is alerted. Returns whether it was. Raises TransitionRefused as `retract` does."""
    now = now or timezone.now()
    if not reason.strip():
        raise TransitionRefused(_("Please say why the erasure is taken back."))
    medium = locked_medium(erasure.medium, may_reopen=True)
    beyond_reach = is_beyond_reach(medium)
    if beyond_reach and medium.settled_by_id != erasure.pk:
        raise TransitionRefused(_("This erasure does not stand any more."))
    if beyond_reach and doubted().filter(pk=medium.pk).exists():
        raise TransitionRefused(_("Coordination knows already that this erasure was wrong."))
    if not beyond_reach:
        retract(erasure, actor=actor, reason=reason, now=now)
    if not beyond_reach and not _was_collected(medium):
        return False
    for subject in filter(None, (medium.device if beyond_reach else None, medium)):
        data = {"medium": medium.pk, "erasure": erasure.pk}
        record(subject, ERASURE_DOUBTED, actor=actor, data=data, note=reason, happened_at=now)
    _alert(medium, erasure, now)
    return True


def is_beyond_reach(medium: StorageMedium) -> bool:
    """Whether it is in a device that is not in the workshop any more."""
    return medium.device is not None and not medium.device.is_in_workshop and not lies_outside(medium)


def _was_collected(medium: StorageMedium) -> bool:
    return PalletLine.objects.filter(medium=medium, pallet__status=PalletStatus.COLLECTED).exists()


def doubted() -> QuerySet[StorageMedium]:
    """Media out of our hands whose erasure was wrong, about which coordination has not decided yet."""
    lines = MediumEvent.objects.filter(subject=OuterRef("pk"), kind__in=[ERASURE_DOUBTED, DOUBT_DECIDED])
    last = lines.order_by("-sequence")
    media = StorageMedium.objects.filter(events__kind=ERASURE_DOUBTED).distinct()
    told = media.alias(said=Subquery(last.values("kind")[:1]), at=Subquery(last.values("happened_at")[:1]))
    return told.filter(said=ERASURE_DOUBTED, status_since__lte=F("at"))


@transaction.atomic
def decide(medium: StorageMedium, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Coordination writes down what was done: reported to the authority, fetched back, destroyed by the taker, or why
    nothing is due. Raises TransitionRefused without a reason, and where nothing waits for a decision."""
    if not reason.strip():
        raise TransitionRefused(_("Please give the reason."))
    medium = locked_medium(medium)
    if not doubted().filter(pk=medium.pk).exists():
        raise TransitionRefused(_("Nothing is to be decided about this medium."))
    data = {"medium": medium.pk}
    record(medium, DOUBT_DECIDED, actor=actor, data=data, note=reason, happened_at=now or timezone.now())


def _alert(medium: StorageMedium, erasure: Erasure, now: datetime) -> None:
    host = medium.device
    said = {
        "mark": medium.mark,
        "medium": f"{medium}, {medium.serial}" if medium.serial else str(medium),
        "where": host.number if host else "",
        "donor": medium.donation.donor_name,
        "donation": medium.donation.number,
    }
    for person in coordinators():
        with override(person.language or "de"):
            words = doubted_letter(said, now)
            queue_mail(
                key=f"erasure-doubted-{erasure.pk}-{person.pk}",
                kind=DOUBTED_MAIL,
                recipient=person.email,
                subject=words.subject,
                body=words.body,
            )


def doubted_letter(said: dict[str, str], now: datetime) -> Letter:
    """The alert in the current language; `said` are mark, medium, where, donor, donation."""
    term = date_format(timezone.localtime(now + NOTIFICATION_TERM), "SHORT_DATETIME_FORMAT")
    where = said["where"] or _("a collected pallet")
    subject = _("%(mark)s left the house, and its erasure was wrong") % said
    return Letter(subject, _body() % {**said, "where": where, "term": term})


def _body() -> str:
    return _(
        "The erasure of this storage medium was taken back, and it is not in our hands any more: there may be data on "
        "it.\n"
        "%(mark)s %(medium)s (%(where)s)\n\n"
        "Donor: %(donor)s (%(donation)s)\n\n"
        "Please have it fetched back or destroyed. If personal data may be on it, Art. 33 GDPR asks for a report to "
        "the supervisory authority within 72 hours: by %(term)s. Write down on the medium's page what you decided."
    )
