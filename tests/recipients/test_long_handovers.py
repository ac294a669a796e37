"""Appointments of very many devices: their pages come in parts."""

import pytest
from django.urls import reverse

from recipients.views import handovers, receipts
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def three(client, school_user, coordinator, monkeypatch):
    """Three receipts, two on a page, seen by coordination."""
    monkeypatch.setattr(handovers, "ROWS", 2)
    monkeypatch.setattr(receipts, "ROWS", 2)
    client.force_login(coordinator)
    school = cast.institution(school_user)
    return handover_cast.with_receipts(
        school, coordinator, allocations=handover_cast.reserved(school, coordinator, needs=3)
    )


@pytest.mark.parametrize("name", ["handover_detail", "handover_receipts"])
def test_devices_and_receipts_are_shown_page_by_page(client, three, name):
    address = reverse(name, args=[three.number])
    first, second = (client.get(address, {"page": page}).text for page in (1, 2))
    *early, last = three.allocations.order_by("pk").select_related("device")
    assert all(row.device.number in first and row.device.number not in second for row in early)
    assert last.device.number in second and last.device.number not in first
    papers = [receipt.document.number in second for receipt in three.receipts.order_by("document__number")]
    assert papers == [False, False, True]
    assert "Zeile 1–2 von 3" in first and "3 Geräte" in first
    assert f'id="page-2" href="{address}?page=2"' in first


def test_a_page_of_a_status_leads_to_the_next_of_the_same(client, three):
    page = client.get(reverse("handover_receipts", args=[three.number]), {"status": "ready"}).text
    assert "?page=2&amp;status=ready" in page
