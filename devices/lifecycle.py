"""PRODUCT.md § 3, Device and StorageMedium: these tables are complete; every other step is refused."""

from custody.lifecycle import Lifecycle
from devices.enums import SETTLED_MEDIUM, PalletStatus, PartStatus
from devices.enums import DeviceStatus as S
from devices.enums import MediumStatus as M

TRANSITIONS = {
    S.REGISTERED: {S.RECEIVED, S.NOT_RECEIVED, S.REJECTED},
    S.NOT_RECEIVED: {S.RECEIVED},
    S.RECEIVED: {S.IN_REFURBISHMENT, S.REJECTED, S.RECYCLED, S.DISMANTLED, S.LOST},
    S.IN_REFURBISHMENT: {S.READY, S.RECYCLED, S.DISMANTLED, S.LOST},
    S.READY: {S.RESERVED, S.IN_REFURBISHMENT, S.LOST},
    S.RESERVED: {S.READY, S.IN_REFURBISHMENT, S.DELIVERED, S.LOST},
    S.DELIVERED: {S.HANDED_OVER, S.READY, S.RETURNED, S.LOST},
    S.HANDED_OVER: {S.IN_REPAIR, S.RETURNED, S.LOST},
    S.IN_REPAIR: {S.HANDED_OVER, S.RETURNED, S.LOST},
    S.RETURNED: {S.IN_REFURBISHMENT, S.RECYCLED, S.DISMANTLED, S.LOST},
    S.LOST: {S.RECEIVED},
}

MEDIA_SETTLED = ("media_settled",)
SETTLED_AFTER_USE = ("media_settled", "media_settled_anew")
# What leaves for good without going back to its donor: somebody looked for media in it.
LOOKED_INTO = ("media_known", "media_settled")
LOOKED_INTO_AFTER_USE = ("media_known", "media_settled", "media_settled_anew")
GUARDS = {
    (S.RECEIVED, S.REJECTED): (*SETTLED_AFTER_USE, "not_confirmed"),
    (S.RECEIVED, S.RECYCLED): LOOKED_INTO_AFTER_USE,
    (S.RECEIVED, S.DISMANTLED): LOOKED_INTO_AFTER_USE,
    (S.IN_REFURBISHMENT, S.READY): (
        "media_evident",
        "steps_done",
        "quality_control_signed",
        "not_on_hold",
    ),
    (S.IN_REFURBISHMENT, S.RECYCLED): LOOKED_INTO,
    (S.IN_REFURBISHMENT, S.DISMANTLED): LOOKED_INTO,
    (S.READY, S.RESERVED): ("active_allocation",),
    (S.READY, S.IN_REFURBISHMENT): ("no_active_allocation",),
    (S.READY, S.LOST): ("no_active_allocation",),
    (S.RESERVED, S.IN_REFURBISHMENT): ("no_active_allocation",),
    (S.RESERVED, S.READY): ("no_active_allocation",),
    (S.RESERVED, S.LOST): ("no_active_allocation",),
    (S.RESERVED, S.DELIVERED): ("receipt_issued", "not_on_hold"),
    (S.DELIVERED, S.HANDED_OVER): ("institution_confirmed",),
    (S.DELIVERED, S.READY): ("no_active_allocation", "receipt_voided"),
    (S.DELIVERED, S.RETURNED): ("no_active_allocation",),
    (S.DELIVERED, S.LOST): ("no_active_allocation",),
    (S.HANDED_OVER, S.RETURNED): ("no_active_allocation",),
    (S.HANDED_OVER, S.LOST): ("lent_out",),
    (S.IN_REPAIR, S.HANDED_OVER): MEDIA_SETTLED,
    (S.IN_REPAIR, S.RETURNED): ("no_active_allocation",),
    (S.RETURNED, S.RECYCLED): LOOKED_INTO_AFTER_USE,
    (S.RETURNED, S.DISMANTLED): LOOKED_INTO_AFTER_USE,
}

DEVICE = Lifecycle("device", TRANSITIONS, GUARDS)

MEDIUM_TRANSITIONS = {
    M.PENDING: {M.ERASED, M.DESTROYED, M.REMOVED, M.RETURNED_TO_DONOR, M.LOST},
    M.ERASED: {M.PENDING},
    M.DESTROYED: {M.PENDING},
    M.REMOVED: {M.PENDING, M.ERASED, M.DESTROYED, M.RETURNED_TO_DONOR},
    M.RETURNED_TO_DONOR: {M.PENDING},
    M.LOST: {M.PENDING},
}

# Whoever moves a medium, by whatever way: it is settled only by an erasure that was written for it just now.
MEDIUM_GUARDS = {
    (old, new): ("erasure_stands",) for old, ends in MEDIUM_TRANSITIONS.items() for new in ends if new in SETTLED_MEDIUM
}

MEDIUM = Lifecycle("medium", MEDIUM_TRANSITIONS, MEDIUM_GUARDS)

# What is built in is taken out before it is scrapped; what was collected is frozen.
PART = Lifecycle(
    "part",
    {
        PartStatus.IN_STOCK: {PartStatus.BUILT_IN, PartStatus.SCRAPPED},
        PartStatus.BUILT_IN: {PartStatus.IN_STOCK},
    },
)
PALLET = Lifecycle(
    "pallet",
    {PalletStatus.OPEN: {PalletStatus.COLLECTED}},
    {(PalletStatus.OPEN, PalletStatus.COLLECTED): ("something_on_it", "only_settled_media")},
)
