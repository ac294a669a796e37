"""What this app registers about keeping: columns that name stored files, the folder of photos, rules."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from devices.enums import LineState
from devices.models import DevicePhoto
from devices.models.photos import PhotoStatus
from devices.retention import donors, imports
from documents import stored
from documents.retention.registry import register as register_rules
from documents.retention.rules import paper_rule

TAX_PAPERS = ("tax_confirmation",)
DONOR_PAPERS = ("transfer_receipt", "erasure_protocol", "pick_up_note", "pallet_list")


def register() -> None:
    """Called in AppConfig.ready()."""
    stored.register(
        stored.StoredColumn("devices.Evidence", "sha256"),
        stored.StoredColumn("devices.UploadLine", "sha256", kept=~Q(state=LineState.TOO_LARGE)),
        stored.StoredColumn("devices.SpreadsheetImport", "sha256", kept=Q(original_gone_on=None)),
        stored.StoredColumn("devices.ChecklistStep", "picture"),
    )
    stored.register_folder(stored.StoredFolder("photos", _photos, transient=True))
    register_rules(
        paper_rule("tax_papers", _("Tax confirmations"), TAX_PAPERS),
        paper_rule("donor_papers", _("Other papers of donations"), DONOR_PAPERS),
        donors.DONORS,
        imports.ORIGINALS,
    )


def _photos() -> Iterator[tuple[str, str, str, int]]:
    """Pictures that are shown, and uploads that a worker still has to look at."""
    rows = DevicePhoto.objects.exclude(status=PhotoStatus.DELETED).order_by("pk")
    for pk, large, small, spool in rows.values_list("pk", "large_key", "thumbnail_key", "spool_key").iterator():
        for key in filter(None, (large, small)):
            yield f"{pk}/{key}", key, "devices.DevicePhoto", pk
        if spool:
            yield f"uploads/{spool}", "", "devices.DevicePhoto", pk
