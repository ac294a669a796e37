"""All that was typed, in the words of the page that asks whether it is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from devices.offering.contents import Content
from devices.registration import OfferedRow
from donations.enums import Delivery, DonorKind, MediaWithData, Origin

Fact = tuple[str | Promise, Any]


@dataclass(frozen=True)
class Part:
    """The answers of one step."""

    step: str
    title: str
    facts: Sequence[Fact]


def parts(content: Content, email: str) -> list[Part]:
    """Step by step."""
    return [
        Part(
            "devices", _("Devices"), [(_("Row %(row)d") % {"row": n}, _row(r)) for n, r in enumerate(content.rows, 1)]
        ),
        Part("data", _("Data"), [(_("Disks with data"), MediaWithData(content.donation["media_with_data"]).label)]),
        Part("delivery", _("Delivery"), _delivery(content)),
        Part("donor", _("Who gives"), _donor(content, email)),
    ]


def _row(row: OfferedRow) -> str:
    kind = row.category.name if row.category else row.goods.label
    facts = (
        f"{row.maker} {row.model}".strip(),
        str(row.year or ""),
        f"{row.ram_gib} GB" if row.ram_gib else "",
        _("%(inches)s inches") % {"inches": localize(row.inches)} if row.inches else "",
        row.serial,
        row.asset_tag,
    )
    return ", ".join([f"{row.count} × {kind}", *filter(None, facts)])


def _delivery(content: Content) -> list[Fact]:
    donation = content.donation
    return [
        (_("Drop-off or pick-up"), Delivery(donation["delivery"]).label),
        (_("Address"), donation["pick_up_address"]),
        (_("When it suits"), donation["window"]),
        (_("Message"), donation["message"]),
    ]


def _donor(content: Content, email: str) -> list[Fact]:
    donor = content.donor
    return [
        (_("Kind"), DonorKind(donor["kind"]).label),
        (_("Name"), donor["name"]),
        (_("Contact person"), donor["contact"]),
        (_("E-mail address"), email),
        (_("Phone"), donor["phone"]),
        (_("Origin"), Origin(content.donation["origin"]).label),
    ]
