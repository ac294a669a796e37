"""An offer between the visitor's form and the donation: plain data that can be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from devices.models import Category, Goods
from devices.registration import OfferedRow, RegistrationRefused

DONATION = ("delivery", "window", "pick_up_address", "media_with_data", "origin", "message")
DONOR = ("kind", "name", "contact", "street", "postcode", "city", "phone")


class OutOfDate(RegistrationRefused):
    """The offer names a category that was deleted since. The message is for people."""


@dataclass(frozen=True)
class Content:
    """Columns of the donation and of its donor, and the rows."""

    donation: Mapping[str, str]
    donor: Mapping[str, str]
    rows: Sequence[OfferedRow]

    @classmethod
    def of(cls, answers: Mapping[str, Any], rows: Sequence[OfferedRow]) -> "Content":
        """From all answers together."""
        return cls(_some(answers, DONATION), _some(answers, DONOR), rows)

    @property
    def things(self) -> int:
        """How many pieces are offered; a bag counts as one."""
        return sum(row.count for row in self.rows)


def _some(answers: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    return {name: str(answers.get(name) or "") for name in names}


def stored(content: Content) -> dict[str, Any]:
    """As JSON."""
    return {
        "donation": dict(content.donation),
        "donor": dict(content.donor),
        "rows": [_stored_row(row) for row in content.rows],
    }


def _stored_row(row: OfferedRow) -> dict[str, Any]:
    plain = {
        "category": row.category.pk if row.category else None,
        "inches": None if row.inches is None else str(row.inches),
        "goods": str(row.goods),
    }
    return {**{field.name: getattr(row, field.name) for field in fields(row)}, **plain}


def read(data: Mapping[str, Any]) -> Content:
    """What `stored` wrote. Raises OutOfDate."""
    wanted = {row["category"] for row in data["rows"]} - {None}
    categories = Category.objects.in_bulk(wanted)
    if len(categories) < len(wanted):
        raise OutOfDate(_("We no longer keep a kind of device that you wanted to offer. Please send the offer again."))
    return Content(data["donation"], data["donor"], [_read_row(row, categories) for row in data["rows"]])


def _read_row(row: Mapping[str, Any], categories: Mapping[int, Category]) -> OfferedRow:
    inches = None if row["inches"] is None else Decimal(row["inches"])
    goods = Goods(row["goods"]) if row["goods"] else ""
    return OfferedRow(**{**row, "category": categories.get(row["category"]), "inches": inches, "goods": goods})
