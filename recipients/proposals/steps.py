"""The steps of a calculation, as people read them while it runs; those in the middle are the engine's."""

from django.utils.translation import gettext_lazy as _

READ, WRITE = "read", "write"
STEPS = {
    READ: _("Reading the waiting list and the stock"),
    "serve": _("Choosing who is served, and proving that nobody could do better"),
    "parts": _("Looking at sets that can't be complete yet"),
    "further": _("Giving what else a set waits for"),
    "explain": _("Finding out why for each need"),
    WRITE: _("Writing it down"),
}
CODES = tuple(STEPS)
