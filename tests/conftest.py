"""The cast: people and institutions that every test may call on by name."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role
from custody.actor import Actor
from tests import reference_rows

# A Tuesday morning in term time; tests give times as parameters from here on.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays to the end: the garbage collector need not look through it time and again,
    nor start after every few hundred objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class RoomForCalls:
    """All tests run in one big piece of the interpreter's stack of calls. It grows by pieces of 16 KiB, and one that
    is left is given back to the system at once: where the end of a piece lies beneath a loop, each turn of it asked
    for a piece anew. That was most of the time that the tests spent in the system."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> object:
        others = session.config.pluginmanager.subset_hook_caller("pytest_runtestloop", [self])
        return _called_with_room(others, session)


def _called_with_room(function: Callable, session: pytest.Session) -> object:
    return function(session=session)


# A frame that asks for a little over half a mebibyte gets a whole one, and leaves the rest to all calls beneath it.
_called_with_room.__code__ = _called_with_room.__code__.replace(co_stacksize=70_000)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(RoomForCalls())


def person(name: str, *roles: Role) -> User:
    """A signed-up, confirmed person with roles; password "secret-for-tests"."""
    user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", "secret-for-tests", name=name)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    user.groups.add(*Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def reference(db) -> None:
    """Reference data as an installation has it."""
    reference_rows.load()


@pytest.fixture
def coordinator(db) -> User:
    return person("Anna Berger", Role.COORDINATOR)


@pytest.fixture
def volunteer(db) -> User:
    return person("Jonas Otte", Role.VOLUNTEER)


@pytest.fixture
def senior_volunteer(db) -> User:
    return person("Maria Krause", Role.SENIOR_VOLUNTEER)


@pytest.fixture
def administrator(db) -> User:
    return person("Ada Admin", Role.ADMIN)


@pytest.fixture
def donor_user(db) -> User:
    """Belongs to the donor of `tests.cast.donor`."""
    return person("Dora Spende", Role.DONOR)


@pytest.fixture
def other_donor_user(db) -> User:
    return person("Otto Fremd", Role.DONOR)


@pytest.fixture
def school_user(db) -> User:
    return person("Sabine Schule", Role.INSTITUTION)


@pytest.fixture
def other_school_user(db) -> User:
    return person("Fritz Anders", Role.INSTITUTION)


@pytest.fixture
def acting():
    """Turns a person into an Actor."""
    return Actor.person


@pytest.fixture
def now() -> datetime:
    return NOW
