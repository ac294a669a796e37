"""Reference data of the workshop, as an installation starts with it; editable afterwards."""

from pathlib import Path

from accounts.reference_data import load_rows
from devices.models import (
    AcceptanceRule,
    AccessoryKind,
    Category,
    Checklist,
    ChecklistStep,
    EffectFactor,
    ErasureMethod,
    LabelSheet,
    Location,
    PartKind,
    Plug,
    RecyclingGoods,
    VatRate,
)

FOLDER = Path(__file__).parent / "reference"


def load() -> int:
    """Adds what the tables do not have yet; what somebody edited stays. Returns how many rows were added.

    The level table follows NIST SP 800-88 Rev. 2 as PRODUCT.md § 5 reads it.
    """
    return (
        load_rows(Category, FOLDER / "categories.json")
        + load_rows(Location, FOLDER / "locations.json")
        + load_rows(LabelSheet, FOLDER / "label_sheets.json")
        + load_rows(ErasureMethod, FOLDER / "erasure_methods.json")
        + _load_checklists()
        + load_rows(AccessoryKind, FOLDER / "accessory_kinds.json")
        + load_rows(Plug, FOLDER / "plugs.json")
        + load_rows(PartKind, FOLDER / "part_kinds.json")
        + load_rows(RecyclingGoods, FOLDER / "recycling_goods.json")
        + load_rows(AcceptanceRule, FOLDER / "acceptance_rules.json")
        + load_rows(VatRate, FOLDER / "vat_rates.json")
        + load_rows(EffectFactor, FOLDER / "effect_factors.json")
    )


def _load_checklists() -> int:
    """First versions, with their steps, for categories that have no checklist yet: nothing is ever added to a version
    that somebody edited or that devices are checked by."""
    bare = set(Category.objects.filter(checklists=None).values_list("code", flat=True))
    return load_rows(
        Checklist,
        FOLDER / "checklists.json",
        key=("category", "version"),
        wanted=lambda row: row["category"]["code"] in bare,
    ) + load_rows(
        ChecklistStep,
        FOLDER / "checklist_steps.json",
        key=("checklist", "code"),
        wanted=lambda row: row["checklist"]["category__code"] in bare,
    )
