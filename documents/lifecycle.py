"""PRODUCT.md § 3, Document."""

from custody.lifecycle import Lifecycle
from documents.enums import DocumentStatus as S

TRANSITIONS = {
    S.QUEUED: {S.READY, S.FAILED},
    S.FAILED: {S.QUEUED},
    S.READY: {S.VOIDED, S.SUPERSEDED, S.PURGED},
    S.VOIDED: {S.PURGED},
    S.SUPERSEDED: {S.PURGED},
}

DOCUMENT = Lifecycle("document", TRANSITIONS)
