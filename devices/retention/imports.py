"""Spreadsheets that donors brought: what they say is in the devices, and whatever else stands in them goes."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from devices.models import SpreadsheetImport, SpreadsheetRow
from documents.retention import leaving
from documents.retention.registry import Rule


def rows():
    """Imports whose file is still there and that no worker has."""
    there = SpreadsheetImport.objects.filter(original_gone_on=None).exclude(pk__in=SpreadsheetImport.objects.waiting())
    return there.annotate(kept_since=TruncDate("created_at"))


def destroy(pks: Sequence[int], now: datetime) -> int:
    """The file and the cells of its rows; which device came from which row stays."""
    there = SpreadsheetImport.objects.select_for_update().filter(original_gone_on=None, pk__in=pks)
    found = dict(there.values_list("pk", "sha256"))
    SpreadsheetRow.objects.filter(spreadsheet__in=found).update(cells=[], edits={}, marks={}, problems=[])
    gone = SpreadsheetImport.objects.filter(pk__in=found)
    gone.update(original_gone_on=timezone.localdate(now), offer={})
    leaving.let_go(found.values(), now=now)
    return len(found)


ORIGINALS = Rule(
    code="import_originals",
    title=_("Spreadsheets of donors"),
    goes=_("the file as it came and the cells of its rows"),
    stays=_("file name, date, SHA-256, and which device came from which row"),
    rows=rows,
    destroy=destroy,
)
