"""Snapshots that programs send: each has a uuid of its own, which is taken once."""

from django.db import models

from accounts.models import ApiToken
from custody.append_only import AppendOnlyModel
from devices.models.evidence import Evidence


class Snapshot(AppendOnlyModel):
    """One snapshot that came in through the web service. `uuid` names the snapshot, not the machine."""

    uuid = models.UUIDField(unique=True)
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="snapshot")
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.uuid)
