"""What the device's page says first while somebody is to decide, or while the device waits."""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from devices.models import Device, DonorQuestion
from devices.panels import Button, NextStep
from devices.waiting.asking import can_be_asked, questions
from devices.waiting.proposals import MAY_DECIDE, may_decline, open_proposal

MANAGE = "devices.manage_device"


def proposed(device: Device, user: User) -> NextStep | None:
    """Recycling waits for a decision; nothing when nobody proposed it."""
    proposal = open_proposal(device)
    if proposal is None:
        return None
    said = {"who": proposal.proposed_by, "day": _day(proposal.proposed_at), "reason": proposal.reason.rstrip(". ")}
    text = _("Proposed by %(who)s on %(day)s: %(reason)s.") % said
    keep = Button(_("Do not recycle"), _step(device, "keep"))
    if not user.has_perm(MAY_DECIDE):
        buttons = [keep] if may_decline(device, user) else []
        text = f"{text} " + _("A senior volunteer decides.")
        return NextStep(_("Recycling is proposed"), text, buttons, tone="warning")
    buttons = [Button(_("Recycle"), _step(device, "recycle"), "delete"), keep]
    if device.unsettled_media:
        text = f"{text} " + _("Its media have to be settled first.")
        buttons.insert(0, Button(_("Upload evidence"), reverse("evidence_upload", args=[device.number])))
    return NextStep(_("Decide: recycle it?"), text, buttons, tone="warning")


def held(device: Device, user: User) -> NextStep | None:
    """What the device waits for, since when, and who may do something about it; nothing when it does not wait."""
    if not device.hold_kind:
        return None
    asked = questions(device) if can_be_asked(device) else []
    sentences = [f"{device.get_hold_kind_display()}: {device.hold_reason}", _since(device), _follow_up(device)]
    sentences += [_question(question) for question in asked]
    change = Button(pgettext("hold", "Change"), _step(device, "wait"))
    over = Button(_("End the waiting"), _step(device, "release"))
    buttons = [*_asking(device, user, asked), over, change]
    text = " ".join(_sentence(text) for text in sentences if text)
    return NextStep(_("The device is on hold"), text, buttons, tone="warning")


def _asking(device: Device, user: User, asked: list[DonorQuestion]) -> list[Button]:
    """Coordination writes; everybody else wants it written, once."""
    if not can_be_asked(device):
        return []
    if user.has_perm(MANAGE):
        label = _("Ask the donor again") if any(question.asked_at for question in asked) else _("Ask the donor")
        return [Button(label, reverse("donor_ask", args=[device.number]), "mail")]
    if asked:
        return []
    return [Button(_("Have the donor asked"), reverse("donor_want", args=[device.number]), "mail", posts=True)]


def _question(question: DonorQuestion) -> str:
    if question.asked_at:
        return _("The donor was asked on %(day)s.") % {"day": _day(question.asked_at)}
    return _("Coordination is to ask the donor, since %(day)s.") % {"day": _day(question.wanted_at)}


def _since(device: Device) -> str:
    days = (timezone.localdate() - timezone.localdate(device.hold_since)).days
    if days < 1:
        return _("It waits since today.")
    return ngettext("It waits for %(days)d day.", "It waits for %(days)d days.", days) % {"days": days}


def _follow_up(device: Device) -> str:
    day = device.hold_follow_up
    if day is None:
        return ""
    text = _("To be looked at again since %(day)s.") if day <= timezone.localdate() else _("Look again on %(day)s.")
    return text % {"day": _day(day)}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _step(device: Device, code: str) -> str:
    return reverse("device_step", args=[device.number, code])


def _day(when: date | datetime) -> str:
    return date_format(timezone.localtime(when) if isinstance(when, datetime) else when, "d.m.Y")
