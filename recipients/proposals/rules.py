"""What a person says to a proposal: this device for this need, not that one, these two the other way round. It counts
when the proposal is calculated again; the proposal itself stays as it was calculated."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.models import Device
from recipients.enums import ProposalStatus, RuleKind
from recipients.limits.shares import Shares
from recipients.matching import reaches
from recipients.models import Need, NeedItem, Proposal, ProposalLine, ProposalRule
from recipients.proposals.reading import kept_inputs
from recipients.proposals.scope import Scope

PINNED, FORBIDDEN, LIFTED = "pair_pinned", "pair_forbidden", "rule_lifted"
SPOKEN_TO = (ProposalStatus.READY, ProposalStatus.FAILED)


@dataclass(frozen=True)
class Noted:
    """What was said since the proposal was calculated: rules that are not in it yet, and how many that were lifted."""

    new: list[ProposalRule]
    lifted: int

    def __bool__(self) -> bool:
        return bool(self.new or self.lifted)


def noted(proposal: Proposal) -> Noted:
    """What only the next calculation takes up."""
    content = kept_inputs(proposal).content if proposal.inputs else {"pins": [], "forbidden": []}
    used = {(RuleKind.PIN, *pair) for pair in content["pins"]} | {
        (RuleKind.FORBID, *pair) for pair in content["forbidden"]
    }
    rules = list(proposal.rules.select_related("item__need__request", "device__category"))
    said = {(RuleKind(rule.kind), rule.item_id, rule.device_id): rule for rule in rules}
    return Noted([rule for key, rule in said.items() if key not in used], len(used - said.keys()))


@transaction.atomic
def pin(
    proposal: Proposal, *, item: NeedItem, device: Device, actor: Actor, now: datetime | None = None
) -> ProposalRule:
    """This item gets this device. Earlier pins of either and a "never" for the two are lifted by it.

    Raises TransitionRefused when the proposal is over, the item is not in it, the device is not free or does not fit,
    or the need may get nothing: its household has a device, or its institution what the limit leaves."""
    _may_be_spoken_to(proposal, item)
    _fits_now(device, item)
    proposal.rules.filter(Q(item=item) | Q(device=device), kind=RuleKind.PIN).delete()
    proposal.rules.filter(item=item, device=device).delete()
    _may_get_one(proposal, item, timezone.localdate(now))
    return _add(proposal, RuleKind.PIN, item, device, actor, now)


@transaction.atomic
def forbid(
    proposal: Proposal, *, item: NeedItem, device: Device, actor: Actor, now: datetime | None = None
) -> ProposalRule:
    """This item never gets this device; a pin of the two is lifted by it. Raises TransitionRefused when the proposal is
    over or the item is not in it."""
    _may_be_spoken_to(proposal, item)
    proposal.rules.filter(item=item, device=device).delete()
    return _add(proposal, RuleKind.FORBID, item, device, actor, now)


@transaction.atomic
def swap(proposal: Proposal, *, one: ProposalLine, other: ProposalLine, actor: Actor) -> None:
    """The two pairs exchange their devices: each is pinned to the other's. Raises TransitionRefused when one of the
    devices does not fit, or there is nothing to exchange."""
    if one.pk == other.pk or one.device is None or other.device is None:
        raise TransitionRefused(_("Only two proposed devices can be exchanged."))
    pin(proposal, item=one.item, device=other.device, actor=actor)
    pin(proposal, item=other.item, device=one.device, actor=actor)


@transaction.atomic
def lift(rule: ProposalRule, *, actor: Actor, now: datetime | None = None) -> None:
    """The next calculation decides freely again. Raises TransitionRefused when the proposal is over."""
    _is_not_over(rule.proposal)
    data = {"kind": rule.kind, "item": rule.item_id, "device": rule.device_id}
    rule.delete()
    record(rule.proposal, LIFTED, actor=actor, happened_at=now, data=data)


def _is_not_over(proposal: Proposal) -> Proposal:
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.status not in SPOKEN_TO:
        raise TransitionRefused(
            _("The proposal %(number)s is “%(status)s”: nothing can be changed about it.")
            % {"number": locked.number, "status": locked.get_status_display()}
        )
    return locked


def _may_be_spoken_to(proposal: Proposal, item: NeedItem) -> None:
    locked = _is_not_over(proposal)
    if locked.status == ProposalStatus.READY and not locked.lines.filter(item=item).exists():
        raise TransitionRefused(_("This need is not part of the proposal."))


def _fits_now(device: Device, item: NeedItem) -> None:
    if not Device.objects.ready().filter(pk=device.pk).exists():
        raise TransitionRefused(
            _("The device %(number)s is not free any more. Please choose another one.") % {"number": device.number}
        )
    if device.category_id != item.category_id or not reaches(device, item.minimum_spec):
        raise TransitionRefused(
            _("The device %(number)s is not what %(need)s asks for.") % {"number": device.number, "need": item.need}
        )


def _may_get_one(proposal: Proposal, item: NeedItem, today: date) -> None:
    """Beside what is pinned already; a pin that can't hold would stop the whole calculation."""
    need = Need.objects.select_related("request").get(pk=item.need_id)
    pinned = Need.objects.filter(items__in=proposal.rules.filter(kind=RuleKind.PIN).values("item"))
    others = list(pinned.select_related("request").distinct())
    shares = Shares([need, *others], day=today, cap=Scope.of(proposal.scope).cap)
    for other in others:
        shares.take(other)
    for sentence in shares.against(need).values():
        raise TransitionRefused(sentence)


def _add(
    proposal: Proposal, kind: RuleKind, item: NeedItem, device: Device, actor: Actor, now: datetime | None
) -> ProposalRule:
    now = now or timezone.now()
    try:
        with transaction.atomic():
            rule = ProposalRule.objects.create(
                proposal=proposal, kind=kind, item=item, device=device, made_by=actor.user, created_at=now
            )
    except IntegrityError as error:
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again.")) from error
    said = PINNED if kind == RuleKind.PIN else FORBIDDEN
    record(proposal, said, actor=actor, happened_at=now, data={"item": item.pk, "device": device.number})
    return rule
