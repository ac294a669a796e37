"""What settles a medium, and what takes that back. Nothing else does: the gate rests on these verbs."""

from devices.erasure.by_hand import may_review, methods_for, settle_by_hand
from devices.erasure.doubting import (
    DOUBT_DECIDED,
    ERASURE_DOUBTED,
    decide,
    doubted,
    is_beyond_reach,
    retract_or_alert,
)
from devices.erasure.logs import (
    LogResult,
    Verdict,
    confirm_by_person,
    judge,
    may_be_same_size,
    media_named_by,
    settle_by_log,
    settle_by_report,
    time_reasons,
)
from devices.erasure.settling import (
    ERASURE_RECORDED,
    ERASURE_RETRACTED,
    NEEDS_PROOF,
    Settlement,
    may_be_settled,
    retract,
)

__all__ = [
    "DOUBT_DECIDED",
    "ERASURE_DOUBTED",
    "ERASURE_RECORDED",
    "ERASURE_RETRACTED",
    "NEEDS_PROOF",
    "LogResult",
    "Settlement",
    "Verdict",
    "confirm_by_person",
    "decide",
    "doubted",
    "is_beyond_reach",
    "judge",
    "may_be_same_size",
    "may_be_settled",
    "may_review",
    "media_named_by",
    "methods_for",
    "retract",
    "retract_or_alert",
    "settle_by_hand",
    "settle_by_log",
    "settle_by_report",
    "time_reasons",
]
