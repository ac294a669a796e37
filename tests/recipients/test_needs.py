"""Single needs leave the waiting list with a reason."""

import pytest

from custody.lifecycle import TransitionRefused
from recipients import needs
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(school_user):
    return cast.need(cast.request(cast.institution(school_user), school_user))


@pytest.mark.parametrize(("step", "status"), [(needs.withdraw_need, "withdrawn"), (needs.decline_need, "declined")])
def test_a_waiting_need_leaves_the_list_with_a_reason(need, coordinator, acting, step, status):
    step(need, reason="Hat inzwischen ein Gerät", actor=acting(coordinator))
    assert need.status == status
    event = need.events.last()
    assert (event.new_status, event.note.text) == (status, "Hat inzwischen ein Gerät")


@pytest.mark.parametrize("step", [needs.withdraw_need, needs.decline_need])
def test_no_reason_no_step(need, coordinator, acting, step):
    with pytest.raises(TransitionRefused):
        step(need, reason="", actor=acting(coordinator))
    need.refresh_from_db()
    assert need.status == "open"


@pytest.mark.parametrize("step", [needs.withdraw_need, needs.decline_need])
def test_a_need_with_a_promised_device_stays(need, coordinator, acting, step):
    cast.allocation(cast.device(status="ready"), need.items.get(), coordinator)
    with pytest.raises(TransitionRefused, match="Gerät"):
        step(need, reason="Umzug", actor=acting(coordinator))
    need.refresh_from_db()
    assert need.status == "reserved"
