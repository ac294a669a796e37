"""What a proposal is computed from, and what comes out. Numbers only: keys, points, MiB, cores, days.

The rules (PRODUCT.md § 8), in the order in which they count; each is exact, the next one chooses only among what the
earlier ones leave:

1. **Most weighted need served.** A need is *served* when every essential item of it that is still open gets a device;
   then its whole weight counts, else nothing of it does. Among ways that serve the same weight, the one that serves
   earlier places of the queue (`Need.order`): the first place in which two ways differ decides.
2. Hard, at any time: `caps`, one need per household within an institution, pins, forbidden pairs, minimum specs.
3. **Least over-specification:** least memory in total above what was asked, then fewest cores above.
4. **Oldest stock first,** by the day on which a device became ready.
5. Last, worsening none of these: wishes, then class sets of one model, then who asks for more gets more.

**Parts.** From what is then left in stock, a set that can't be complete may begin with its first essential item (a
monitor without its computer is never proposed), and after that further items go to begun and served needs: two more
rounds of the same rules, which never take from the one before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Item:
    """One open thing of a need, without an active allocation. `category`: key of its category. A device serves it that
    has this category and at least so much memory (MiB) and so many cores; 0 asks for nothing.

    `essential`: without it the set is of no use (computer, monitor); a need can count as served without the others
    (mouse, headset), which it then waits for."""

    pk: int
    category: int
    min_ram_mib: int = 0
    min_cores: int = 0
    essential: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """A need on the waiting list with its open items, in the order of their position.

    `weight`: its points today (0 or more). `rank`: smaller has waited longer; together with weight and key it has to
    give the order of `recipients.queue.ORDER` (seconds of `queued_since`, or simply the place in the queue).
    `household`: "" for none; counts within the institution. `begun`: an item of it has an active allocation already, so
    that it is in the institution's count and its household's turn is its own. `class_set`: key of its class set, given
    only when the set asked for the same model. `wishes`: codes as in `Device.traits`.
    """

    pk: int
    institution: int
    weight: int
    rank: int
    items: tuple[Item, ...]
    household: str = ""
    begun: bool = False
    class_set: int | None = None
    wishes: frozenset[str] = frozenset()

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts needs as the queue does: most points, then longest waiting, then the lower key."""
        return -self.weight, self.rank, self.pk

    @property
    def essentials(self) -> tuple[Item, ...]:
        """The items that decide whether it is served: the essential ones, or all where none is."""
        return tuple(item for item in self.items if item.essential) or self.items


@dataclass(frozen=True, slots=True)
class Device:
    """A ready device. What is not known of memory (MiB) and cores is 0. `model`: maker and model, "" when unknown
    (never alike). `traits`: codes of the wishes that it grants. One that is only imagined ("with 20 more notebooks")
    has a negative key."""

    pk: int
    category: int
    ready_since: date
    ram_mib: int = 0
    cores: int = 0
    model: str = ""
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that a proposal depends on; the order of rows makes no difference.

    `caps`: {institution: how many more device sets it may get in this period}; a missing one has no limit. Only needs
    that are not begun count. `busy_households`: (institution, household) pairs that have a device set already: their
    other needs wait. `pins`: (item, device) pairs that must be in the proposal; `forbidden`: that must not. `seconds`:
    time limit for the proof. `parts`: whether sets may begin that can't be complete.
    """

    needs: tuple[Need, ...]
    devices: tuple[Device, ...]
    caps: Mapping[int, int] = field(default_factory=dict)
    busy_households: frozenset[tuple[int, str]] = frozenset()
    pins: frozenset[tuple[int, int]] = frozenset()
    forbidden: frozenset[tuple[int, int]] = frozenset()
    seconds: float = 60.0
    parts: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this device for this item, in numbers; what it has and what was asked stand in Device and Item.

    No device that is left over, fits and may be given to this item is smaller, or as small and older: these numbers say
    where the others are. A pinned pair was chosen by a person and may be neither.
    """

    pinned: bool
    smaller_given: int
    """Fitting devices with less memory, or as much and fewer cores, that went to other needs."""
    older_given: int
    """Fitting devices of the same memory and cores, ready on an earlier day, that went to other needs."""
    better_left: int
    """Fitting devices with more memory or cores that stay in stock for needs that ask for more."""
    wishes_met: frozenset[str] = frozenset()
    alike: int = 0
    """Devices of this model that its class set gets for items like this one, this one included; 0 outside of class
    sets."""
    alike_of: int = 0
    """Devices that its class set gets for items like this one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An item and the device proposed for it."""

    need: int
    item: int
    device: int
    reason: Reason


class Lack(StrEnum):
    """What an unserved need is missing. Each of a need's lacks alone keeps it from being served."""

    NO_STOCK = "no_stock"
    """No ready device of this category at all."""
    SPEC = "spec"
    """There are ready devices of this category, none of them reaches the minimum."""
    FORBIDDEN = "forbidden"
    """Every device that reaches the minimum was ruled out for this item by a person."""
    STOCK = "stock"
    """Devices fit, all of them go to other needs, which come first (but see `Missing.later`)."""
    CAP = "cap"
    """Its institution has had all the device sets of this period."""
    HOUSEHOLD = "household"
    """Another need of its household within the institution comes first, or has a device set already."""
    TOGETHER = "together"
    """Each thing is there by itself, not all of them at once."""
    TIME = "time"
    """Nothing is missing that is known: the time was up before the proposal was proven to be the best."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One lack of an unserved need. `item`: of which thing; None when it is not about a thing."""

    lack: Lack
    item: int | None = None
    in_category: int = 0
    """Ready devices of the item's category."""
    fitting: int = 0
    """Those that reach the item's minimum and were not ruled out for it."""
    cap: int | None = None
    """CAP: how many device sets its institution could get."""
    later: int = 0
    """STOCK, CAP, HOUSEHOLD: needs that come later in the queue and get it all the same: a person pinned it, it is a
    part of a set, or together more weight is served that way."""
    instead: int | None = None
    """HOUSEHOLD: the need of the same household that is proposed instead; None when an earlier one has its set."""


@dataclass(frozen=True, slots=True)
class Unserved:
    """A need that is not served. `given`: items that get a device all the same (a part of a set)."""

    need: int
    given: tuple[int, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Goals:
    """What a proposal reaches of each goal, in their order; all are whole numbers."""

    weight: int
    """Sum of the weights of the needs served."""
    served: tuple[int, ...]
    """The needs served, in the order of the queue."""
    begun: tuple[int, ...]
    """Unserved needs of which this proposal begins the set, in the order of the queue."""
    further: tuple[int, ...]
    """Further items with a device: of served needs beyond the essential ones, of begun ones beyond the first."""
    excess_ram_mib: int
    """Memory above what was asked, over all pairs."""
    excess_cores: int
    """Cores above what was asked, over all pairs."""
    ready_days: int
    """Sum of the days of readiness (`date.toordinal`) over all pairs: the smaller, the older the stock given."""
    alike: int = 0
    """Items of class sets whose device is of the most frequent model of its set; not proven to be the most possible."""
    alike_of: int = 0
    """Items of class sets with a device."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How good a proposal is proven to be. `bound`: no proposal serves more weight. Optimal: every exact goal was
    proven in its order; otherwise the time was up, and `open_goal` names the first goal that could be better: "weight",
    or "queue" when the weight is proven and only the order among equal sums is open."""

    optimal: bool
    weight: int
    bound: int
    seconds: float
    open_goal: str = ""

    @property
    def distance(self) -> float:
        """How much more weight there could be at most, as a share of the bound: 0 when the weight is proven."""
        return (self.bound - self.weight) / self.bound if self.bound else 0.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """The outcome: pairs in the order of the queue, and every other need with what it is missing."""

    pairs: tuple[Pair, ...]
    unserved: tuple[Unserved, ...]
    goals: Goals
    proof: Proof


class NotComputable(ValueError):
    """A proposal can't be computed from this input. The subclasses say why; their text is for developers, their
    attributes are for sentences to people."""


class InputContradicts(NotComputable):
    """A key stands twice, or a weight, cap or minimum is negative. `what`: which, in a word."""

    def __init__(self, what: str, key: int) -> None:
        super().__init__(f"{what}: {key}")
        self.what, self.key = what, key


class PinImpossible(NotComputable):
    """A pin that can't be obeyed. `why`: "unknown", "twice", "spec", "forbidden", "cap" or "household"."""

    def __init__(self, why: str, item: int, device: int) -> None:
        super().__init__(f"pin of item {item} to device {device}: {why}")
        self.why, self.item, self.device = why, item, device


class CostTooLarge(NotComputable):
    """A cost that the solver's whole numbers can't hold: refused, since the result would silently be wrong."""
