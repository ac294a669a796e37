"""A school and another one that ask, and coordination that acts."""

import pytest

from tests import cast


@pytest.fixture
def asked(school_user):
    return cast.request(cast.institution(school_user), school_user)


@pytest.fixture
def other(other_school_user):
    school = cast.institution(other_school_user, name="Gymnasium Süd")
    return cast.request(school, other_school_user)


@pytest.fixture
def actor(coordinator, acting):
    return acting(coordinator)
