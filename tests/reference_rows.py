"""Reference data for every test that wants it: loaded as an installation loads it once, then its rows are put back as
they were, which takes a tenth of the time."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection

OURS = ("documents", "donations", "devices", "recipients")
_rows: dict[str, tuple[list[str], list[tuple]]] = {}


def load() -> None:
    """Loads it; rows are put back only into empty tables, where nothing that is there already could be overlooked."""
    if connection.vendor != "sqlite" or not _all_empty(_tables()):
        call_command("load_reference", verbosity=0)
        return
    if not _rows:
        call_command("load_reference", verbosity=0)
        _remember()
        return
    with connection.cursor() as cursor:
        for table, (columns, rows) in _rows.items():
            places = ", ".join(["%s"] * len(columns))
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)


def _tables() -> list[str]:
    """Those that reference data go into; before the first time all of ours."""
    return list(_rows) or [model._meta.db_table for app in OURS for model in apps.get_app_config(app).get_models()]


def _all_empty(tables: list[str]) -> bool:
    asked = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        return not cursor.fetchone()[0]


def _remember() -> None:
    for table in _tables():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            columns = [column[0] for column in cursor.description]
            if rows := cursor.fetchall():
                _rows[table] = (columns, rows)
