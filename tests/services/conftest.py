"""A real database, a real broker, real workers.

The same tests run on PostgreSQL and on the SQLite file of the local form:
`H4F_TEST_DATABASE=sqlite pytest --ds=tests.settings_services tests/services` (without it: PostgreSQL).
A test marked `postgresql` is left out of the run on SQLite. Tests that other processes read along with need
`@pytest.mark.django_db(transaction=True)`; `start_worker` brings that with it.
"""

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import timezone

from custody.leases import LEASE, LeasedQuerySet
from tests.services import emptying
from tests.services.servers import PostgreSQL, Process, Valkey, Worker


def pytest_configure(config: pytest.Config) -> None:
    """Elsewhere than in their own settings these tests would not mean anything."""
    if settings.SETTINGS_MODULE != "tests.settings_services":
        raise pytest.UsageError("tests/services needs --ds=tests.settings_services (see `make services`)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What holds on PostgreSQL only is not asked of SQLite."""
    if settings.TEST_DATABASE == "postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("postgresql")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def run_dir() -> Path:
    """Everything that this run writes; removed at its end."""
    return settings.RUN_DIR


@pytest.fixture(scope="session")
def database_server(run_dir: Path) -> Iterator[PostgreSQL | None]:
    """A private PostgreSQL cluster; SQLite needs no server."""
    if settings.TEST_DATABASE != "postgresql":
        yield None
        return
    server = PostgreSQL(run_dir / "postgresql")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: PostgreSQL | None) -> None:
    """pytest-django makes the test database after this: its server must be up."""


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """On PostgreSQL they bring triggers that tests ask for. On SQLite they make what the models say, as every first
    start in tests/e2e shows, and take half a minute for it."""
    return settings.TEST_DATABASE == "postgresql"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The whole cluster is thrown away; dropping the database would wait for connections of killed workers."""
    return True


@pytest.fixture(scope="session", autouse=True)
def quickly_emptied() -> Iterator[None]:
    """After each test only what it wrote is deleted; Django would truncate everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: emptying.empty())
        yield


@pytest.fixture(scope="session")
def valkey_server(run_dir: Path) -> Iterator[Valkey]:
    """One broker for the run; tests use `valkey`."""
    server = Valkey(run_dir / "valkey.sock", run_dir / "valkey")
    yield server
    server.kill()


@pytest.fixture
def valkey(valkey_server: Valkey) -> Valkey:
    """An empty broker and cache that is up; may be killed, started again and wiped."""
    valkey_server.start()
    valkey_server.wipe()
    return valkey_server


@pytest.fixture
def services_env() -> dict[str, str]:
    """The environment for further processes of the program: same database, broker and folders."""
    return dict(os.environ)


log_numbers = itertools.count(1)


@pytest.fixture
def start_worker(transactional_db: None, valkey: Valkey, run_dir: Path) -> Iterator[Callable[..., Worker]]:
    """`start_worker()` gives a worker that is ready; `.kill()`, `.stop()`, `.output()`. All end with the test."""
    workers = []

    def start(*, ready: bool = True, **options) -> Worker:
        workers.append(Worker(run_dir / f"worker-{next(log_numbers)}.log", **options))
        if ready:
            workers[-1].wait_for(" ready.")
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


@pytest.fixture
def clock(valkey: Valkey, run_dir: Path, services_env: dict[str, str]) -> Iterator[Process]:
    """Beat, as the program runs it, until the test ends."""
    number = next(log_numbers)
    command = [sys.executable, "-m", "celery", "--app", "h4f", "beat", "--schedule", str(run_dir / f"beat-{number}")]
    process = Process(command, run_dir / f"beat-{number}.log", env=services_env)
    yield process
    process.kill()


@pytest.fixture
def let_leases_run_out(full_counts: bool) -> Callable[[LeasedQuerySet], None]:
    """`let_leases_run_out(Document.objects.all())` frees what a killed worker held and makes old when it was rung, as
    time does after LEASE. In `make soak` it is time that does it, as always in the test of the thirty seconds."""

    def age(rows: LeasedQuerySet) -> None:
        if not full_counts:
            now = timezone.now()
            rows.exclude(lease_until=None).update(lease_until=now, rung_at=now - LEASE - timedelta(seconds=1))

    return age


@pytest.fixture(scope="session")
def full_counts() -> bool:
    """Whether faults and races run as often as `docs/benchmarks.md` says (`make soak`), not just now and then."""
    return os.environ.get("H4F_SOAK") == "1"
