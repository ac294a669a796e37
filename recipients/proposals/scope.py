"""What a proposal is about: which kinds of devices, which institutions, how many device sets for each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from recipients.enums import EXTRAS
from recipients.models import Need, NeedItem


@dataclass(frozen=True)
class Scope:
    """Keys; nothing named means everything. `cap`: how many device sets each institution gets from this proposal."""

    categories: tuple[int, ...] = ()
    institutions: tuple[int, ...] = ()
    school_types: tuple[int, ...] = ()
    cap: int | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Scope":
        """As it is kept with a proposal."""
        lists = {name: tuple(kept.get(name, ())) for name in ("categories", "institutions", "school_types")}
        return cls(**lists, cap=kept.get("cap"))

    def kept(self) -> dict[str, Any]:
        """For a JSON column."""
        return {
            "categories": sorted(self.categories),
            "institutions": sorted(self.institutions),
            "school_types": sorted(self.school_types),
            "cap": self.cap,
        }

    def needs(self) -> QuerySet[Need]:
        """Needs on the waiting list that it is about. Of a set that waits for several things, all essential ones must
        be of the kinds: half a set helps nobody."""
        needs = Need.objects.queued()
        if self.institutions or self.school_types:
            named = Q(request__institution__in=self.institutions)
            needs = needs.filter(named | Q(request__institution__school_type__in=self.school_types))
        if self.categories:
            waiting = NeedItem.objects.unpromised().filter(need__in=needs.values("pk"))
            inside = waiting.filter(category__in=self.categories).values("need")
            outside = waiting.exclude(category__in=self.categories).exclude(category__code__in=EXTRAS).values("need")
            needs = needs.filter(pk__in=inside).exclude(pk__in=outside)
        return needs

    def takes(self, category: int) -> bool:
        """Whether things of this category are given out by it."""
        return not self.categories or category in self.categories
