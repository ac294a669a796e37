"""Rows that are written once are protected by the database too, where it can (PostgreSQL)."""

from django.db import migrations

from custody.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("recipients", "0001_initial")]

    operations = [
        append_only(
            "recipients_institutionevent",
            "recipients_requestevent",
            "recipients_needevent",
            "recipients_allocationevent",
            "recipients_handoverevent",
        ),
    ]
