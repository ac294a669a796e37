"""Devices that are only imagined."""

from datetime import UTC, datetime

import pytest

from recipients.proposals import starting
from tests import cast
from tests.recipients.proposals_cast import calculated, given, proposal, ready, waiting

pytestmark = pytest.mark.django_db


def test_they_come_after_one_that_is_ready_since_midnight_in_leipzig(asked, coordinator, actor):
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    first, _second = waiting(asked), waiting(asked)
    device = ready(status_since=late)
    imagined = [{"count": 1, "category": cast.category().pk, "ram_mib": 8192, "cores": 4}]
    row = starting.what_if(proposal(coordinator, now=late), imagined, actor=actor, now=late)
    assert given(calculated(row, now=late)) == {first.pk: device.pk}
