"""Schools keep their type, now as a row of the reference data. Only types that a school has are made here; the others
come with the rest of the reference data."""

from django.db import migrations

# code: (name in German, name in English, from grade, to grade, place)
TYPES = {
    "primary": ("Grundschule", "Primary school", 1, 4, 10),
    "secondary": ("Oberschule", "Secondary school (Oberschule)", 5, 10, 20),
    "grammar": ("Gymnasium", "Grammar school (Gymnasium)", 5, 12, 30),
    "community": ("Gemeinschaftsschule", "Community school (Gemeinschaftsschule)", 1, 12, 40),
    "special": ("Förderschule", "Special needs school", 1, 10, 50),
    "vocational": ("Berufsbildende Schule", "Vocational school", 11, 13, 60),
    "other": ("andere Schulart", "Another type of school", 1, 13, 100),
}


def name_types(apps, schema_editor) -> None:
    """The column's code becomes the key."""
    Institution = apps.get_model("recipients", "Institution")
    SchoolType = apps.get_model("recipients", "SchoolType")
    used = Institution.objects.exclude(school_type_code="").order_by().values_list("school_type_code", flat=True)
    for code in sorted(set(used)):
        name_de, name_en, grade_from, grade_to, position = TYPES.get(code, TYPES["other"])
        values = {"name_de": name_de, "name_en": name_en, "position": position}
        row = SchoolType.objects.create(code=code, grade_from=grade_from, grade_to=grade_to, **values)
        Institution.objects.filter(school_type_code=code).update(school_type=row)


class Migration(migrations.Migration):
    dependencies = [
        ("recipients", "0007_school_types"),
    ]

    operations = [migrations.RunPython(name_types, migrations.RunPython.noop)]
