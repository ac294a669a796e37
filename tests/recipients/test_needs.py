"""Single needs leave the waiting list with a reason."""

import pytest
from django.urls import reverse

from custody.lifecycle import TransitionRefused
from recipients import needs, requests, returning
from recipients.models import Allocation
from tests import cast
from tests.recipients import handover_cast

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


class TestANeedOfTwoWithOneDeviceBack:
    """One device was returned and a replacement asked for; the other one is still in use, the need waits again."""

    @pytest.fixture
    def waiting(self, reference, school_user, coordinator, acting):
        school = cast.institution(school_user)
        rows = handover_cast.reserved(school, coordinator, needs=1, items=2)
        handover_cast.closed(school, coordinator, allocations=rows)
        rows[0].refresh_from_db()
        returning.returned(rows[0], actor=acting(coordinator), reason="Akku defekt", replacement=True)
        need = rows[0].item.need
        need.refresh_from_db()
        assert need.status == "open"
        return need

    @pytest.mark.parametrize("step", [needs.withdraw_need, needs.decline_need])
    def test_it_does_not_end(self, step, waiting, coordinator, acting):
        with pytest.raises(TransitionRefused) as refused:
            step(waiting, reason="Umzug", actor=acting(coordinator))
        assert str(refused.value) == "Ein Gerät dieses Bedarfs ist in Nutzung. Es muss zuerst zurückkommen."
        waiting.refresh_from_db()
        assert waiting.status == "open"

    def test_its_request_does_not_end_either(self, waiting, school_user, acting):
        with pytest.raises(TransitionRefused) as refused:
            requests.withdraw(waiting.request, reason="Umzug", actor=acting(school_user))
        sentence = "M7K-1TR: Ein Gerät dieses Bedarfs ist in Nutzung. Es muss zuerst zurückkommen."
        instead = "„Rest schließen“ beendet, was offen ist, und lässt, was im Einsatz ist."
        assert str(refused.value) == f"{sentence} {instead}"
        waiting.refresh_from_db()
        waiting.request.refresh_from_db()
        assert (waiting.status, waiting.request.status) == ("open", "approved")

    def test_its_page_offers_neither(self, client, waiting, coordinator):
        client.force_login(coordinator)
        page = client.get(reverse("need_detail", args=[waiting.pk]))
        assert (page.context["may_withdraw"], page.context["may_decline"]) == (False, False)

    def test_it_ends_when_the_other_came_back_too(self, waiting, coordinator, acting):
        returning.returned(
            Allocation.objects.active().get(), actor=acting(coordinator), reason="Umzug", replacement=False
        )
        needs.withdraw_need(waiting, reason="Umzug", actor=acting(coordinator))
        assert waiting.status == "withdrawn"
