"""The workshop's tables among the reference data that the administration keeps."""

from django.utils.translation import gettext_lazy as _

from accounts.pages.reference import Page, Table, register
from devices.models import (
    AcceptanceRule,
    AccessoryKind,
    Category,
    EffectFactor,
    Location,
    PartKind,
    Plug,
    RecyclingGoods,
    VatRate,
)

TABLES = (
    Table("locations", _("Locations"), _("Shelves, benches, lockers: where things stand."), Location, position=10),
    # Whether a category can hold media decides what the erasure gate asks: it is not switched off afterwards.
    Table(
        "categories",
        _("Categories"),
        _("Kinds of devices. Whether one can hold storage media stays as it was decided at first."),
        Category,
        fields=("can_hold_media", "needs_power_supply", "has_battery"),
        fixed=("can_hold_media",),
        position=20,
    ),
    Page(_("Checklists"), _("What is checked in each category; published as versions."), "checklist_list", 30),
    Page(_("Label sheets"), _("Sizes of sheets and rolls."), "label_sheet_list", 40),
    Page(_("Wipe stations"), _("Own equipment on which disks are erased."), "wipe_station_list", 50),
    Table(
        "accessories",
        _("Kinds of accessories"),
        _("What is counted in stock: power supplies, cables, mice."),
        AccessoryKind,
        fields=("has_plug", "has_watts", "brings_power"),
        position=60,
    ),
    Table("plugs", _("Plugs"), _("Plugs of power supplies and cables."), Plug, position=61),
    Table("parts", _("Kinds of spare parts"), _("What is kept when a device is dismantled."), PartKind, position=62),
    Table(
        "goods",
        _("Goods for recycling"),
        _("What goes on a pallet by weight or pieces."),
        RecyclingGoods,
        position=63,
    ),
    # A rate that papers were issued with stays; a new one begins on its day.
    Table(
        "vat",
        _("VAT rates"),
        _("The regular rate from a day on, for values on tax confirmations."),
        VatRate,
        fields=("percent", "valid_from"),
        fixed=("percent", "valid_from"),
        position=64,
    ),
    # A factor that was reported with stays; a new one begins on its day.
    Table(
        "effect",
        _("Factors of the effect"),
        _("What a year of use saves, from a day on, with its source; new figures are new rows."),
        EffectFactor,
        fields=("category", "saved", "per_year", "valid_from", "source", "is_rough"),
        fixed=("category", "saved", "per_year", "valid_from", "source", "is_rough"),
        position=66,
    ),
    Table(
        "acceptance",
        _("Rules of acceptance"),
        _("What is probably refused and why: donors read it while they offer, coordination decides."),
        AcceptanceRule,
        fields=(
            "category",
            "never",
            "most_years",
            "least_ram_gib",
            "least_inches",
            "words",
            "reason_de",
            "reason_en",
        ),
        position=25,
    ),
)


def register_tables() -> None:
    """Called in AppConfig.ready()."""
    register(*TABLES)
