"""A medium is settled only by an erasure that stands for it: the database holds it, on PostgreSQL by triggers too."""

from django.db import migrations, models

from devices.triggers import erasure_gate


class Migration(migrations.Migration):
    dependencies = [("devices", "0010_settled_by_of_known_media")]

    operations = [
        migrations.AddConstraint(
            model_name="storagemedium",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_by__isnull", False),
                        ("status__in", ("erased", "destroyed", "removed", "returned_to_donor")),
                    ),
                    models.Q(
                        models.Q(
                            ("status__in", ("erased", "destroyed", "removed", "returned_to_donor")), _negated=True
                        ),
                        ("settled_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="medium_is_settled_only_by_an_erasure",
            ),
        ),
        erasure_gate(),
    ]
