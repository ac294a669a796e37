"""The quick check, crossed devices, a confirmation taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device
from documents.models import Document
from recipients import delivering
from recipients.coming_back import exchanging
from recipients.coming_back.checking import Answers, looked_over
from recipients.coming_back.unconfirming import take_confirmation_back
from recipients.models import Allocation
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def under_way(school, coordinator):
    return handover_cast.under_way(school, coordinator)


@pytest.fixture
def back():
    """A device that left for a handover and was not given out."""
    return cast.device(status="delivered")


WELL = Answers(complete=True, undamaged=True, unused=True)


def test_three_times_yes_is_ready_on_its_shelf(back, volunteer):
    place = cast.location()
    assert looked_over(back, WELL, location=place, actor=Actor.person(volunteer)) == "ready"
    back.refresh_from_db()
    assert (back.status, back.location) == ("ready", place)
    step = back.events.filter(new_status="ready").last()
    assert step.data == {"complete": True, "undamaged": True, "unused": True}


@pytest.mark.parametrize("wrong", ["complete", "undamaged", "unused"])
def test_one_no_sends_it_to_the_workshop_and_says_why(back, volunteer, wrong):
    answers = Answers(**{"complete": True, "undamaged": True, "unused": True, wrong: False})
    with pytest.raises(TransitionRefused, match="was fehlt, kaputt oder darauf gespeichert"):
        looked_over(back, answers, words=" ", actor=Actor.person(volunteer))
    assert looked_over(back, answers, words="Deckel gebrochen", actor=Actor.person(volunteer)) == "returned"
    back.refresh_from_db()
    assert (back.status, back.events.last().note.text) == ("returned", "Deckel gebrochen")


def test_the_page_asks_each_question(client, back, volunteer):
    client.force_login(volunteer)
    page = reverse("device_back", args=[back.number])
    assert page in client.get(reverse("devices_back")).content.decode()
    assert set(client.post(page, {}).context["form"].errors) == {"complete", "undamaged", "unused"}
    some = {"complete": "1", "undamaged": "0", "unused": "1"}
    assert set(client.post(page, some).context["form"].errors) == {"words"}
    text = client.post(page, {**some, "words": "startet nicht"}, follow=True).content.decode()
    assert f"{back.number} ist zurückgegeben" in text
    assert client.get(page).status_code == 404


def crossed(handover, *, confirmed, actor):
    if confirmed:
        delivering.confirm(handover, exceptions={}, actor=actor)
    rows = handover.allocations.select_related("item__need", "device", "handover").order_by("pk")
    return list(rows)


@pytest.mark.parametrize("confirmed", [False, True])
def test_crossed_devices_are_exchanged_with_their_receipts(under_way, actor, confirmed):
    first, second = crossed(under_way, confirmed=confirmed, actor=actor)
    Allocation.objects.filter(pk=first.pk).update(loan_until=cast.NOW.date())
    status = "handed_over" if confirmed else "delivered"
    exchanging.exchange(first, second, actor=actor, reason="beim Auspacken aufgefallen")
    now = {row.device_id: (row.status, row.item_id) for row in Allocation.objects.all()}
    assert now == {first.device_id: (status, second.item_id), second.device_id: (status, first.item_id)}
    assert set(Device.objects.values_list("status", flat=True)) == {status}
    assert Allocation.objects.get(loan_until=cast.NOW.date()).item_id == first.item_id
    for old in Document.objects.filter(version=1):
        new = Document.objects.get(number=old.number, version=2)
        (row,) = new.receipt.allocations.all()
        assert (old.status, old.receipt.active, new.receipt.active) == ("superseded", False, True)
        assert row.item.need == new.receipt.need
        assert row.device.number in new.content
    assert under_way.events.last().kind == "exchanged"
    assert first.events.last().note.text == "beim Auspacken aufgefallen"


def test_an_exchange_before_the_confirmation_is_confirmed_as_it_is(under_way, actor, school_user):
    first, second = crossed(under_way, confirmed=False, actor=actor)
    exchanging.exchange(first, second, actor=actor, reason="vertauscht")
    Document.objects.filter(status="queued").update(status="ready", file_key="0" * 64)
    assert delivering.confirm(under_way, exceptions={}, actor=Actor.person(school_user)) == (2, 0)
    under_way.refresh_from_db()
    assert under_way.status == "closed"


def test_what_cannot_have_been_crossed_is_refused(under_way, school, coordinator, actor):
    first, second = crossed(under_way, confirmed=False, actor=actor)
    other = handover_cast.under_way(school, coordinator).allocations.select_related("item__need").first()
    for partner in (first, other):
        with pytest.raises(TransitionRefused, match="können nicht vertauscht worden sein"):
            exchanging.exchange(first, partner, actor=actor, reason="vertauscht")
    with pytest.raises(TransitionRefused, match="wie es aufgefallen ist"):
        exchanging.exchange(first, second, actor=actor, reason="")
    assert set(Document.objects.values_list("status", flat=True)) == {"ready"}


def test_the_page_offers_the_partners_by_code(client, under_way, coordinator, actor):
    first, second = crossed(under_way, confirmed=False, actor=actor)
    client.force_login(coordinator)
    page = reverse("handover_exchange", args=[under_way.number, first.pk])
    assert page in client.get(reverse("handover_detail", args=[under_way.number])).content.decode()
    assert second.item.need.pupil_code in client.get(page).content.decode()
    assert set(client.post(page, {"reason": "x"}).context["form"].errors) == {"other"}
    answer = client.post(page, {"other": second.pk, "reason": "vertauscht"}, follow=True)
    assert "Die beiden Geräte sind getauscht" in answer.content.decode()


class TestTakingTheConfirmationBack:
    def test_everything_is_to_be_confirmed_anew(self, client, under_way, school_user):
        client.force_login(school_user)
        given = {f"given_{row.pk}": "on" for row in under_way.allocations.all()}
        text = client.post(reverse("handover_confirm", args=[under_way.number]), given, follow=True).content.decode()
        page = reverse("handover_unconfirm", args=[under_way.number])
        assert page in text
        client.post(page, {"reason": "zu früh bestätigt"})
        under_way.refresh_from_db()
        assert under_way.status == "under_way"
        assert set(under_way.allocations.values_list("status", flat=True)) == {"delivered"}
        assert "Hier ist nichts bestätigt" in client.post(page, {"reason": "noch einmal"}).content.decode()

    def test_only_its_author_for_a_day_or_coordination(self, under_way, school_user, other_school_user, actor):
        now = cast.NOW + timedelta(days=30)
        delivering.confirm(under_way, exceptions={}, actor=Actor.person(school_user))
        with pytest.raises(TransitionRefused):
            take_confirmation_back(under_way, actor=Actor.person(other_school_user), reason="?", now=now)
        assert take_confirmation_back(under_way, actor=actor, reason="falsch", now=now) == 2
