"""PRODUCT.md § 3, Document."""

from custody.lifecycle import Lifecycle
from documents.enums import DocumentStatus as S

TRANSITIONS = {
    S.QUEUED: {S.READY, S.FAILED},
    # A paper that could not be made holds its frozen content, too: retention takes it as the others.
    S.FAILED: {S.QUEUED, S.PURGED},
    S.READY: {S.VOIDED, S.SUPERSEDED, S.PURGED},
    S.VOIDED: {S.PURGED},
    S.SUPERSEDED: {S.PURGED},
}

GUARDS = {(old, S.PURGED): ("not_held",) for old in (S.READY, S.VOIDED, S.SUPERSEDED, S.FAILED)}

DOCUMENT = Lifecycle("document", TRANSITIONS, GUARDS)
