"""What this app registers about keeping: its stored files, its guard, its rules."""

from django.db.models import Q

from documents import stored
from documents.archive import exports
from documents.enums import DocumentStatus
from documents.lifecycle import DOCUMENT
from documents.logo import keeping as logo
from documents.retention import holds, registry, rules
from documents.scanned import forgetting


def register() -> None:
    """Called in AppConfig.ready()."""
    DOCUMENT.register("not_held", holds.not_held)
    stored.register(
        stored.StoredColumn("documents.Document", "file_key", kept=~Q(status=DocumentStatus.PURGED)),
        stored.StoredColumn("documents.Signature", "scan_key"),
        stored.StoredColumn("documents.ScanOriginal", "file_key"),
        stored.StoredColumn("documents.ScannedPage", "picture_key"),
    )
    stored.register_folder(stored.StoredFolder(exports.FOLDER, exports.expected_files, transient=True))
    logo.register()
    rules.register_own()
    registry.register(forgetting.RULE)
