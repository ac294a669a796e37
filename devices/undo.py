"""Taking the last step of a device back (PRODUCT.md § 3). Steps that an allocation goes with are taken back by whoever
knows allocations, and registers here."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.enums import CORRECTED
from custody.lifecycle import Step, TransitionRefused
from custody.services import is_own_and_fresh, take_back
from devices.cycles import CYCLE_STARTED
from devices.enums import GATED, DeviceStatus
from devices.models import Check, Device, DeviceEvent
from devices.releasing import lock_promise
from devices.sources import matches_of
from donations.models import Donation

PROMISED = frozenset({DeviceStatus.RESERVED, DeviceStatus.DELIVERED, DeviceStatus.HANDED_OVER})
# Steps to these are taken back on the device: in repair its allocation stays, and what a loss in use has ended stands
# again with the loss that is taken back.
TAKEN_BACK_HERE = frozenset({DeviceStatus.IN_REPAIR, DeviceStatus.LOST})


class TakesBack(Protocol):
    """Takes a device's last step back together with its allocation; raises TransitionRefused like `take_back`."""

    def __call__(
        self, device: Device, *, actor: Actor, reason: str, anyone: bool, now: datetime | None = None
    ) -> None: ...


_REGISTERED: dict[str, TakesBack] = {}


def register(statuses: Iterable[str], function: TakesBack) -> None:
    """`function` takes back every step that led to one of these statuses; called in AppConfig.ready()."""
    _REGISTERED.update(dict.fromkeys(statuses, function))


def last_step(device: Device) -> DeviceEvent | None:
    """The last line that changed the device's status, if that step can be taken back at all."""
    event = device.events.exclude(new_status="").order_by("-sequence").first()
    if event is None or not event.old_status or event.kind == CORRECTED or event.new_status != device.status:
        return None
    return event


def may_ask(device: Device, user: User, now: datetime | None = None) -> bool:
    """Whether this person's word is enough to take the last step back: coordination's, or its author's for a day."""
    event = last_step(device)
    if event is None:
        return False
    return user.has_perm("devices.manage_device") or is_own_and_fresh(event, Actor.person(user), now or timezone.now())


def undo_last_step(device: Device, *, actor: Actor, reason: str, anyone: bool, now: datetime | None = None) -> None:
    """Takes the last step back with a reason.

    Raises TransitionRefused as custody's take_back does, when something builds on the step, or when it moves an
    allocation and nobody registered for it.
    """
    event = last_step(device)
    if event and moves_an_allocation(event):
        function = _REGISTERED.get(event.new_status) or _REGISTERED.get(event.old_status)
        if function is None:
            raise TransitionRefused(_("This step goes with an allocation and is taken back there."))
        function(device, actor=actor, reason=reason, anyone=anyone, now=now)
        return
    with transaction.atomic():
        if event and event.new_status == DeviceStatus.LOST:
            lock_promise(device)
        take_back(device, actor=actor, reason=reason, anyone=anyone, now=now)


def moves_an_allocation(event: DeviceEvent) -> bool:
    """Whether an allocation went along with this step, so that it is taken back with the allocation."""
    old, new = event.old_status, event.new_status
    if new in TAKEN_BACK_HERE or (old, new) == (DeviceStatus.IN_REPAIR, DeviceStatus.HANDED_OVER):
        return False
    return new in PROMISED or new == DeviceStatus.RETURNED or old in PROMISED


def nothing_builds_on_it(rows: list[Device], step: Step) -> Mapping[int, str]:
    """Registered as guard of taking back: what was done after a step keeps it where it is."""
    found = {}
    for row in rows:
        for question in QUESTIONS:
            if reason := question(row, step):
                found[row.pk] = reason
                break
    return found


def _media_are_open(device: Device, step: Step) -> str:
    if step.new in GATED and device.unsettled_media:
        return _("A storage medium of the device is still to be erased.")
    return ""


def _signature_lapsed(device: Device, step: Step) -> str:
    if (step.old, step.new) == (DeviceStatus.IN_REFURBISHMENT, DeviceStatus.READY):
        return _("The quality control lapsed with this step. Sign it again instead.")
    return ""


def _work_was_done(device: Device, step: Step) -> str:
    if step.old != DeviceStatus.IN_REFURBISHMENT or step.new not in (DeviceStatus.RECEIVED, DeviceStatus.RETURNED):
        return ""
    started = (
        device.events.filter(new_status=DeviceStatus.IN_REFURBISHMENT).order_by("-sequence").values("sequence")[:1]
    )
    if step.new == DeviceStatus.RETURNED or device.events.filter(kind=CYCLE_STARTED, sequence__gt=started).exists():
        return _("A new cycle has begun; it cannot be taken back.")
    if Check.objects.filter(device=device, cycle=device.cycle).exists():
        return _("Steps of the checklist have been done since.")
    return ""


def _evidence_came(device: Device, step: Step) -> str:
    if step.old != DeviceStatus.RECEIVED or step.new not in (DeviceStatus.REGISTERED, DeviceStatus.NOT_RECEIVED):
        return ""
    if device.media.exists() or matches_of(device).exists():
        return _("Evidence or storage media of this device have been recorded since.")
    return ""


def _nobody_awaits_it(device: Device, step: Step) -> str:
    if step.new not in (DeviceStatus.REGISTERED, DeviceStatus.NOT_RECEIVED):
        return ""
    if Donation.objects.expected().filter(pk=device.donation_id).exists():
        return ""
    return _("The donation was declined or withdrawn; nothing of it is awaited any more.")


QUESTIONS: tuple[Callable[[Device, Step], str], ...] = (
    _media_are_open,
    _signature_lapsed,
    _work_was_done,
    _evidence_came,
    _nobody_awaits_it,
)
