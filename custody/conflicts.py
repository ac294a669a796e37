"""Two people at the same rows: the database lets one of them wait. Who waits too long, or in a circle, is told so in a
sentence: nothing was changed, and trying again helps."""

from contextlib import AbstractContextManager
from typing import Any

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused

# PostgreSQL's codes for deadlock, lock timeout and serialisation failure.
LOCK_CONFLICTS = {"40P01", "55P03", "40001"}


class LockConflict(TransitionRefused):
    """Somebody else holds what this step needs. The message is for people."""


def told() -> AbstractContextManager[None]:
    """Within it a lock conflict of any statement is a LockConflict, which every page shows as it shows a refusal. The
    transaction is rolled back like after any other error."""
    return connection.execute_wrapper(_tell)


def _tell(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    try:
        return execute(sql, params, many, context)
    except OperationalError as error:
        if not is_lock_conflict(error):
            raise
        raise LockConflict(
            _("Somebody else is working on this at the moment. Nothing was changed; please try again.")
        ) from error


def is_lock_conflict(error: OperationalError) -> bool:
    """Whether the database is well and only somebody else was there: SQLite says "database is locked" in words,
    PostgreSQL has a code."""
    return "is locked" in str(error) or getattr(error.__cause__, "sqlstate", None) in LOCK_CONFLICTS
