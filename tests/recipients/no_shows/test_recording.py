"""Nobody came to an appointment."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device
from documents.models import Document
from recipients import delivering, returning
from recipients.models import Allocation, Handover, Need
from recipients.no_shows import recording
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
ON_THE_DAY = cast.NOW + timedelta(days=1, hours=3)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


def states(handover) -> set[tuple]:
    rows = Allocation.objects.filter(pk__in=handover.pks).select_related("device", "item__need")
    return {(row.status, row.device.status, row.item.need.status) for row in rows}


def made(stage: str, school, coordinator) -> Handover:
    handover = getattr(handover_cast, stage)(school, coordinator)
    handover.pks = list(handover.allocations.values_list("pk", flat=True))
    Need.objects.update(queued_since=cast.NOW - timedelta(days=50))
    return handover


def test_what_left_is_expected_back_and_its_receipt_is_void(school, coordinator, actor):
    handover = made("under_way", school, coordinator)
    assert recording.nobody_came(handover, actor=actor, now=ON_THE_DAY) == recording.Missed(away=2, here=0)
    assert states(handover) == {("released", "delivered", "open")}
    assert returning.expected_back().count() == 2
    assert set(Document.objects.values_list("status", flat=True)) == {"voided"}
    handover.refresh_from_db()
    assert handover.status == "closed"
    assert set(Need.objects.values_list("queued_since", flat=True)) == {cast.NOW - timedelta(days=50)}
    assert recording.count_of(school) == recording.Count(needs=2, appointments=1)


def test_what_was_packed_and_never_left_is_ready_at_once(school, coordinator, actor):
    handover = made("packed", school, coordinator)
    assert recording.nobody_came(handover, actor=actor, now=ON_THE_DAY) == recording.Missed(away=0, here=2)
    assert states(handover) == {("released", "ready", "open")}
    handover.refresh_from_db()
    assert handover.status == "cancelled"


def test_for_one_pupil_the_others_get_theirs(school, coordinator, actor):
    handover = made("under_way", school, coordinator)
    need = Need.objects.order_by("pk").first()
    recording.nobody_came(handover, needs=[need.pk], actor=actor, now=ON_THE_DAY)
    assert states(handover) == {("released", "delivered", "open"), ("delivered", "delivered", "reserved")}
    assert need.events.get(kind="nobody_came").data == {"handover": handover.number}
    assert recording.count_of(school) == recording.Count(needs=1, appointments=0)
    assert delivering.confirm(handover, exceptions={}, actor=actor) == (1, 0)
    handover.refresh_from_db()
    assert handover.status == "closed"


@pytest.mark.parametrize(
    ("stage", "starts_at"),
    [("planned", cast.NOW), ("closed", cast.NOW), ("packed", cast.NOW + timedelta(days=1))],
)
def test_nobody_can_have_missed_what_is_not_packed_over_or_still_to_come(school, coordinator, actor, stage, starts_at):
    over = {"confirmed_at": cast.NOW} if stage == "closed" else {}
    handover = cast.handover(school, coordinator, status=stage, starts_at=starts_at, **over)
    with pytest.raises(TransitionRefused, match="Tag der Übergabe"):
        recording.nobody_came(handover, actor=actor, now=cast.NOW)


def test_needs_that_are_not_on_it_are_refused(school, coordinator, actor):
    handover = cast.handover(school, coordinator, status="packed", starts_at=cast.NOW)
    strange = cast.need(cast.request(school, coordinator))
    with pytest.raises(TransitionRefused, match="beantwort"):
        recording.nobody_came(handover, needs=[strange.pk], actor=actor, now=ON_THE_DAY)


def test_the_page_takes_some_or_all(client, school, coordinator):
    handover = made("under_way", school, coordinator)
    Handover.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    client.force_login(coordinator)
    page = reverse("handover_nobody_came", args=[handover.number])
    assert page in client.get(reverse("handover_detail", args=[handover.number])).text
    assert "Bitte kreuzen Sie an" in client.post(page, {}).text
    need = Need.objects.order_by("pk").first()
    assert "1 Gerät wird zurückerwartet" in client.post(page, {"needs": [need.pk]}, follow=True).text
    assert "1 Gerät wird zurückerwartet" in client.post(page, {"all": "1"}, follow=True).text
    assert Device.objects.filter(status="delivered").count() == 2
    told = client.get(reverse("institution_detail", args=[school.pk])).text
    assert "als Ganzes versäumte Termine: 1" in told
