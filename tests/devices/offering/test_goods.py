"""Loose disks and bags of cables: announced, taken in, missing."""

import pytest
from django.urls import reverse

from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices import intake
from devices.models import Goods
from devices.offering import goods
from devices.registration import OfferedRow, register_donation
from tests import cast

pytestmark = pytest.mark.django_db
VALUES = {"delivery": "drop_off", "media_with_data": "yes", "origin": "not_stated"}


@pytest.fixture
def offered(coordinator, acting, now):
    def do(*rows: OfferedRow):
        return register_donation(donor=cast.donor(), values=VALUES, rows=rows, actor=acting(coordinator), now=now)

    return do


@pytest.fixture
def bag():
    return OfferedRow(None, 1, goods=Goods.ACCESSORIES)


def test_a_donation_of_a_bag_alone_arrives_and_is_settled(offered, bag, volunteer, acting, now):
    donation = offered(bag)
    goods.mark_arrived(donation.offered_lines.get(), actor=acting(volunteer), now=now)
    donation.refresh_from_db()
    assert (donation.status, donation.offered_lines.get().outcome) == ("settled", "arrived")
    with pytest.raises(TransitionRefused, match="schon als eingegangen vermerkt"):
        goods.mark_arrived(donation.offered_lines.get(), actor=acting(volunteer), now=now)


def test_what_did_not_come_with_the_rest_is_marked_missing(offered, bag, volunteer, acting, now):
    donation = offered(bag, OfferedRow(cast.category(), 1, serial="PF1"))
    intake.receive_lines(donation, ["PF1"], actor=acting(volunteer), now=now)
    assert intake.mark_rest_not_received(donation, actor=acting(volunteer), now=now) == 1
    assert goods.of(donation).get().outcome == "missing"
    goods.mark_arrived(goods.of(donation).get(), actor=acting(volunteer), now=now)
    assert goods.of(donation).get().outcome == "arrived"


def test_a_bag_taken_back_is_awaited_so_the_donation_is_open_until_it_comes_or_is_missing(
    offered, bag, volunteer, acting, now
):
    donation = offered(bag)
    said = {"actor": acting(volunteer), "now": now}

    def status() -> str:
        donation.refresh_from_db()
        return donation.status

    goods.mark_arrived(goods.of(donation).get(), **said)
    goods.take_back(goods.of(donation).get(), **said)
    assert status() == "received"
    goods.mark_arrived(goods.of(donation).get(), **said)
    assert status() == "settled"
    goods.take_back(goods.of(donation).get(), **said)
    assert (intake.mark_rest_not_received(donation, **said), status()) == (1, "settled")


def test_a_donation_is_not_settled_with_its_devices_while_a_bag_is_awaited(offered, bag, volunteer, acting, now):
    donation = offered(bag, OfferedRow(cast.category(), 1, serial="PF1"))
    goods.mark_arrived(goods.of(donation).get(), actor=acting(volunteer), now=now)
    goods.take_back(goods.of(donation).get(), actor=acting(volunteer), now=now)
    change_status(donation.devices.get(), "not_received", actor=acting(volunteer), happened_at=now)
    donation.refresh_from_db()
    assert donation.status == "received"


def test_at_the_intake_a_button_says_that_goods_have_come_and_takes_it_back(client, offered, bag, volunteer):
    donation = offered(bag)
    client.force_login(volunteer)
    assert donation.number in client.get(reverse("intake")).content.decode()
    page = reverse("donation_intake", args=[donation.number])
    assert "Beutel oder Kisten mit Kabeln" in client.get(page).content.decode()
    assert client.post(reverse("donation_intake_goods", args=[donation.number, 1])).url == page
    assert goods.of(donation).get().outcome == "arrived"
    assert "Zurücknehmen" in client.get(page).content.decode()
    assert donation.number not in client.get(reverse("intake")).content.decode()
    client.post(reverse("donation_intake_goods_back", args=[donation.number, 1]))
    assert goods.of(donation).get().outcome == ""


def test_nothing_comes_from_a_declined_donation(offered, bag, volunteer, acting, now):
    from donations.services import decline

    donation = offered(bag)
    decline(donation, reason="kein Platz", actor=acting(volunteer), now=now)
    with pytest.raises(TransitionRefused, match="abgelehnt"):
        goods.mark_arrived(donation.offered_lines.get(), actor=acting(volunteer), now=now)
