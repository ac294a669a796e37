"""Originals of which nobody knows yet, for sure, which device they speak of."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.enums import InboxDecision, InboxReason, LineState
from devices.matching import keys_of
from devices.models import Device, Evidence, InboxItem, InboxKey, UnplacedSerial, UploadLine
from devices.readings import Reading

# Waiting originals that speak by themselves as soon as their device, or disk, is known and here.
FOLLOWS = (InboxReason.UNMATCHED, InboxReason.NOT_HERE)


def put(
    evidence: Evidence,
    reason: str,
    candidates: Iterable[Device],
    reading: Reading,
    *,
    is_first: bool = False,
    now: datetime,
) -> InboxItem:
    """Puts an original into the inbox, or says anew why it waits there. `is_first`: the original was not known before,
    so that it cannot wait already. For the transaction that lets it speak."""
    values = {"reason": reason, "waiting_since": now}
    if is_first:
        item, is_new = InboxItem.objects.create(evidence=evidence, **values), True
    else:
        item, is_new = InboxItem.objects.get_or_create(evidence=evidence, settled_at=None, defaults=values)
    if item.reason != reason:
        InboxItem.objects.filter(pk=item.pk).update(reason=reason)
        item.reason = reason
    candidates = list(candidates)
    if candidates or not is_new:
        item.candidates.set(candidates)
    if is_new and reading:
        InboxKey.objects.bulk_create([InboxKey(item=item, value=key) for key in sorted(keys_of(reading))])
    return item


def settle(evidence: Evidence, *, actor: Actor, now: datetime) -> bool:
    """The original has its device. Returns whether it waited."""
    decided = InboxItem.objects.waiting().filter(evidence=evidence)
    return bool(decided.update(settled_at=now, settled_by=actor.user, decision=InboxDecision.MATCHED))


def lines_are_decided(evidence_pk: int, decision: InboxDecision) -> None:
    """The uploads that it came with need nobody for it any more."""
    lines = UploadLine.objects.filter(evidence=evidence_pk, state=LineState.NEEDS_YOU)
    lines.update(state=LineState.UNDERSTOOD, outcome=decision)


def waiting_for(keys: Iterable[str]) -> QuerySet[InboxItem]:
    """Waiting originals that found no device so far, or one that was not here, and hold one of these keys."""
    found = InboxKey.objects.filter(value__in=sorted(keys), item__settled_at=None).values("item")
    return InboxItem.objects.filter(pk__in=found, reason__in=FOLLOWS).select_related("evidence")


def unheard(keys: Iterable[str]) -> QuerySet[Evidence]:
    """The same originals, and logs that spoke but could not place a disk with one of these keys (see `unplaced`)."""
    keys = sorted(keys)
    here = InboxKey.objects.filter(value__in=keys, item__settled_at=None, item__reason__in=FOLLOWS)
    unplaced = UnplacedSerial.objects.filter(value__in=keys).order_by().values_list("evidence")
    # Asked for first, as hardly ever one is found.
    found = [pk for (pk,) in here.order_by().values_list("item__evidence").union(unplaced)]
    return Evidence.objects.filter(pk__in=found) if found else Evidence.objects.none()


def siblings(item: InboxItem) -> QuerySet[InboxItem]:
    """Other waiting originals of the same machine or disk: they follow when this one finds its device."""
    return waiting_for(item.keys.values_list("value", flat=True)).exclude(pk=item.pk)


def still_waits(evidence: Evidence) -> bool:
    """Whether it was neither decided nor heard since it was read."""
    waits = InboxItem.objects.waiting().filter(evidence=evidence)
    return waits.exists() or UnplacedSerial.objects.filter(evidence=evidence).exists()


@transaction.atomic
def set_aside(item: InboxItem, *, actor: Actor, reason: str, now: datetime) -> None:
    """It is of none of our devices, or says nothing new. The original is kept. Raises TransitionRefused without a
    reason, or when somebody decided it already."""
    if not reason.strip():
        raise TransitionRefused(_("Please say why it is set aside."))
    decided = (
        InboxItem.objects.waiting()
        .filter(pk=item.pk)
        .update(settled_at=now, settled_by=actor.user, decision=InboxDecision.SET_ASIDE, note=reason.strip()[:300])
    )
    if not decided:
        raise TransitionRefused(_("Somebody else decided this already."))
    lines_are_decided(item.evidence_id, InboxDecision.SET_ASIDE)


@transaction.atomic
def take_up_again(item: InboxItem, *, now: datetime) -> None:
    """It was set aside by mistake: it waits again. Raises TransitionRefused when it waits, or has its device."""
    done = InboxItem.objects.filter(pk=item.pk, decision=InboxDecision.SET_ASIDE)
    if InboxItem.objects.waiting().filter(evidence=item.evidence_id).exists() or not done.update(
        settled_at=None, settled_by=None, decision="", note="", waiting_since=now
    ):
        raise TransitionRefused(_("It is not set aside any more."))
    lines = UploadLine.objects.filter(evidence=item.evidence_id, outcome=InboxDecision.SET_ASIDE)
    lines.update(state=LineState.NEEDS_YOU, outcome=LineState.NEEDS_YOU)
