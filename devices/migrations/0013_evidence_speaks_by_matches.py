"""The column that the matches replace."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("devices", "0012_matches_of_evidence")]

    operations = [migrations.RemoveField(model_name="evidence", name="device")]
