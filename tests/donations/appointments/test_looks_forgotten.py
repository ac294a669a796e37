from datetime import UTC, datetime

import pytest

from documents.retention import running
from donations.models import PickUpLook
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def test_who_looked_at_an_address_is_forgotten_after_a_year(volunteer):
    PickUpLook.objects.create(donation=cast.donation(), user=volunteer, looked_at=cast.NOW)
    assert running.run(now=datetime(2027, 11, 24, 9, tzinfo=UTC)) == {}
    assert running.run(now=datetime(2027, 11, 25, 9, tzinfo=UTC)) == {"pick_up_looks": 1}
    assert not PickUpLook.objects.exists()
