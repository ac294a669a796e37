"""What can be asked for: single devices and device sets, each as one choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from devices.models import AccessoryKind, Category
from recipients.models import ClassSet, DeviceSet, EntitlementBasis, Institution, Need, Wish
from recipients.models.institution import EVERY_GRADE
from recipients.reference import requestable_categories

SET = "set-"


@dataclass(frozen=True)
class Offer:
    """One choice. `categories` are its devices, each of which gets a number of its own and is allocated; `accessories`
    are counted things that go with them. `key` is its value in forms."""

    key: str
    name: str
    categories: tuple[Category, ...]
    accessories: tuple[AccessoryKind, ...] = ()
    device_set: DeviceSet | None = None

    @property
    def content(self) -> str:
        """What belongs to it, in words."""
        return ", ".join(part.name for part in (*self.categories, *self.accessories))

    @property
    def label(self) -> str:
        """The name; of a set with what belongs to it."""
        return f"{self.name} ({self.content})" if self.device_set else self.name


def offers() -> dict[str, Offer]:
    """{key: choice}, single devices before sets; a set without a device is none."""
    single = [Offer(category.code, category.name, (category,)) for category in requestable_categories()]
    sets = DeviceSet.objects.filter(is_active=True).prefetch_related("items__category", "items__accessory")
    found = [*single, *(offer for offer in map(_of_set, sets) if offer.categories)]
    return {offer.key: offer for offer in found}


def _of_set(row: DeviceSet) -> Offer:
    items = list(row.items.all())
    return Offer(
        key=f"{SET}{row.code}",
        name=row.name,
        categories=tuple(item.category for item in items if item.category),
        accessories=tuple(item.accessory for item in items if item.accessory),
        device_set=row,
    )


@dataclass(frozen=True)
class Askable:
    """Everything a form of needs offers. `bases` is empty unless the operator's setting says that the notice must be
    asked for (PRODUCT.md § 7)."""

    offers: Mapping[str, Offer]
    wishes: Sequence[Wish]
    bases: Sequence[EntitlementBasis]
    grades: Sequence[int]


def askable(institution: Institution | None = None) -> Askable:
    """What this institution can ask for; without one, what any can."""
    bases = EntitlementBasis.objects.filter(is_active=True) if settings.ASK_WHICH_NOTICE else []
    return Askable(offers(), list(Wish.objects.filter(is_active=True)), list(bases), grades_of(institution))


def grades_of(institution: Institution | None) -> Sequence[int]:
    """The school grades that the institution teaches."""
    return institution.grades() if institution else EVERY_GRADE


def choices(found: Mapping[str, Offer]) -> list[tuple]:
    """As a form field takes them; sets say what belongs to them."""
    return [(offer.key, offer.label) for offer in found.values()]


def keys_of(need: Need) -> tuple[str, str]:
    """The keys of what a need asks for: of its set, or of its first and (perhaps) its further device."""
    if need.device_set:
        return f"{SET}{need.device_set.code}", ""
    first, further, *_more = [*(item.category.code for item in need.items.all()), "", ""]
    return first, further


def key_of_class(class_set: ClassSet) -> str:
    """The key of what a class set asks for."""
    return f"{SET}{class_set.device_set.code}" if class_set.device_set else class_set.category.code
