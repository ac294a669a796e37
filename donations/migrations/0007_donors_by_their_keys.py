from django.db import migrations

from donations.donors.naming import SEARCHED, keys_of


def write_keys(apps, schema_editor):
    """Donors that are known already are found and recognised like new ones."""
    donors = apps.get_model("donations", "Donor")
    written = ["sort_name", "name_key", "town_key", "phone_key", "search_text"]
    for donor in donors.objects.iterator():
        for column, value in keys_of({name: getattr(donor, name) for name in SEARCHED}).items():
            setattr(donor, column, value)
        donor.save(update_fields=written)


class Migration(migrations.Migration):
    dependencies = [("donations", "0006_donors_merge_people_contacts")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop)]
