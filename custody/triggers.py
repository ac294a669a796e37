"""PostgreSQL's part of append-only: row triggers, made by a migration; on other databases nothing happens."""

from collections.abc import Callable

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION custody_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME; END $$;
"""
CREATE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION custody_refuse_change();
"""
DROP = "DROP TRIGGER IF EXISTS {table}_append_only ON {table};"


def append_only(*tables: str) -> migrations.RunPython:
    """A migration operation that protects these tables by row triggers where the database is PostgreSQL."""
    return migrations.RunPython(_runner(FUNCTION, CREATE, tables), _runner("", DROP, tables), elidable=False)


def no_longer_append_only(*tables: str) -> migrations.RunPython:
    """The opposite, for rows that retention has to delete."""
    return migrations.RunPython(_runner("", DROP, tables), _runner(FUNCTION, CREATE, tables), elidable=False)


def _runner(before: str, template: str, tables: tuple[str, ...]) -> Callable:
    def run(apps, schema_editor) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        if before:
            schema_editor.execute(before, params=None)
        for table in tables:
            schema_editor.execute(template.format(table=table), params=None)

    return run
