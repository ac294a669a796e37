"""A promise keeps the day of the one that it was swapped for, along every swap until now."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import F

SWAPPED = "swapped"


def hand_on(apps, schema_editor) -> None:
    """Older swaps first: the last promise of a chain gets the day of its first one."""
    promises = apps.get_model("recipients", "Allocation").objects
    promises.update(promised_since=F("created_at"))
    swaps = apps.get_model("recipients", "AllocationEvent").objects.filter(kind=SWAPPED).order_by("subject")
    for promise, data in list(swaps.values_list("subject", "data")):
        for since in promises.filter(pk=data["instead_of"]).values_list("promised_since", flat=True):
            promises.filter(pk=promise).update(promised_since=since)


class Migration(migrations.Migration):
    dependencies = [("recipients", "0017_piles_of_many_receipts")]

    operations = [
        migrations.AddField(
            model_name="allocation",
            name="promised_since",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.RunPython(hand_on, migrations.RunPython.noop, elidable=True),
    ]
