"""What a visitor has typed so far, kept in their session: nothing gets lost by an error, a reload or the way back, and
no cookie but the session's is needed. It ends with the session, or by the visitor's own button."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

KEY = "offer"
# Counted as stored, where a letter may take six characters. A hundred rows with everything filled in are about a third
# of the first; the delivery has a message of up to 2,000 letters.
MOST_CHARACTERS = {"devices": 150_000, "delivery": 15_000, "data": 5_000, "donor": 5_000}
NOT_TYPED = ("csrfmiddlewaretoken", "then", "row", "add_row")


class Draft:
    """The typed answers, step by step. An answer that was sent is `checked`; others are shown without complaints."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session
        self._kept: dict[str, Any] = session.get(KEY, {})

    @property
    def is_begun(self) -> bool:
        """Whether anything is kept."""
        return bool(self._kept)

    def typed(self, step: str) -> QueryDict | None:
        """What was typed at this step; None before anything was."""
        kept = self._kept.get(step)
        return QueryDict(kept["typed"]) if kept else None

    def is_checked(self, step: str) -> bool:
        """Whether the step was sent, not just typed at."""
        return bool(self._kept.get(step, {}).get("checked"))

    def keep(self, step: str, typed: QueryDict, *, checked: bool) -> bool:
        """Remembers a step's answers; False when they are larger than any honest ones."""
        answers = typed.copy()
        for name in NOT_TYPED:
            answers.pop(name, None)
        text = answers.urlencode()
        if len(text) > MOST_CHARACTERS[step]:
            return False
        self._write({**self._kept, step: {"typed": text, "checked": checked}})
        return True

    @property
    def sent(self) -> int | None:
        """The offer that was made of it and waits for its confirmation."""
        return self._kept.get("sent")

    def mark_sent(self, offer: int | None) -> None:
        """Sent; with None a program sent it, and nothing was made of it."""
        self._write({**self._kept, "sent": offer})

    def discard(self) -> None:
        """Forgets everything."""
        self._session.pop(KEY, None)
        self._kept = {}

    def _write(self, kept: dict[str, Any]) -> None:
        self._kept = self._session[KEY] = kept
        # The next person at this computer is to find nothing: the cookie ends with the browser.
        self._session.set_expiry(0)
