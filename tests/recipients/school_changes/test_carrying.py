"""The waiting time goes along when a pupil changes the school."""

from datetime import timedelta

import pytest
from django.urls import reverse

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from recipients.models import Need, SchoolChange
from recipients.school_changes import carrying, codes
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
EARLY, LATE = cast.NOW - timedelta(days=120), cast.NOW - timedelta(days=3)


@pytest.fixture
def former(school_user):
    return cast.need(cast.request(cast.institution(school_user), school_user), queued_since=EARLY)


@pytest.fixture
def new(other_school_user):
    school = cast.institution(other_school_user, name="Neue Schule")
    return cast.need(cast.request(school, other_school_user), queued_since=LATE)


@pytest.fixture
def there(school_user):
    return Actor.person(school_user)


@pytest.fixture
def here(other_school_user):
    return Actor.person(other_school_user)


def state(*needs) -> list[tuple]:
    return [(row.status, row.queued_since) for row in Need.objects.filter(pk__in=[n.pk for n in needs]).order_by("pk")]


def test_with_a_code_the_new_need_has_waited_as_long(former, new, there, here):
    change, code = carrying.offer(former, actor=there, now=cast.NOW)
    assert code not in str(change.__dict__) and change.digest == codes.digest(f" {code.lower()} ")
    assert former.events.get().kind == "waiting_time_offered" and code not in str(former.events.get().data)
    carrying.carry_by_code(new, code.lower().replace("-", " "), actor=here, now=cast.NOW)
    assert state(former, new) == [("withdrawn", EARLY), ("open", EARLY)]
    assert former.events.get(kind="waiting_time_went").data["need"] == new.pk
    assert new.events.get(kind="waiting_time_came").data == {"need": former.pk, "since": EARLY.isoformat()}
    with pytest.raises(TransitionRefused, match="nicht bekannt"):
        carrying.carry_by_code(new, code, actor=here, now=cast.NOW)


def test_a_code_runs_out_and_a_new_one_ends_the_old(former, new, there, here):
    _change, first = carrying.offer(former, actor=there, now=cast.NOW)
    _change, second = carrying.offer(former, actor=there, now=cast.NOW)
    for code, now in ((first, cast.NOW), (second, cast.NOW + timedelta(days=100)), ("AAAA-BBBB-CCCC", cast.NOW)):
        with pytest.raises(TransitionRefused, match="nicht bekannt"):
            carrying.carry_by_code(new, code, actor=here, now=now)
    assert state(former, new) == [("open", EARLY), ("open", LATE)]


def test_whoever_waited_longer_at_the_new_school_loses_nothing(former, new, there, here):
    Need.objects.filter(pk=new.pk).update(queued_since=EARLY - timedelta(days=9))
    _change, code = carrying.offer(former, actor=there, now=cast.NOW)
    carrying.carry_by_code(new, code, actor=here, now=cast.NOW)
    assert state(new) == [("open", EARLY - timedelta(days=9))]


def test_a_need_with_a_device_keeps_it_and_has_no_time_to_give(former, there, coordinator):
    cast.allocation(cast.device(status="ready"), former.items.get(), coordinator)
    with pytest.raises(TransitionRefused, match="bleibt beim Kind"):
        carrying.offer(former, actor=there)


def test_coordination_carries_over_and_neither_twice_nor_within_one_school(former, new, coordinator, there):
    actor = Actor.person(coordinator)
    carrying.offer(former, actor=there)
    carrying.carry(former, new, actor=actor, now=cast.NOW)
    assert state(former, new) == [("withdrawn", EARLY), ("open", EARLY)]
    third = cast.need(former.request, queued_since=EARLY)
    with pytest.raises(TransitionRefused, match="schon"):
        carrying.carry(third, new, actor=actor)
    fourth = cast.need(former.request, queued_since=LATE)
    with pytest.raises(TransitionRefused, match="derselben"):
        carrying.carry(third, fourth, actor=actor)
    with pytest.raises(TransitionRefused, match="schon"):
        carrying.carry(former, fourth, actor=actor)


def test_it_is_taken_back_and_done_again(former, new, there, here, coordinator):
    _change, code = carrying.offer(former, actor=there, now=cast.NOW)
    change = carrying.carry_by_code(new, code, actor=here, now=cast.NOW)
    carrying.undo(change, reason="falsches Kind", actor=here)
    assert state(former, new) == [("open", EARLY), ("open", LATE)]
    with pytest.raises(TransitionRefused, match="schon zurückgenommen"):
        carrying.undo(change, reason="noch einmal", actor=here)
    carrying.carry(former, new, actor=Actor.person(coordinator))
    assert state(former, new) == [("withdrawn", EARLY), ("open", EARLY)]
    assert SchoolChange.objects.standing().count() == 1


def test_once_a_device_is_promised_it_stays(former, new, there, here, coordinator):
    _change, code = carrying.offer(former, actor=there, now=cast.NOW)
    change = carrying.carry_by_code(new, code, actor=here, now=cast.NOW)
    cast.allocation(cast.device(status="ready"), new.items.get(), coordinator)
    with pytest.raises(TransitionRefused, match="Warteliste"):
        carrying.undo(change, reason="falsch", actor=here)


def test_the_two_schools_do_it_on_their_pages(client, former, new, school_user, other_school_user):
    client.force_login(school_user)
    assert client.post(reverse("need_change_school", args=[new.pk])).status_code == 404
    answer = client.post(reverse("need_change_school", args=[former.pk]))
    code = answer.context["code"]
    assert code in answer.text
    client.force_login(other_school_user)
    page = reverse("need_carry_over", args=[new.pk])
    assert "nicht bekannt" in client.post(page, {"code": f"{former}"}).text
    answer = client.post(page, {"code": code}, follow=True)
    assert f"wartet seit {EARLY:%d.%m.%Y}" in answer.text
    assert reverse("school_change_undo", args=[SchoolChange.objects.get().pk]) in answer.text


def test_coordination_names_the_former_need(client, former, new, coordinator):
    client.force_login(coordinator)
    page = reverse("need_carry_over", args=[new.pk])
    assert "keinen Bedarf mit dieser Nummer" in client.post(page, {"code": "B-2026-99999/1"}).text
    client.post(page, {"code": str(former).lower()})
    assert state(former, new) == [("withdrawn", EARLY), ("open", EARLY)]
