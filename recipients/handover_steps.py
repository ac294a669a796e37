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
from recipients.packing.cart import is_packed
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
    due, trouble = _due(handover, allocations) if user.has_perm(MANAGE) else ([], "")
    conditions = [
        _has_devices(handover, allocations),
        _is_issued(progress, len(due)),
        _is_ready(handover, progress),
        _is_scanned(handover, allocations, user),
    ]
    packing = [Button(_("Pack"), reverse("handover_packing", args=[handover.number]), "checklist")]
    if not user.has_perm(MANAGE):
        helps = packing if user.has_perm(ASSIST) and allocations else []
        text = _("Coordination prepares this handover.")
        return NextStep(_("Being prepared"), text, _("So far"), conditions, helps)
    gate = _("Before it can be packed")
    title, text, buttons = _preparing(handover, progress, due, is_scanned=conditions[-1].met)
    if trouble:
        return NextStep(title, trouble, gate, conditions)
    return NextStep(title, text, gate, conditions, buttons if allocations else [])


def _preparing(
    handover: Handover, progress: Progress, due: list[receipts.Due], *, is_scanned: bool
) -> tuple[str, str, list[Button]]:
    """What coordination does next, until it is packed: title, text, ways on."""
    number = handover.number
    packing = Button(_("Scan onto the cart"), reverse("handover_packing", args=[number]), "checklist")
    papers = reverse("handover_receipts", args=[number])
    if progress.failed:
        return failed_step(handover)
    if due or not progress.total:
        button = Button(_("Issue receipts"), reverse("handover_issue", args=[number]), "download", posts=True)
        text = _("Each need gets a receipt: frozen, numbered and drawn. What has changed since gets a new version.")
        return _("Issue receipts"), text, [button, packing]
    if not progress.all_ready:
        button = Button(_("Follow the receipts"), papers)
        return _("Wait for the receipts"), _("They are made by themselves."), [button, packing]
    printing = Button(_("Print receipts"), papers, "download")
    if not is_scanned:
        text = _("Fetch the devices in the order of the shelves and scan each one onto the cart.")
        return _("Pack"), text, [packing, printing]
    pack = Button(_("Everything is packed"), reverse("handover_pack", args=[number]), "check", posts=True)
    return _("Pack"), _("Everything lies on the cart. Put the printed receipts with it."), [pack, printing]


def failed_step(handover: Handover) -> tuple[str, str, list[Button]]:
    """A receipt that could not be made holds everything up; this says what to do."""
    retry = Button(_("Try again"), reverse("handover_retry", args=[handover.number]), "autorenew", posts=True)
    look = Button(_("See why"), reverse("handover_receipts", args=[handover.number]) + "?status=failed")
    text = _(
        "Until it is made, it can't be packed, and its devices can't be exchanged or taken off. Try again; if it fails "
        "again, the page of the receipts says why: show that to the administration."
    )
    return _("A receipt could not be made"), text, [retry, look]


def _is_scanned(handover: Handover, allocations: list[Allocation], user: User) -> Condition:
    reserved = [row for row in allocations if row.status == AllocationStatus.RESERVED]
    done = sum(is_packed(row) for row in reserved)
    fact = _("%(done)d of %(total)d packed") % {"done": done, "total": len(reserved)}
    may_pack = user.has_perm(MANAGE) or user.has_perm(ASSIST)
    url = reverse("handover_packing", args=[handover.number]) if may_pack else ""
    return Condition(bool(reserved) and done == len(reserved), _("Scanned onto the cart"), fact, url, _("To the cart"))


def _due(handover: Handover, allocations: list[Allocation]) -> tuple[list[receipts.Due], str]:
    """What is to be issued; or why nothing can be, if the operator's texts are missing."""
    try:
        return receipts.due(handover, allocations=allocations), ""
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
    progress = progress_of(handover)
    due, trouble = _due(handover, allocations) if user.has_perm(MANAGE) else ([], "")
    conditions = [_has_devices(handover, allocations), _is_issued(progress, len(due)), _is_ready(handover, progress)]
    if trouble:
        return NextStep(_("Issue receipts"), trouble, _("Packed"), conditions)
    if user.has_perm(MANAGE) and progress.failed:
        title, text, buttons = failed_step(handover)
        return NextStep(title, text, _("Packed"), conditions, buttons)
    if due:
        issue = Button(_("Issue receipts"), reverse("handover_issue", args=[handover.number]), "download", posts=True)
        text = _(
            "Something has changed since, for example the date: nothing leaves with papers that say something else."
        )
        return NextStep(_("Issue receipts again"), text, _("Packed"), conditions, [issue])
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
    progress = progress_of(handover)
    if progress.total and not progress.all_ready:
        # A pair was exchanged on the way: its new papers are still to come.
        conditions.append(_is_ready(handover, progress))
    title, text = _("Confirm the handover"), _("The institution says what was handed over: all, except …")
    if here and not out:
        title, text = _("Scan out the rest"), _("What was scanned out is answered. The other devices are still here.")
    return NextStep(title, text, _("Before it is closed"), conditions, buttons)
