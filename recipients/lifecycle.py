"""PRODUCT.md § 3, Institution, Request, Need, Allocation, Handover: complete; every other step is refused."""

from custody.lifecycle import Lifecycle
from recipients.enums import AllocationStatus as A
from recipients.enums import HandoverStatus as H
from recipients.enums import InstitutionStatus as I
from recipients.enums import NeedStatus as N
from recipients.enums import ProposalStatus as P
from recipients.enums import RequestStatus as R

INSTITUTION = Lifecycle(
    "institution",
    {
        I.APPLIED: {I.APPROVED, I.REFUSED},
        I.APPROVED: {I.SUSPENDED},
        I.SUSPENDED: {I.APPROVED},
    },
)

REQUEST = Lifecycle(
    "request",
    {
        R.DRAFT: {R.SUBMITTED, R.WITHDRAWN},
        R.SUBMITTED: {R.APPROVED, R.DECLINED, R.WITHDRAWN},
        R.APPROVED: {R.WITHDRAWN},
    },
    guards={(R.DRAFT, R.SUBMITTED): ("needs_complete", "entitlement_attested", "institution_approved")},
)

NEED = Lifecycle(
    "need",
    {
        N.OPEN: {N.RESERVED, N.WITHDRAWN, N.DECLINED},
        N.RESERVED: {N.OPEN, N.FULFILLED, N.WITHDRAWN, N.DECLINED},
        N.FULFILLED: {N.OPEN},
    },
    guards={
        (N.RESERVED, N.FULFILLED): ("every_item_handed_over",),
        # A need that waits again may still have a device in use: one of two came back.
        (N.OPEN, N.WITHDRAWN): ("request_was_sent", "nothing_promised"),
        (N.OPEN, N.DECLINED): ("request_was_sent", "nothing_promised"),
        (N.RESERVED, N.WITHDRAWN): ("nothing_promised",),
        (N.RESERVED, N.DECLINED): ("nothing_promised",),
    },
)

ALLOCATION = Lifecycle(
    "allocation",
    {
        A.RESERVED: {A.DELIVERED, A.RELEASED},
        A.DELIVERED: {A.HANDED_OVER, A.RELEASED},
        A.HANDED_OVER: {A.RETURNED},
    },
    guards={
        (A.RESERVED, A.RELEASED): ("receipt_withdrawn",),
        (A.DELIVERED, A.RELEASED): ("receipt_withdrawn",),
    },
)

HANDOVER = Lifecycle(
    "handover",
    {
        H.PLANNED: {H.PACKED, H.CANCELLED},
        H.PACKED: {H.UNDER_WAY, H.CANCELLED},
        H.UNDER_WAY: {H.CLOSED},
    },
    guards={
        (H.PLANNED, H.PACKED): ("something_to_hand_over", "receipts_ready", "everything_scanned"),
        (H.PACKED, H.UNDER_WAY): ("papers_name_the_day",),
        (H.UNDER_WAY, H.CLOSED): ("every_device_answered",),
    },
)

# Not in PRODUCT.md: until a proposal is confirmed nothing is promised, so that it may be thrown away at any time.
PROPOSAL = Lifecycle(
    "proposal",
    {
        P.CALCULATING: {P.READY, P.FAILED, P.DISCARDED},
        P.FAILED: {P.CALCULATING, P.DISCARDED},
        P.READY: {P.CONFIRMED, P.DISCARDED},
    },
)
