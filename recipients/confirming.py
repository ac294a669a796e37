"""Many promises at once: all that can be made are made, each that cannot be is named with its reason.

Rows are locked in the order of `locking` and asked afterwards; the two partial uniques of Allocation are the last word.
Where they contradict, the sets are tried in ever smaller groups until the one that loses stands alone; what it took of
a limit or a household's turn is given to those that were kept back by it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.conflicts import LockConflict
from custody.lifecycle import TransitionRefused
from custody.services import Line, change_status_many, record_many, written_together
from devices.enums import DeviceStatus
from devices.models import Device
from recipients.allocating import PROMISED
from recipients.enums import EXTRAS, AllocationStatus, InstitutionStatus
from recipients.followers import follow_allocations
from recipients.holding.terms import hold_until
from recipients.limits.shares import Shares
from recipients.loans.ends import LoanRule
from recipients.locking import lock_institutions
from recipients.matching import reaches
from recipients.models import Allocation, Need, NeedItem

CHUNK = 500


@dataclass(frozen=True)
class Pair:
    """An item of a need and the device for it, by their keys."""

    item: int
    device: int


@dataclass(frozen=True)
class RefusedPair:
    """A pair that could not be reserved; `reason` is a sentence for people."""

    pair: Pair
    reason: str


@dataclass
class Confirmed:
    """What `confirm` did."""

    made: list[Allocation] = field(default_factory=list)
    refused: list[RefusedPair] = field(default_factory=list)


@dataclass(frozen=True)
class _Order:
    """Who reserves, when, until which day, and by which rule loans end."""

    actor: Actor
    now: datetime
    held_until: date
    loans: LoanRule


@transaction.atomic
def confirm(
    pairs: Sequence[Pair],
    *,
    actor: Actor,
    now: datetime | None = None,
    held_until: date | None = None,
    cap: int | None = None,
) -> Confirmed:
    """Reserves each device for its item until `held_until` (as long as reservations are kept when not given), as
    `allocating.allocate` does. The pairs that come first get what is left of a limit; `cap`: how many device sets each
    institution gets from these pairs at most.

    A pair whose device or need is not free any more, does not fit any more, or is over a limit, is named in `refused`;
    the others are reserved all the same, but nothing of a set that can't begin. Raises LockConflict, having changed
    nothing, when somebody holds these rows for too long.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    order = _Order(actor, now, held_until or hold_until(today), LoanRule.of(today))
    found = _Found.locked(pairs, today, cap)
    result = Confirmed()
    while pairs:
        possible, refused = found.sift(pairs)
        lost = _reserve_or_split(possible, found, order, result)
        found.give_back(lost, result.made)
        # Those that were kept back by what was lost are asked again.
        result.refused += lost or refused
        pairs = [one.pair for one in refused] if lost else []
    return result


class _Found:
    """Needs and devices of the pairs as they are now, locked for the rest of the transaction."""

    def __init__(self, items: Iterable[NeedItem], devices: Iterable[Device], today: date, cap: int | None) -> None:
        self.items = {item.pk: item for item in items}
        self.devices = {device.pk: device for device in devices}
        needs = {item.need_id: item.need for item in self.items.values()}
        self._waiting = set(Need.objects.queued().filter(pk__in=needs).values_list("pk", flat=True))
        promised = Allocation.objects.active().filter(item__in=self.items)
        self._promised = set(promised.values_list("item", flat=True))
        self._taken: set[int] = set()
        self._missed: set[int] = set()
        self._lost: set[int] = set()
        self._shares = Shares(needs.values(), day=today, cap=cap)

    @classmethod
    def locked(cls, pairs: Sequence[Pair], today: date, cap: int | None) -> "_Found":
        """Locks institutions, needs and devices, each by their keys; what is decided by is read afterwards."""
        items = NeedItem.ever.filter(pk__in={pair.item for pair in pairs})
        asking = list(items.values_list("need", "need__request__institution"))
        lock_institutions({institution for _need, institution in asking})
        _lock(Need, {need for need, _institution in asking})
        devices = _lock(Device, {pair.device for pair in pairs})
        related = ("category", "minimum_spec", "need__request__institution")
        return cls(items.select_related(*related), devices, today, cap)

    def sift(self, pairs: Iterable[Pair]) -> tuple[list[list[Pair]], list[RefusedPair]]:
        """What can be reserved, need by need, and what can't."""
        self._missed = set(self._lost)
        possible: list[list[Pair]] = []
        refused = []
        for one in self._set_by_set(pairs):
            possible.append([])
            for pair in one:
                reason = self.why_not(pair)
                if reason:
                    refused.append(RefusedPair(pair, reason))
                    self._miss(pair)
                else:
                    self._take(pair)
                    possible[-1].append(pair)
        return [one for one in possible if one], refused

    def _set_by_set(self, pairs: Iterable[Pair]) -> list[list[Pair]]:
        """The pairs of each need together, in the order in which needs come first; of each what its set begins with,
        then its other essential things, then its extras."""
        sets: dict[int, list[Pair]] = {}
        for pair in pairs:
            item = self.items.get(pair.item)
            sets.setdefault(item.need_id if item else 0, []).append(pair)
        return [sorted(one, key=self._part) for one in sets.values()]

    def _part(self, pair: Pair) -> tuple[bool, int]:
        item = self.items.get(pair.item)
        return (item.category.code in EXTRAS, item.position) if item else (False, 0)

    def _take(self, pair: Pair) -> None:
        """From now on the device is gone for the other pairs, and the item is served."""
        self._taken.add(pair.device)
        self._promised.add(pair.item)
        self._shares.take(self.items[pair.item].need)

    def _miss(self, pair: Pair) -> None:
        """It gets none: what else is proposed of its set waits for it, unless the set was begun before."""
        if pair.item in self.items:
            self._missed.add(self.items[pair.item].need_id)

    def had_begun(self, pair: Pair) -> bool:
        """Whether its set had a device before this confirmation."""
        return self._shares.had_begun(self.items[pair.item].need)

    def give_back(self, lost: Iterable[RefusedPair], made: Iterable[Allocation]) -> None:
        """Needs of which nothing was reserved after all leave their places in limits and households to others."""
        begun = {row.item.need_id for row in made}
        needs = {self.items[one.pair.item].need_id: self.items[one.pair.item].need for one in lost}
        self._lost |= needs.keys()
        for need in needs.values():
            if need.pk not in begun:
                self._shares.give_back(need)

    def why_not(self, pair: Pair) -> str:
        """A sentence that says what speaks against this pair; empty when nothing does."""
        item, device = self.items.get(pair.item), self.devices.get(pair.device)
        if item is None or device is None:
            return _("This need or this device is not in the records any more.")
        return (
            self._why_not_item(item)
            or self._why_not_device(device)
            or _why_not_together(item, device)
            or self._why_not_set(item.need)
        )

    def _why_not_set(self, need: Need) -> str:
        for sentence in self._shares.against(need).values():
            return sentence
        if need.pk in self._missed and not self._shares.has_begun(need):
            return _half_a_set()
        return ""

    def _why_not_item(self, item: NeedItem) -> str:
        institution = item.need.request.institution
        if institution.status != InstitutionStatus.APPROVED:
            return _("%(institution)s is “%(status)s”: nothing is reserved for it.") % {
                "institution": institution,
                "status": institution.get_status_display(),
            }
        if item.pk in self._promised:
            return _("Another device has been reserved for %(need)s meanwhile.") % {"need": item.need}
        if item.is_dropped:
            return _("The institution does not ask for this part of the set any more.")
        if item.given_up:
            return _("Nobody asks for this part any more.")
        if item.need_id not in self._waiting:
            return _("%(need)s is not on the waiting list any more.") % {"need": item.need}
        return ""

    def _why_not_device(self, device: Device) -> str:
        if device.pk in self._taken:
            return _("The device %(number)s is given to another need of this list.") % {"number": device.number}
        if device.status != DeviceStatus.READY:
            return _("The device %(number)s is not free any more: it is “%(status)s”.") % {
                "number": device.number,
                "status": device.get_status_display(),
            }
        if device.hold_kind:
            return _("The device %(number)s is on hold.") % {"number": device.number}
        return ""


def _half_a_set() -> str:
    return _("What this set begins with can't be reserved: half a set helps nobody.")


def _why_not_together(item: NeedItem, device: Device) -> str:
    if device.category_id == item.category_id and reaches(device, item.minimum_spec):
        return ""
    return _("The device %(number)s is not what %(need)s asks for (any more).") % {
        "number": device.number,
        "need": item.need,
    }


def _lock(model: type[Need] | type[Device], pks: Collection[int]) -> list:
    """By their keys, in parts that every database takes."""
    ordered = sorted(pks)
    return [
        row
        for start in range(0, len(ordered), CHUNK)
        for row in model.objects.select_for_update().filter(pk__in=ordered[start : start + CHUNK]).order_by("pk")
    ]


def _reserve_or_split(
    sets: Sequence[Sequence[Pair]], found: _Found, order: _Order, result: Confirmed
) -> list[RefusedPair]:
    """Together if possible; else in halves, down to the set that loses. Returns what was lost."""
    if not sets:
        return []
    try:
        with transaction.atomic():
            result.made += _reserve([pair for one in sets for pair in one], found, order)
            return []
    except LockConflict:
        raise
    except (IntegrityError, TransitionRefused) as refusal:
        sentence = _sentence(refusal)
    if len(sets) == 1:
        return _part_by_part(sets[0], sentence, found, order, result)
    middle = len(sets) // 2
    return _reserve_or_split(sets[:middle], found, order, result) + _reserve_or_split(
        sets[middle:], found, order, result
    )


def _part_by_part(
    pairs: Sequence[Pair], sentence: str, found: _Found, order: _Order, result: Confirmed
) -> list[RefusedPair]:
    """One set that can't be reserved whole: what remains of it, but nothing of one that can't begin. Returns what was
    lost; `sentence` says why, when it is a single pair."""
    if len(pairs) == 1:
        return [RefusedPair(pairs[0], sentence)]
    lost: list[RefusedPair] = []
    begun = found.had_begun(pairs[0])
    for pair in pairs:
        if lost and not begun:
            lost.append(RefusedPair(pair, _half_a_set()))
            continue
        refused = _reserve_or_split([[pair]], found, order, result)
        begun = begun or not refused
        lost += refused
    return lost


def _sentence(refusal: Exception) -> str:
    if isinstance(refusal, TransitionRefused):
        return str(refusal)
    return _("This device or this need has just been given away. Please choose again.")


def _reserve(pairs: Sequence[Pair], found: _Found, order: _Order) -> list[Allocation]:
    """Promises, devices and needs with their lines of history, in the same few statements for one pair or a thousand.
    Raises IntegrityError or TransitionRefused; then nothing of it stands."""
    with written_together():
        made = Allocation.objects.bulk_create([_promise(pair, found, order) for pair in pairs], batch_size=CHUNK)
        record_many([_line(row) for row in made], actor=order.actor, happened_at=order.now)
        moved = change_status_many(
            Device,
            [row.device_id for row in made],
            DeviceStatus.RESERVED,
            actor=order.actor,
            happened_at=order.now,
            each={row.device_id: {"allocation": row.pk} for row in made},
        )
        for reason in moved.refused.values():
            raise TransitionRefused(reason)
        needs = {row.item.need_id for row in made}
        follow_allocations(needs, actor=order.actor, happened_at=order.now)
    return made


def _promise(pair: Pair, found: _Found, order: _Order) -> Allocation:
    return Allocation(
        device=found.devices[pair.device],
        item=found.items[pair.item],
        held_until=order.held_until,
        loan_until=order.loans.end_for(found.items[pair.item].need),
        allocated_by=order.actor.user,
        created_at=order.now,
        promised_since=order.now,
        status_since=order.now,
    )


def _line(row: Allocation) -> Line:
    data = {"device": row.device.number, "item": row.item_id, "held_until": row.held_until.isoformat()}
    return Line(row, PROMISED, new_status=AllocationStatus.RESERVED, data=data)
