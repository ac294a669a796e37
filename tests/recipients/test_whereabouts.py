"""What donors may know of devices in use."""

from datetime import UTC, datetime

import pytest

from recipients.whereabouts import in_use
from tests import cast

GIVEN = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("school", "im Einsatz an einer Schule in Leipzig seit 25.11.2026"),
        ("partner", "im Einsatz bei einer sozialen Einrichtung in Leipzig seit 25.11.2026"),
        ("counter", "im Einsatz in einer Familie in Leipzig seit 25.11.2026"),
    ],
)
def test_kind_of_place_town_and_local_day_and_no_more(school_user, coordinator, kind, sentence):
    device, promised = cast.device(), cast.device(status="ready")
    school = cast.institution(school_user, kind=kind)
    request, handover = cast.request(school, school_user), cast.handover(school, coordinator)
    cast.allocation(
        device, cast.need(request).items.get(), coordinator, status="handed_over", handover=handover, status_since=GIVEN
    )
    cast.allocation(promised, cast.need(request).items.get(), coordinator)
    assert in_use([device.pk, promised.pk]) == {device.pk: sentence}


def test_devices_in_house_have_no_sentence(db):
    assert in_use([cast.device().pk]) == {}
