"""What a donation's page says of its offer, and to whom."""

import pytest
from django.urls import reverse

from devices.models import AcceptanceRule, OfferedLine
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def donation(donor_user, notebook):
    values = {"name_de": "Alt", "name_en": "Old", "reason_de": "Zu alt dafür.", "reason_en": "Too old."}
    AcceptanceRule.objects.create(code="age", most_years=10, **values)
    donation = cast.donation(donor=cast.donor(donor_user), received_on=None)
    OfferedLine.objects.create(donation=donation, line=1, category=notebook, count=2, year=2004)
    OfferedLine.objects.create(donation=donation, line=2, goods="loose_disks", count=7)
    cast.device(donation=donation, status="registered", line=1, serial="pf1")
    return donation


def page(client, who, donation) -> str:
    client.force_login(who)
    return client.get(reverse("donation_detail", args=[donation.number])).content.decode()


def test_coordination_sees_what_speaks_against_it_and_what_is_known_already(client, coordinator, donation):
    known = cast.device(serial="PF1")
    text = page(client, coordinator, donation)
    assert "Zu alt dafür." in text
    assert reverse("device_detail", args=[known.number]) in text
    assert "7 × Lose Datenträger" in text


def test_a_donor_sees_the_goods_and_nothing_of_others(client, donor_user, donation):
    known = cast.device(serial="PF1")
    text = page(client, donor_user, donation)
    assert "7 × Lose Datenträger" in text
    assert "Zu alt dafür." not in text
    assert known.number not in text
