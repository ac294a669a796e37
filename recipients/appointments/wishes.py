"""An institution asks for another date; coordination moves the handover or says that it stays."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from recipients.enums import HandoverStatus
from recipients.locking import lock_handover
from recipients.models import DateWish, Handover

WISHED, STAYS = "date_wished", "date_stays"


def ask(handover: Handover, *, day: date | None, words: str, actor: Actor, now: datetime | None = None) -> DateWish:
    """Kept until it is answered. Raises TransitionRefused for a handover that has begun, without anything said, and
    while the last wish waits."""
    now = now or timezone.now()
    if day is None and not words.strip():
        raise TransitionRefused(_("Please name a day, or say what would suit."))
    try:
        with transaction.atomic():
            locked = lock_handover(handover.pk)
            if locked.status not in (HandoverStatus.PLANNED, HandoverStatus.PACKED):
                raise TransitionRefused(_("The handover is “%(status)s”.") % {"status": locked.get_status_display()})
            wish = DateWish.objects.create(
                handover=locked, day=day, words=words.strip(), wished_by=actor.user, wished_at=now
            )
            record(locked, WISHED, actor=actor, data={"day": day.isoformat()} if day else {}, happened_at=now)
    except IntegrityError as error:
        if "date_wish" not in str(error) and "datewish" not in str(error):
            raise
        raise TransitionRefused(_("You have asked already. Coordination answers soon.")) from error
    return wish


def unanswered(handover: Handover) -> DateWish | None:
    """The wish that waits, if there is one."""
    return handover.date_wishes.unanswered().first()


def stays(handover: Handover, *, reason: str, actor: Actor) -> None:
    """The date stays as it is; the institution reads why. Raises TransitionRefused without a reason or a wish."""
    if not reason.strip():
        raise TransitionRefused(_("Please say why the date stays."))
    with transaction.atomic():
        locked = lock_handover(handover.pk)
        if not answer(locked):
            raise TransitionRefused(_("Nobody waits for an answer about the date."))
        record(locked, STAYS, actor=actor, note=reason)


def answer(handover: Handover, *, now: datetime | None = None) -> int:
    """In the caller's transaction: with a new date, the end of the handover or a word the wish is answered."""
    return handover.date_wishes.unanswered().update(answered_at=now or timezone.now())
