"""What an original is of was a column; from now on it is a row, which can be retracted."""

from django.db import migrations

CHUNK = 1000


def match_as_uploaded(apps, schema_editor) -> None:
    """Each original is of the device for which it was uploaded."""
    evidence_model, match_model = apps.get_model("devices", "Evidence"), apps.get_model("devices", "EvidenceMatch")
    addressed = evidence_model.objects.exclude(device=None).order_by("pk")
    rows = (
        match_model(
            evidence_id=pk, device_id=device, how="uploaded_there", decided_by_id=person, decided_at=uploaded_at
        )
        for pk, device, person, uploaded_at in addressed.values_list(
            "pk", "device_id", "uploaded_by_id", "uploaded_at"
        ).iterator(chunk_size=CHUNK)
    )
    match_model.objects.bulk_create(rows, batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("devices", "0011_erasure_gate")]

    operations = [migrations.RunPython(match_as_uploaded, migrations.RunPython.noop)]
