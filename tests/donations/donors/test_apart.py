"""Two donors that look alike and are not the same: remembered, brought along by merges, taken back."""

import pytest
from django.urls import reverse

from custody.actor import Actor
from donations.donors import apart, merging
from donations.donors.duplicates import suspects, with_suspects
from donations.donors.models import DonorsApart
from donations.models import Donor
from tests.donations.donors.test_merging import known

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def alike():
    """Two rows that look the same in all three ways."""
    values = {"city": "Leipzig", "email": "info@mueller.example", "phone": "0341 123456"}
    return known("Müller GmbH", **values), known("Mueller", **{**values, "email": "INFO@mueller.example"})


def suspected() -> set[str]:
    return set(with_suspects(Donor.objects.heads()).values_list("name", flat=True))


def test_two_that_were_told_apart_are_suspected_no_more_until_it_is_taken_back(by, coordinator, alike):
    one, other = alike
    assert suspected() == {"Müller GmbH", "Mueller"}
    said = apart.say(other, one, actor=by)
    assert (suspects(one), suspects(other), suspected()) == ([], [], set())
    assert apart.say(one, other, actor=by) == said
    assert [row for _said, row in apart.apart_from(one)] == [other]
    assert (apart.take_back(said, actor=by), apart.take_back(said, actor=by)) == (True, False)
    assert suspected() == {"Müller GmbH", "Mueller"}
    row = DonorsApart.objects.get()
    assert (row.said_by, row.undone_by) == (coordinator, coordinator)


def test_a_third_that_looks_the_same_is_still_suspected(by, alike):
    one, other = alike
    third = known("Anders", email="info@Mueller.example")
    apart.say(one, other, actor=by)
    assert [suspect.donor for suspect in suspects(one)] == [third]
    assert suspected() == {"Müller GmbH", "Mueller", "Anders"}


def test_what_was_said_comes_along_with_a_merge_and_ends_when_the_two_are_made_one(by, alike):
    one, other = alike
    said = apart.say(one, other, actor=by)
    head = known("Muller Holding", phone="0341/123456")
    merging.merge(one, into=head, actor=by)
    assert [row for _said, row in apart.apart_from(head)] == [other]
    assert suspects(other) == []
    with pytest.raises(merging.MergeRefused, match="mit einem anderen"):
        apart.say(Donor.objects.get(pk=one.pk), other, actor=by)
    merging.merge(other, into=head, actor=by)
    said.refresh_from_db()
    assert said.undone_at is not None


def test_the_buttons_say_it_and_undo_it(client, coordinator, alike):
    one, other = alike
    client.force_login(coordinator)
    page = client.get(reverse("donor_merge", args=[one.pk, other.pk]))
    assert reverse("donor_apart", args=[one.pk, other.pk]) in page.text
    answer = client.post(reverse("donor_apart", args=[one.pk, other.pk]), follow=True)
    assert "Müller GmbH und Mueller sind zwei Spender" in answer.text
    assert "Nicht dasselbe wie" in answer.text
    assert "Vielleicht doppelt" not in answer.text
    assert "wurde gesagt, dass" in client.get(reverse("donor_merge", args=[one.pk, other.pk])).text
    said = DonorsApart.objects.get()
    answer = client.post(reverse("donor_apart_undo", args=[said.pk]), follow=True)
    assert "ist wieder offen" in answer.text
    assert reverse("donor_apart", args=[one.pk, other.pk]) in answer.text
