"""The needs of one request as a table for a spreadsheet: without codes, which stay on paper at the school, and without
receipt languages and wishes (PRODUCT.md § 7)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.pages.columns import Column
from accounts.pages.exports import CSV, export
from recipients import overview
from recipients.asking.wording import what
from recipients.models import Need
from recipients.views.access import VIEW, with_any
from recipients.views.requests import visible

COLUMNS = [
    Column("need", _("Need"), value=str),
    Column("grade", _("School grade"), value="school_grade"),
    Column("device", _("Device"), value=what),
    Column("class_set", _("Class set"), value=lambda need: need.class_set and need.class_set.quantity),
    Column("agreement", _("Gift or loan"), value="get_agreement_display"),
    Column("facts", _("Facts"), value=overview.facts_of),
    Column("status", _("Status"), value="get_status_display"),
    Column("promised", _("Device number"), value=lambda need: promised(need)),
    Column("since", _("Waiting since"), value=lambda need: need.queued_since and timezone.localdate(need.queued_since)),
]


def promised(need: Need) -> str:
    """The numbers of the devices that the need was promised or has."""
    return ", ".join(one.device.number for item in need.items.all() for one in item.promised)


@with_any(VIEW)
@require_safe
def request_export(request: HttpRequest, number: str) -> HttpResponse:
    """The needs of a request as CSV."""
    row = visible(request, number)
    needs = row.needs.select_related("request", "class_set", "device_set").order_by("position")
    return export(overview.with_items(needs), COLUMNS, kind=CSV, name=row.number)
