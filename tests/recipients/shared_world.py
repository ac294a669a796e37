"""What all tests of a module begin with, built once: each test finds it as it was, since what a test does is rolled
back to where the test began, and the world itself at the module's end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tests import reference_rows


@contextmanager
def shared_world(blocker) -> Iterator[None]:
    """For a fixture of a module, which builds inside and yields keys: rows are read anew by each test.

    `blocker` is pytest-django's `django_db_blocker`. Reference data are there already.
    """
    with blocker.unblock(), transaction.atomic():
        reference_rows.load()
        yield
        transaction.set_rollback(True)
