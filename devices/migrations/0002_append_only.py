"""Rows that are written once are protected by the database too, where it can (PostgreSQL)."""

from django.db import migrations

from custody.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_initial")]

    operations = [
        append_only(
            "devices_deviceevent",
            "devices_mediumevent",
            "devices_evidence",
            "devices_erasure",
        ),
    ]
