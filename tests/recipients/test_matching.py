"""Which ready device fits, the best fit first."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from devices.models import Category
from recipients import matching
from recipients.models import MinimumSpec, Need
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def item(school_user):
    need = cast.need(cast.request(cast.institution(school_user), school_user))
    row = need.items.get()
    row.minimum_spec = MinimumSpec.objects.get(code="notebook-middle")
    row.save()
    return row


def ready(ram_gib=8, cores=2, *, days=1, **fields):
    ram = None if ram_gib is None else ram_gib * 1024
    since = cast.NOW - timedelta(days=days)
    return cast.device(**{"status": "ready", "ram_mib": ram, "cores": cores, "status_since": since, **fields})


def test_the_best_fit_exceeds_the_minimum_least_then_is_ready_longest(item):
    big = ready(16, 4, days=30)
    young = ready(8, 2, days=1)
    old = ready(8, 2, days=9)
    more_cores = ready(8, 4, days=20)
    assert list(matching.fitting(item)) == [old, young, more_cores, big]


def test_what_is_too_small_unknown_of_another_kind_busy_or_on_hold_is_left_out(item, now):
    ready(4)
    ready(8, 1)
    ready(None, None)
    ready(category=Category.objects.get(code="desktop"))
    ready(status="in_refurbishment")
    ready(hold_kind="part", hold_since=now)
    assert list(matching.fitting(item)) == []


def test_without_a_minimum_anything_of_the_kind_fits(item):
    item.minimum_spec = None
    unknown = ready(None, None)
    assert list(matching.fitting(item)) == [unknown]


def test_the_reason_compares_with_the_minimum(item):
    device = ready(16, 4)
    with override("de"):
        assert matching.why(device, item.minimum_spec) == (
            "16 GB Arbeitsspeicher, mindestens 8 · 4 Kerne, mindestens 2 · ausgabebereit seit 23.11.26"
        )
        assert matching.why(device, None) == "ausgabebereit seit 23.11.26"


def test_servable_is_what_a_ready_device_fits(item):
    assert list(matching.servable(Need.objects.queued())) == []
    ready(4)
    assert list(matching.servable(Need.objects.queued())) == []
    ready(8)
    assert list(matching.servable(Need.objects.queued())) == [item.need]


@pytest.mark.parametrize(
    ("grade", "code"),
    [(1, "notebook-primary"), (4, "notebook-primary"), (5, "notebook-middle"), (None, "notebook-any")],
)
def test_the_minimum_follows_the_school_grade(grade, code):
    assert MinimumSpec.objects.fitting(Category.objects.get(code="notebook"), grade).code == code
