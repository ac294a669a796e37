"""Reference data of needs, as an installation starts with it; editable afterwards."""

from pathlib import Path

from accounts.reference_data import load_rows
from devices.models import Category
from recipients.models import (
    ConfirmationRule,
    DeviceSet,
    DeviceSetItem,
    EntitlementBasis,
    MinimumSpec,
    SchoolHoliday,
    SchoolType,
    Term,
    Weight,
    Wish,
)

FOLDER = Path(__file__).parent / "reference"


def load() -> int:
    """Adds what the tables do not have yet; what somebody edited stays. Returns how many rows were added.

    Points and minimum specifications are the initiative's own rule (PRODUCT.md § 8), not a law.
    """
    added = load_rows(MinimumSpec, FOLDER / "minimum_specs.json") + load_rows(Weight, FOLDER / "weights.json")
    added += load_rows(SchoolHoliday, FOLDER / "school_holidays.json") + load_rows(Term, FOLDER / "terms.json")
    added += load_rows(Wish, FOLDER / "wishes.json") + load_rows(EntitlementBasis, FOLDER / "entitlement_bases.json")
    added += load_rows(SchoolType, FOLDER / "school_types.json")
    added += load_rows(ConfirmationRule, FOLDER / "confirmation_rules.json")
    return added + _load_device_sets()


def _load_device_sets() -> int:
    """Sets that are not there yet, with what belongs to them; a set that is there stays, also what was taken out."""
    known = set(DeviceSet.objects.values_list("code", flat=True))
    added = load_rows(DeviceSet, FOLDER / "device_sets.json")
    return added + load_rows(
        DeviceSetItem,
        FOLDER / "device_set_items.json",
        key=("device_set", "position"),
        wanted=lambda row: row["device_set"]["code"] not in known,
    )


def requestable_categories() -> list[Category]:
    """What can be asked for: the categories in use that have a minimum specification in use."""
    return list(Category.objects.filter(is_active=True, minimum_specs__is_active=True).distinct())
