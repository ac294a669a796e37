from datetime import timedelta

import pytest

from custody.leases import LEASE, RING_AGAIN_AFTER
from custody.models import Mail
from tests import cast

pytestmark = pytest.mark.django_db


def letter(number: int = 1, **fields) -> Mail:
    return Mail.objects.create(key=str(number), recipient="a@example.org", subject="a", body="a", **fields)


def test_a_row_is_claimed_by_one_worker_and_free_again_when_its_lease_has_run_out():
    pk = letter().pk
    assert Mail.objects.claim(pk, now=cast.NOW)
    assert not Mail.objects.claim(pk, now=cast.NOW + LEASE)
    assert Mail.objects.claim(pk, now=cast.NOW + LEASE + timedelta(seconds=1))
    assert Mail.objects.get().attempts == 2


def test_a_finished_row_is_never_claimed():
    assert not Mail.objects.claim(letter(status="sent").pk, now=cast.NOW)


@pytest.mark.parametrize(
    ("rung", "lease", "is_forgotten"),
    [
        (None, None, True),
        (timedelta(0), None, False),
        (RING_AGAIN_AFTER, None, False),
        (RING_AGAIN_AFTER + timedelta(seconds=1), None, True),
        (timedelta(0), timedelta(seconds=1), False),
        (LEASE + timedelta(seconds=1), -timedelta(seconds=1), True),
        (LEASE, -timedelta(seconds=1), False),
        (None, -timedelta(seconds=1), True),
    ],
    ids=[
        "never rung",
        "just rung",
        "rung a minute ago",
        "rung longer ago",
        "worked on",
        "its worker died",
        "rung again since its worker died",
        "claimed before it was noted as rung",
    ],
)
def test_which_rows_are_forgotten(rung, lease, is_forgotten):
    row = letter(
        rung_at=None if rung is None else cast.NOW - rung, lease_until=None if lease is None else cast.NOW + lease
    )
    assert list(Mail.objects.forgotten(cast.NOW)) == ([row] if is_forgotten else [])
