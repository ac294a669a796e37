"""Whether a need may get a device set now: its institution's limit, and one device set for each household within an
institution. Asked wherever a device is promised, for one need or for a thousand."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from recipients.limits.caps import left_today
from recipients.models import Allocation, Need

CAP, HOUSEHOLD = "cap", "household"


class OverLimit(TransitionRefused):
    """The institution has had its share, or the household has. The message is for people."""


class Shares:
    """What is left for the institutions and households of these needs. Whoever promises by it has locked the
    institutions before (`locking.lock_institutions`), so that of two promises at once the second sees the first.

    `needs` come with their request; `cap` limits what each institution gets beside the limits of a period."""

    def __init__(self, needs: Iterable[Need], *, day: date, cap: int | None = None) -> None:
        rows = list(needs)
        institutions = {need.request.institution_id for need in rows}
        promised = Allocation.objects.active()
        self._begun = set(promised.filter(item__need__in=rows).values_list("item__need", flat=True))
        self._taken: set[int] = set()
        self._left = {one.institution: one.left for one in left_today(institutions, day=day, cap=cap)}
        codes = {need.household_code for need in rows} - {""}
        given = Need.objects.filter(household_code__in=codes, request__institution__in=institutions)
        given = given.filter(pk__in=promised.values("item__need"))
        self._served_households = set(given.values_list("request__institution", "household_code"))

    def has_begun(self, need: Need) -> bool:
        """Whether it has a device already, or has taken one here: then the rest of its set is its own."""
        return need.pk in self._taken or self.had_begun(need)

    def had_begun(self, need: Need) -> bool:
        """Whether it had a device before anything was taken here."""
        return need.pk in self._begun

    def against(self, need: Need) -> dict[str, str]:
        """{code: a sentence that says what speaks against it}; empty when it may get a device set."""
        if self.has_begun(need):
            return {}
        found = {}
        if self._left.get(need.request.institution_id, 1) <= 0:
            found[CAP] = _("The institution has had all device sets of this period.")
        if _household(need) in self._served_households:
            found[HOUSEHOLD] = _("Another need of this household has a device already.")
        return found

    def take(self, need: Need) -> None:
        """From now on it has a device: its institution has one less, and its household's turn is over."""
        if self.has_begun(need):
            return
        self._taken.add(need.pk)
        if need.request.institution_id in self._left:
            self._left[need.request.institution_id] -= 1
        if need.household_code:
            self._served_households.add(_household(need))

    def give_back(self, need: Need) -> None:
        """It gets none after all: what it took here, against nothing, is there for others again."""
        if need.pk not in self._taken:
            return
        self._taken.remove(need.pk)
        if need.request.institution_id in self._left:
            self._left[need.request.institution_id] += 1
        self._served_households.discard(_household(need))


def against(need: Need, *, day: date) -> list[str]:
    """Sentences that say why this need should get nothing on that day; for pages, nothing is locked."""
    return list(Shares([need], day=day).against(need).values())


def _household(need: Need) -> tuple[int, str]:
    """A code means something within one institution alone."""
    return need.request.institution_id, need.household_code
