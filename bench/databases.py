"""Private databases for figures: SQLite files as in the local form, or a PostgreSQL cluster that writes durably."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.services.servers import PostgreSQL

KINDS = ("sqlite", "postgresql")


class DurablePostgreSQL(PostgreSQL):
    """As a server is set up: what is committed is on the disk."""

    SETTINGS = ("listen_addresses=",)


class Databases:
    """Databases of one kind beside each other, of which the program uses one at a time."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self._folder = folder

    def url(self) -> str:
        """What H4F_DATABASE_URL is while this kind is used; SQLite needs none."""
        return f"postgres://postgres@/{self._folder / 'postgresql'}/base" if self.kind == "postgresql" else ""

    def use(self, name: str) -> None:
        """From now on the program works on this one."""
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = name if self.kind == "postgresql" else self._folder / f"{name}.sqlite3"

    def make(self, name: str) -> None:
        """An empty one of PostgreSQL; SQLite makes its file by itself."""
        if self.kind == "postgresql":
            self._say(f"CREATE DATABASE {name}")

    def copy(self, name: str, to: str) -> None:
        """Another one with the same content; nobody may use the first one meanwhile."""
        from django.db import connection

        connection.close()
        if self.kind == "postgresql":
            self._say(f"CREATE DATABASE {to} TEMPLATE {name}")
        else:
            shutil.copyfile(self._folder / f"{name}.sqlite3", self._folder / f"{to}.sqlite3")

    def settle(self) -> None:
        """After much was written at once: what the database's own caretaker would do in the next minutes."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if self.kind == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")

    def _say(self, sentence: str) -> None:
        import psycopg

        host = str(self._folder / "postgresql")
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as server:
            server.execute(sentence)


@contextmanager
def program_with(kind: str, **environment: str) -> Iterator[Databases]:
    """The program, set up in this process with a folder of its own, on a database "base" with reference data alone;
    `environment`: further settings, for processes started from here, too."""
    with tempfile.TemporaryDirectory(prefix="h4f-bench-") as temporary:
        folder = Path(temporary)
        databases = Databases(kind, folder)
        server = DurablePostgreSQL(folder / "postgresql") if kind == "postgresql" else None
        try:
            if server:
                server.start()
            _set_up(databases, folder, environment)
            yield databases
        finally:
            if server:
                server.stop()


def _set_up(databases: Databases, folder: Path, environment: Mapping[str, str]) -> None:
    for inherited in ("REDIS_URL", "H4F_DATABASE_URL", "H4F_FILES_DIR", "H4F_PUBLIC_URL", "EMAIL_URL"):
        os.environ.pop(inherited, None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="h4f.settings", H4F_LOCAL="1", H4F_DEBUG="0", H4F_DATA_DIR=str(folder / "data")
    )
    os.environ.update(environment)
    if databases.url():
        os.environ["H4F_DATABASE_URL"] = databases.url()
    import django
    from django.core.management import call_command

    django.setup()
    databases.make("base")
    databases.use("base")
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    # From here on as the web server's process: what it does when it starts belongs to its figures.
    import_module("h4f.wsgi")
