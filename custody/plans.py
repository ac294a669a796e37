"""How PostgreSQL plans statements that come again."""

from django.db import connection


def keep_plans() -> None:
    """Lets PostgreSQL keep its plans until the running transaction ends, where planning costs more than the statements
    themselves.

    Only for steps that ask by keys alone. Elsewhere each statement is planned for what it asks (`h4f/required.py`): a
    plan for all values walks a table whose rows are alike in the column that is asked for.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL plan_cache_mode = auto")
