"""The database after each test: as a fresh installation has it. Django truncates every table and makes permissions and
roles anew, more than a second each time on PostgreSQL; here only what a test wrote goes."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.services.servers import until

# What a migration writes, and no test.
KEPT = {
    model._meta.db_table
    for model in (ContentType, Group, Group.permissions.through, Permission, MigrationRecorder.Migration)
}


def empty() -> None:
    """Delete all rows that tests wrote. Who still is connected, as the connection of a killed worker may be for a
    moment, is thrown out first, so that nothing is written afterwards."""
    if connection.vendor == "postgresql":
        until(_alone, "the end of all other connections")
    tables = _tables_with_rows()
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        if connection.vendor == "postgresql":
            # Neither foreign keys nor append-only triggers are asked.
            cursor.execute("SET session_replication_role = replica")
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        if connection.vendor == "postgresql":
            cursor.execute("RESET session_replication_role")


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return not cursor.fetchall()


def _tables_with_rows() -> list[str]:
    quote = connection.ops.quote_name
    names = sorted(set(connection.introspection.django_table_names(only_existing=True)) - KEPT)
    asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in names]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]
