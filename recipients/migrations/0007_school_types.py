"""Types of schools become reference data: the old column steps aside for the key."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recipients", "0006_loans_needed_until"),
    ]

    operations = [
        migrations.CreateModel(
            name="SchoolType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name_de", models.CharField(max_length=120, verbose_name="name in German")),
                ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("grade_from", models.PositiveSmallIntegerField(default=1, verbose_name="from grade")),
                ("grade_to", models.PositiveSmallIntegerField(default=13, verbose_name="to grade")),
            ],
            options={
                "verbose_name": "type of school",
                "ordering": ["position", "code"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade_from__gte", 1), ("grade_from__lte", models.F("grade_to")), ("grade_to__lte", 13)
                        ),
                        name="school_type_grades_from_1_to_13_in_their_order",
                        violation_error_message="Grades go from 1 to 13, the first one not after the last.",
                    )
                ],
            },
        ),
        migrations.RenameField(model_name="institution", old_name="school_type", new_name="school_type_code"),
        migrations.AddField(
            model_name="institution",
            name="school_type",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="institutions",
                to="recipients.schooltype",
                verbose_name="type of school",
            ),
        ),
    ]
