"""What can be done with a medium beside settling it: who may, when, what the page asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.actor import Actor
from devices.enums import DeviceStatus, MediumStatus
from devices.erasure import decide, doubted
from devices.loose_media import mark_mistaken, put_aside, put_in, replaced_in_repair, why_not_mistaken
from devices.media_pages.forms import DecisionForm, MistakenForm, PutAsideForm, PutInForm, ReplacedForm
from devices.models import StorageMedium

EVERYTHING = "devices.manage_device"


@dataclass(frozen=True)
class MediumStep:
    """One step; `here` says whether the medium is at it."""

    code: str
    title: str | Promise
    text: str | Promise
    form: Callable[..., forms.Form]
    do: Callable[[StorageMedium, Actor, dict[str, Any]], None]
    done: str | Promise
    here: Callable[[StorageMedium], bool]
    permission: str = "devices.refurbish_device"


def _mark_mistaken(medium: StorageMedium, actor: Actor, said: dict[str, Any]) -> None:
    mark_mistaken(medium, actor=actor, reason=said["reason"], anyone=actor.user.has_perm(EVERYTHING))


def _in_repair(medium: StorageMedium) -> bool:
    return medium.device is not None and medium.device.status == DeviceStatus.IN_REPAIR


def _erased_inside(medium: StorageMedium) -> bool:
    if medium.status != MediumStatus.ERASED or medium.is_outside:
        return False
    return medium.device.is_in_workshop and not _in_repair(medium)


STEPS = {
    step.code: step
    for step in (
        MediumStep(
            "put-in",
            _("Put into a device"),
            _("It has to be erased there again, as what was done with it meanwhile is not known."),
            lambda *args, user, **options: PutInForm(*args, user=user, **options),
            lambda medium, actor, said: put_in(medium, said["number"], actor=actor),
            _("It is in the device now and still to be erased there."),
            lambda medium: (
                medium.is_outside and medium.status in (MediumStatus.PENDING, MediumStatus.ERASED, MediumStatus.REMOVED)
            ),
        ),
        MediumStep(
            "put-aside",
            _("Take out and keep"),
            _("It stays erased and lies ready for another device."),
            lambda *args, user, **options: PutAsideForm(*args, **options),
            lambda medium, actor, said: put_aside(medium, said["location"], actor=actor),
            _("It is taken out and put aside."),
            _erased_inside,
        ),
        MediumStep(
            "replaced",
            _("It is exchanged"),
            _(
                "It holds the data of whoever uses the device: it is to be erased, or given back against signature, "
                "before the device goes back."
            ),
            lambda *args, user, **options: ReplacedForm(*args, **options),
            lambda medium, actor, said: replaced_in_repair(medium, actor=actor, reason=said["reason"]),
            _("It is to be erased or given back."),
            lambda medium: _in_repair(medium) and medium.status == MediumStatus.ERASED and not medium.is_outside,
        ),
        MediumStep(
            "mistaken",
            _("Entered by mistake"),
            _(
                "For a medium that was never there. Nothing is deleted: its history stays, and it counts nowhere any "
                "more. You may do this with your own entry for 24 hours, coordination also later."
            ),
            lambda *args, user, **options: MistakenForm(*args, **options),
            _mark_mistaken,
            _("It counts nowhere any more."),
            lambda medium: not why_not_mistaken(medium),
        ),
        MediumStep(
            "decide",
            _("Write down the decision"),
            _(
                "Its erasure was wrong, and it is not in our hands any more. What was done: reported to the authority, "
                "fetched back, destroyed by whoever has it? Or why is nothing due? Art. 33 (5) GDPR asks for it."
            ),
            lambda *args, user, **options: DecisionForm(*args, **options),
            lambda medium, actor, said: decide(medium, actor=actor, reason=said["reason"]),
            _("The decision is written down."),
            lambda medium: doubted().filter(pk=medium.pk).exists(),
            EVERYTHING,
        ),
    )
}


@dataclass(frozen=True)
class MediumLink:
    """A step as the medium's page offers it."""

    title: str | Promise
    url: str


def open_steps(medium: StorageMedium, user: User) -> list[MediumLink]:
    """Every step that this person may take now."""
    if not user.has_perm("devices.refurbish_device"):
        return []
    return [
        MediumLink(step.title, reverse("medium_step", args=[medium.pk, step.code]))
        for step in STEPS.values()
        if user.has_perm(step.permission) and step.here(medium)
    ]
