"""PRODUCT.md § 3, Donation."""

from custody.lifecycle import Lifecycle
from donations.enums import DonationStatus as S

TRANSITIONS = {
    S.DRAFT: {S.ANNOUNCED},
    S.ANNOUNCED: {S.SCHEDULED, S.RECEIVED, S.DECLINED, S.CANCELLED},
    S.SCHEDULED: {S.RECEIVED, S.DECLINED, S.CANCELLED},
    S.RECEIVED: {S.SETTLED},
    S.SETTLED: {S.RECEIVED},
}

DONATION = Lifecycle(
    "donation",
    TRANSITIONS,
    guards={
        (S.DRAFT, S.ANNOUNCED): ("donation_has_devices",),
        (S.ANNOUNCED, S.SCHEDULED): ("agreement_recorded",),
        (S.RECEIVED, S.SETTLED): ("every_device_settled",),
    },
)
