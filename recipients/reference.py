"""Reference data of needs, as an installation starts with it; editable afterwards."""

from pathlib import Path

from accounts.reference_data import load_rows
from devices.models import Category
from recipients.models import MinimumSpec, SchoolHoliday, Term, Weight

FOLDER = Path(__file__).parent / "reference"


def load() -> int:
    """Adds what the tables do not have yet; what somebody edited stays. Returns how many rows were added.

    Points and minimum specifications are the initiative's own rule (PRODUCT.md § 8), not a law.
    """
    added = load_rows(MinimumSpec, FOLDER / "minimum_specs.json") + load_rows(Weight, FOLDER / "weights.json")
    return added + load_rows(SchoolHoliday, FOLDER / "school_holidays.json") + load_rows(Term, FOLDER / "terms.json")


def requestable_categories() -> list[Category]:
    """What can be asked for: the categories in use that have a minimum specification in use."""
    return list(Category.objects.filter(is_active=True, minimum_specs__is_active=True).distinct())
