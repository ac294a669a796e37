"""Serial numbers in erasure logs that belong to nothing we know yet."""

from django.db import models

from devices.models.evidence import Evidence


class UnplacedSerial(models.Model):
    """A log that spoke of some disks names one more, which is not known, or whose device is not here. When a medium
    with this number becomes known, the log is heard again. `value` is as `devices.matching.keys_of` writes it."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="unplaced")
    value = models.CharField(max_length=120, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "value"], name="unplaced_serial_once_per_evidence"),
        ]

    def __str__(self) -> str:
        return self.value
