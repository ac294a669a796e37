"""The steps of a device that people take on a page of their own: who may, from where, what the page asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from custody.actor import Actor
from devices import repairing, stages, undo
from devices.entered_later import moment
from devices.enums import ENDS, DeviceStatus
from devices.gate import refusal
from devices.lifecycle import TRANSITIONS
from devices.models import Device
from devices.pallets.filling import put_device
from devices.pallets.forms import RecycleForm
from devices.waiting import proposals
from devices.workshop_forms import HoldForm, NothingForm, OptionalReasonForm, ReasonForm, RepairForm, StartForm

REFURBISH, DECIDE, EVERYTHING = "devices.refurbish_device", "devices.recycle_device", "devices.manage_device"
# A hold is a mark that any device may have; here the workshop has nothing to wait for.
NOTHING_TO_WAIT_FOR = (DeviceStatus.DELIVERED, DeviceStatus.HANDED_OVER, DeviceStatus.LOST)
Do = Callable[[Device, Actor, dict[str, Any]], None]


@dataclass(frozen=True)
class DeviceStep:
    """One step. `to` is the status that it leads to, if it changes one; `here` says whether the device is at it,
    `offered_to` whether its page shows the step to this person, `undone_by` which step takes it back."""

    code: str
    title: str | Promise
    text: str | Promise
    permission: str
    form: type[forms.Form]
    do: Do
    done: str | Promise
    to: DeviceStatus | None = None
    only_from: frozenset[str] = frozenset()
    here: Callable[[Device], bool] | None = None
    offered_to: Callable[[Device, User], bool] = lambda device, user: True
    initial: Callable[[Device], dict[str, Any]] = lambda device: {}
    undone_by: str = ""
    # The name of its own page's address, for a step that asks for more than one form; `do` is then never asked.
    page: str = ""
    # The promise of a reserved device is no reason against it: the step itself releases it.
    releases: bool = False

    def is_open(self, device: Device) -> bool:
        """Whether the table has this step for the device as it is now."""
        if self.here is not None:
            return self.here(device)
        if self.only_from and device.status not in self.only_from:
            return False
        return self.to in TRANSITIONS.get(device.status, ())

    def why_not(self, device: Device, user: User) -> str:
        """What a guard says against it; nothing when it may be taken."""
        if self.releases and device.status == DeviceStatus.RESERVED:
            return ""
        return refusal(device, self.to, user) if self.to and self.is_open(device) else ""


def _end(to: DeviceStatus) -> Do:
    return lambda device, actor, said: stages.end(device, to, actor=actor, reason=said["reason"])


def _recycle(device: Device, actor: Actor, said: dict[str, Any]) -> None:
    if said["pallet"]:
        put_device(said["pallet"], device, actor=actor, recycle_reason=said["reason"])
    else:
        stages.end(device, DeviceStatus.RECYCLED, actor=actor, reason=said["reason"])


def _hold(device: Device, actor: Actor, said: dict[str, Any]) -> None:
    stages.put_on_hold(device, kind=said["kind"], reason=said["reason"], follow_up=said["follow_up"], actor=actor)


def _start(device: Device, actor: Actor, said: dict[str, Any]) -> None:
    now = moment(device, said["happened_at"])
    stages.start_refurbishment(device, actor=actor, location=said["location"], now=now)


def _undo(device: Device, actor: Actor, said: dict[str, Any]) -> None:
    anyone = actor.user.has_perm(EVERYTHING)
    undo.undo_last_step(device, actor=actor, reason=said["reason"], anyone=anyone)


STEPS = {
    step.code: step
    for step in (
        DeviceStep(
            "start",
            gettext_lazy("Start refurbishment"),
            gettext_lazy("The device gets the newest checklist of its category. A returned one begins a new cycle."),
            REFURBISH,
            StartForm,
            _start,
            gettext_lazy("Refurbishment has started."),
            to=DeviceStatus.IN_REFURBISHMENT,
            only_from=frozenset(stages.STARTING),
        ),
        DeviceStep(
            "back",
            gettext_lazy("Back to refurbishment"),
            gettext_lazy(
                "For a defect that was found later. A reservation is released, and the quality control has to be "
                "signed again."
            ),
            REFURBISH,
            ReasonForm,
            lambda device, actor, said: stages.send_back(device, actor=actor, reason=said["reason"]),
            gettext_lazy("The device is in refurbishment again."),
            to=DeviceStatus.IN_REFURBISHMENT,
            only_from=frozenset({DeviceStatus.READY, DeviceStatus.RESERVED}),
            releases=True,
        ),
        DeviceStep(
            "repair",
            gettext_lazy("Take in for repair"),
            gettext_lazy("The device stays with its holder: allocation and data are kept, and it goes back there."),
            REFURBISH,
            RepairForm,
            lambda device, actor, said: repairing.begin_repair(
                device, actor=actor, reason=said["reason"], location=said["location"]
            ),
            gettext_lazy("The device is in repair."),
            to=DeviceStatus.IN_REPAIR,
        ),
        DeviceStep(
            "give-back",
            gettext_lazy("Repaired and given back"),
            gettext_lazy(
                "The device is with its holder again. A disk that was replaced, and one that was built in, "
                "has to be erased or given back against signature first."
            ),
            REFURBISH,
            OptionalReasonForm,
            lambda device, actor, said: repairing.give_back(device, actor=actor, reason=said["reason"]),
            gettext_lazy("The device is with its holder again."),
            to=DeviceStatus.HANDED_OVER,
            only_from=frozenset({DeviceStatus.IN_REPAIR}),
        ),
        DeviceStep(
            "hold",
            gettext_lazy("Put on hold"),
            gettext_lazy("The device keeps its status and waits. It does not become ready meanwhile."),
            REFURBISH,
            HoldForm,
            _hold,
            gettext_lazy("The device is on hold."),
            here=lambda device: not device.hold_kind and device.status not in ENDS,
            offered_to=lambda device, user: device.status not in NOTHING_TO_WAIT_FOR,
            undone_by="release",
        ),
        DeviceStep(
            "wait",
            gettext_lazy("Change what it waits for"),
            gettext_lazy(
                "Still waiting, or for something else: put the reason right, choose the next day to look again."
            ),
            REFURBISH,
            HoldForm,
            _hold,
            gettext_lazy("The device is on hold."),
            here=lambda device: bool(device.hold_kind),
            initial=lambda device: {
                "kind": device.hold_kind,
                "reason": device.hold_reason,
                "follow_up": device.hold_follow_up,
            },
        ),
        DeviceStep(
            "release",
            gettext_lazy("End the waiting"),
            gettext_lazy("What the device waited for is here."),
            REFURBISH,
            NothingForm,
            lambda device, actor, said: stages.end_hold(device, actor=actor),
            gettext_lazy("The device waits for nothing any more."),
            here=lambda device: bool(device.hold_kind),
        ),
        DeviceStep(
            "reject",
            gettext_lazy("Do not accept"),
            gettext_lazy("The device goes back or was never taken. Its media have to be settled or given back first."),
            DECIDE,
            ReasonForm,
            _end(DeviceStatus.REJECTED),
            gettext_lazy("The device is not accepted."),
            to=DeviceStatus.REJECTED,
        ),
        DeviceStep(
            "propose",
            gettext_lazy("Propose recycling"),
            gettext_lazy("The device stays as it is until a senior volunteer decides. The board shows it."),
            REFURBISH,
            ReasonForm,
            lambda device, actor, said: proposals.propose_recycling(device, reason=said["reason"], actor=actor),
            gettext_lazy("Recycling is proposed."),
            here=lambda device: DeviceStatus.RECYCLED in TRANSITIONS.get(device.status, ()),
            offered_to=lambda device, user: not user.has_perm(DECIDE) and proposals.open_proposal(device) is None,
            undone_by="keep",
        ),
        DeviceStep(
            "keep",
            gettext_lazy("Do not recycle"),
            gettext_lazy("Recycling was proposed. The device is worked on after all."),
            REFURBISH,
            OptionalReasonForm,
            lambda device, actor, said: proposals.decline_proposal(device, reason=said["reason"], actor=actor),
            gettext_lazy("It is worked on after all."),
            here=lambda device: proposals.open_proposal(device) is not None,
            offered_to=proposals.may_decline,
        ),
        DeviceStep(
            "recycle",
            gettext_lazy("Recycle"),
            gettext_lazy("The device leaves for recycling. Every medium has to be settled first."),
            DECIDE,
            RecycleForm,
            _recycle,
            gettext_lazy("The device is recycled."),
            to=DeviceStatus.RECYCLED,
        ),
        DeviceStep(
            "dismantle",
            gettext_lazy("Dismantle"),
            gettext_lazy("The device becomes spare parts. Every medium has to be settled first."),
            DECIDE,
            ReasonForm,
            _end(DeviceStatus.DISMANTLED),
            gettext_lazy("The device is dismantled."),
            to=DeviceStatus.DISMANTLED,
            page="device_dismantle",
        ),
        DeviceStep(
            "lost",
            gettext_lazy("Report as lost"),
            gettext_lazy(
                "Theft, missing at stocktaking, never returned. If a medium was still to be erased, "
                "coordination gets a mail at once, with the 72-hour term of Art. 33 GDPR."
            ),
            DECIDE,
            ReasonForm,
            lambda device, actor, said: stages.report_lost(device, actor=actor, reason=said["reason"]),
            gettext_lazy("The device is reported as lost."),
            to=DeviceStatus.LOST,
            offered_to=lambda device, user: (
                device.status != DeviceStatus.HANDED_OVER or not refusal(device, DeviceStatus.LOST, user)
            ),
        ),
        DeviceStep(
            "found",
            gettext_lazy("It was found"),
            gettext_lazy("The device is taken in again. What was open in it is open again."),
            DECIDE,
            OptionalReasonForm,
            lambda device, actor, said: stages.report_found(device, actor=actor, reason=said["reason"]),
            gettext_lazy("The device is here again."),
            to=DeviceStatus.RECEIVED,
            only_from=frozenset({DeviceStatus.LOST}),
        ),
        DeviceStep(
            "undo",
            gettext_lazy("Take the last step back"),
            gettext_lazy(
                "Nothing is deleted: the history keeps both lines. You may take back your own step for 24 hours, "
                "coordination also later, while nothing builds on it."
            ),
            REFURBISH,
            ReasonForm,
            _undo,
            gettext_lazy("The last step was taken back."),
            here=lambda device: undo.last_step(device) is not None,
            offered_to=undo.may_ask,
        ),
    )
}


@dataclass(frozen=True)
class StepLink:
    """A step as the device's page offers it."""

    title: str | Promise
    url: str
    why_not: str


def address_of(step: DeviceStep, device: Device) -> str:
    """The page on which the step is taken."""
    return (
        reverse(step.page, args=[device.number])
        if step.page
        else reverse("device_step", args=[device.number, step.code])
    )


def open_steps(device: Device, user: User) -> list[StepLink]:
    """Every step this person may take from here, with what stands against it."""
    return [
        StepLink(step.title, address_of(step, device), step.why_not(device, user))
        for step in STEPS.values()
        if user.has_perm(step.permission) and step.is_open(device) and step.offered_to(device, user)
    ]


def done_text(step: DeviceStep, device: Device) -> str:
    """What the next page says."""
    return _("%(number)s: %(what)s") % {"number": device.number, "what": step.done}
