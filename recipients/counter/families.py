"""The verbs of the counter: record a family, invite it to collect, note a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.models import Category
from recipients import codes, requests
from recipients.asking.needs import NeedWish, taken_codes
from recipients.counter import mails
from recipients.enums import AllocationStatus, InstitutionKind
from recipients.models import Allocation, CounterFamily, Institution
from recipients.models.counter import Channel

RECORDED, INVITED, CALLED = "family_recorded", "family_invited", "family_called"


@dataclass(frozen=True)
class Reached:
    """How a family is reached: by one channel only."""

    channel: str
    contact: str
    language: str = "de"


@transaction.atomic
def record_family(
    counter: Institution,
    *,
    reached: Reached,
    children: int,
    category: Category,
    actor: Actor,
    now: datetime | None = None,
) -> CounterFamily:
    """A family under a generated code, with the draft of a request: one need for each child, in which grade, facts and
    attestation are completed as in every request. Codes are generated; the contact stands in the family's row alone.

    Raises TransitionRefused when the institution is no counter of ours.
    """
    if counter.kind != InstitutionKind.COUNTER:
        raise TransitionRefused(_("Families are recorded at our own counter only."))
    now = now or timezone.now()
    family_code, *pupil_codes = codes.propose(children + 1, taken_codes(counter) | _known_codes())
    wishes = [NeedWish([category], pupil_code=code, household_code=family_code) for code in pupil_codes]
    draft = requests.open_draft(institution=counter, values={}, wishes=wishes, actor=actor, now=now)
    family = CounterFamily.objects.create(
        request=draft,
        code=family_code,
        channel=reached.channel,
        contact=reached.contact,
        language=reached.language,
        recorded_by=actor.user,
        created_at=now,
    )
    record(draft, RECORDED, actor=actor, data={"family": family.pk}, happened_at=now)
    return family


def _known_codes() -> set[str]:
    return set(CounterFamily.objects.values_list("code", flat=True))


def promised(family: CounterFamily) -> Sequence[Allocation]:
    """The devices that lie ready for it."""
    rows = Allocation.objects.filter(item__need__request=family.request_id, status=AllocationStatus.RESERVED)
    return list(rows.select_related("device__category", "handover").order_by("pk"))


@transaction.atomic
def invite(family: CounterFamily, *, at: datetime, place: str, actor: Actor, now: datetime | None = None) -> None:
    """The mail that says when and where the devices are collected; asked again, it says the new time.

    Raises TransitionRefused without a mail address, without a reserved device, and for a time that is over.
    """
    now = now or timezone.now()
    family = CounterFamily.objects.select_for_update().get(pk=family.pk)
    _can_be_told(family, Channel.MAIL)
    if at <= now:
        raise TransitionRefused(_("This time is over. Please choose one that is still to come."))
    CounterFamily.objects.filter(pk=family.pk).update(invited_at=now)
    record(family.request, INVITED, actor=actor, data={"family": family.pk, "at": at.isoformat()}, happened_at=now)
    mails.send_invitation(family, at, place)


@transaction.atomic
def note_call(family: CounterFamily, *, reached: bool, actor: Actor, now: datetime | None = None) -> None:
    """Somebody called, and reached the family or not. Raises TransitionRefused without a phone number or a device."""
    now = now or timezone.now()
    family = CounterFamily.objects.select_for_update().get(pk=family.pk)
    _can_be_told(family, Channel.PHONE)
    if reached:
        CounterFamily.objects.filter(pk=family.pk).update(called_on=timezone.localdate(now))
    record(family.request, CALLED, actor=actor, data={"family": family.pk, "reached": reached}, happened_at=now)


def _can_be_told(family: CounterFamily, channel: Channel) -> None:
    if not family.contact:
        raise TransitionRefused(_("The contact has been deleted, as its time was over."))
    if family.channel != channel:
        raise TransitionRefused(_("This family is reached in another way."))
    if not promised(family):
        raise TransitionRefused(_("No device is reserved for this family yet. There is nothing to collect."))
