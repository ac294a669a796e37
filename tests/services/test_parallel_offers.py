"""A link in a mail that is clicked several times at the same moment makes one donation."""

import pytest

from custody.actor import Actor
from devices.models import Device, Offer
from devices.offering import goods, offers
from devices.registration import OfferedRow, register_donation
from donations.models import Donation, Donor
from tests import cast
from tests.services.test_parallel_allocation import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CLICKS = 8
VALUES = {"delivery": "drop_off", "media_with_data": "yes", "origin": "business"}


def test_an_offer_confirmed_at_once_by_many_clicks_is_one_donation():
    offer = cast.offer()
    told = []
    clicks = [lambda: told.append(offers.confirm(offer, donor=None, actor=Actor.link()).number)] * CLICKS
    assert at_once(clicks) == {"done": CLICKS}
    donation = Donation.objects.get()
    assert set(told) == {donation.number}
    assert (Device.objects.count(), Donor.objects.count()) == (2, 1)
    offer = Offer.objects.get()
    assert (offer.donation, offer.email, offer.content) == (donation, "", {})


def test_goods_marked_as_arrived_by_many_people_count_once():
    row = OfferedRow(None, 3, goods="loose_disks")
    donation = register_donation(donor=cast.donor(), values=VALUES, rows=[row], actor=Actor.system())
    line = donation.offered_lines.get()
    done = at_once([lambda: goods.mark_arrived(line, actor=Actor.system())] * CLICKS)
    assert done == {"done": 1, "TransitionRefused": CLICKS - 1}
    assert donation.events.filter(kind=goods.ARRIVED).count() == 1
