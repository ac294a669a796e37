"""What an appointment needs next, and from whom: the panel at the top of its page."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from custody.lifecycle import TransitionRefused
from recipients import receipts
from recipients.enums import ACTIVE, AllocationStatus, HandoverStatus
from recipients.models import Allocation, Handover
from recipients.receipt_progress import Progress, progress_of

MANAGE, ASSIST, FILE = "recipients.manage_handover", "recipients.assist_handover", "recipients.file_request"


@dataclass(frozen=True)
class Button:
    """A way on. `posts`: the address is posted to; the first of a panel is the primary one."""

    label: str
    url: str
    icon: str = ""
    posts: bool = False


@dataclass(frozen=True)
class Condition:
    """One line of the gate."""

    met: bool
    label: str
    fact: str = ""
    url: str = ""
    url_label: str = ""


@dataclass(frozen=True)
class NextStep:
    """The panel."""

    title: str
    text: str
    gate_title: str
    conditions: list[Condition]
    buttons: list[Button] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Nothing is in the way."""
        return all(condition.met for condition in self.conditions)


def next_step(handover: Handover, allocations: list[Allocation], user: User) -> NextStep | None:
    """What this reader can do next; None when the appointment is over."""
    build = {
        HandoverStatus.PLANNED: _planned,
        HandoverStatus.PACKED: _packed,
        HandoverStatus.UNDER_WAY: _under_way,
    }.get(handover.status)
    return build(handover, allocations, user) if build else None


def _planned(handover: Handover, allocations: list[Allocation], user: User) -> NextStep:
    progress = progress_of(handover)
    due, trouble = _due(handover) if user.has_perm(MANAGE) else ([], "")
    conditions = [_has_devices(handover, allocations), _is_issued(progress, len(due)), _is_ready(handover, progress)]
    if not user.has_perm(MANAGE):
        return NextStep(_("Being prepared"), _("Coordination prepares this handover."), _("So far"), conditions)
    gate = _("Before it can be packed")
    number = handover.number
    if trouble:
        return NextStep(_("Issue receipts"), trouble, gate, conditions)
    if due or not progress.total:
        button = Button(_("Issue receipts"), reverse("handover_issue", args=[number]), "download", posts=True)
        text = _("Each need gets a receipt: frozen, numbered and drawn. What has changed since gets a new version.")
        return NextStep(_("Issue receipts"), text, gate, conditions, [button] if allocations else [])
    if not progress.all_ready:
        button = Button(_("Follow the receipts"), reverse("handover_receipts", args=[number]))
        return NextStep(_("Wait for the receipts"), _("They are made by themselves."), gate, conditions, [button])
    buttons = [
        Button(_("Everything is packed"), reverse("handover_pack", args=[number]), "check", posts=True),
        Button(_("Print receipts"), reverse("handover_receipts", args=[number]), "download"),
    ]
    return NextStep(_("Pack"), _("Print the receipts and put all devices on the cart."), gate, conditions, buttons)


def _due(handover: Handover) -> tuple[list[receipts.Due], str]:
    """What is to be issued; or why nothing can be, if the operator's texts are missing."""
    try:
        return receipts.due(handover), ""
    except TransitionRefused as refusal:
        return [], str(refusal)


def _has_devices(handover: Handover, allocations: list[Allocation]) -> Condition:
    count = sum(row.status in ACTIVE for row in allocations)
    fact = ngettext("%(count)d device", "%(count)d devices", count) % {"count": count}
    edit = reverse("handover_edit", args=[handover.number])
    return Condition(count > 0, _("Devices chosen"), fact, edit, _("Choose devices"))


def _is_issued(progress: Progress, due: int) -> Condition:
    fact = ngettext("%(count)d receipt", "%(count)d receipts", progress.total) % {"count": progress.total}
    if due:
        fact += ", " + ngettext("%(count)d to issue", "%(count)d to issue", due) % {"count": due}
    return Condition(progress.total > 0 and not due, _("Receipts issued"), fact)


def _is_ready(handover: Handover, progress: Progress) -> Condition:
    fact = _("%(ready)d of %(total)d ready") % {"ready": progress.ready, "total": progress.total}
    if progress.failed:
        fact += ", " + _("%(count)d failed") % {"count": progress.failed}
    url = reverse("handover_receipts", args=[handover.number]) if progress.total else ""
    return Condition(progress.all_ready, _("Receipts ready"), fact, url, _("To the receipts"))


def _packed(handover: Handover, allocations: list[Allocation], user: User) -> NextStep:
    conditions = [_has_devices(handover, allocations), _is_ready(handover, progress_of(handover))]
    buttons = []
    if user.has_perm(MANAGE) or user.has_perm(ASSIST):
        buttons = [
            Button(_("Scan out"), reverse("handover_scan_out", args=[handover.number]), "checklist"),
            Button(_("Print receipts"), reverse("handover_receipts", args=[handover.number]), "download"),
        ]
    text = _("Scan each device as it leaves the house. With the first one the handover is under way.")
    return NextStep(_("Scan out"), text, _("Packed"), conditions, buttons)


def _under_way(handover: Handover, allocations: list[Allocation], user: User) -> NextStep:
    counted = {status: sum(row.status == status for row in allocations) for status in AllocationStatus}
    here, out = counted[AllocationStatus.RESERVED], counted[AllocationStatus.DELIVERED]
    scan = Button(_("Scan out"), reverse("handover_scan_out", args=[handover.number]), "checklist")
    confirm = Button(_("Confirm the handover"), reverse("handover_confirm", args=[handover.number]), "check")
    may_scan = user.has_perm(MANAGE) or user.has_perm(ASSIST)
    may_confirm = user.has_perm(MANAGE) or user.has_perm(FILE)
    buttons = [confirm] if out and may_confirm else []
    buttons += [scan] if here and may_scan else []
    conditions = [
        Condition(not here, _("Scanned out"), _("%(count)d are still here") % {"count": here} if here else ""),
        Condition(
            not out and not here, _("Confirmed"), _("%(count)d are not answered yet") % {"count": out} if out else ""
        ),
    ]
    title, text = _("Confirm the handover"), _("The institution says what was handed over: all, except …")
    if here and not out:
        title, text = _("Scan out the rest"), _("What was scanned out is answered. The other devices are still here.")
    return NextStep(title, text, _("Before it is closed"), conditions, buttons)
