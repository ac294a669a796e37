"""Who belongs to a donor: seen by its people, left by themselves, taken off by coordination."""

import pytest
from django.urls import reverse

from custody.actor import Actor
from devices.offering.offers import known_donors
from donations import state_links
from donations.donors import merging, people
from donations.mails import recipients_of_donation
from donations.models import Donation, DonorMember
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def donor(donor_user, other_donor_user):
    return cast.donor(donor_user, other_donor_user, name="Kanzlei Linde", email="post@linde.example")


def post(client, user, name, *args, follow=True):
    client.force_login(user)
    return client.post(reverse(name, args=args), follow=follow)


def test_somebody_leaves_and_sees_nothing_any_more_while_the_row_stays(client, donor, donor_user, other_donor_user):
    donation = cast.donation(donor=donor)
    answer = post(client, donor_user, "donor_leave", donor.pk)
    assert "Sie verfolgen die Spenden von Kanzlei Linde nicht mehr." in answer.content.decode()
    member = donor.members.get(user=donor_user)
    assert (member.ended_by, member.ended_at is not None) == (donor_user, True)
    assert not Donation.objects.visible_to(donor_user).exists()
    assert Donation.objects.visible_to(other_donor_user).get() == donation
    assert client.get(reverse("donation_detail", args=[donation.number])).status_code == 404


def test_the_last_one_may_leave_and_mails_go_to_the_donors_own_address(client, donor, donor_user, other_donor_user):
    donation = cast.donation(donor=donor)
    people.end(donor, other_donor_user, actor=Actor.person(other_donor_user))
    client.force_login(donor_user)
    page = client.get(reverse("donor_leave", args=[donor.pk])).content.decode()
    assert "Sie sind die letzte Person" in page
    post(client, donor_user, "donor_leave", donor.pk)
    assert [address for _who, address, _language in recipients_of_donation(donation)] == ["post@linde.example"]


def test_coordination_takes_somebody_off_and_undoes_it(client, coordinator, donor, donor_user):
    member = donor.members.get(user=donor_user)
    answer = post(client, coordinator, "donor_person_off", member.pk)
    assert reverse("donor_person_back", args=[member.pk]) in answer.content.decode()
    assert not Donation.objects.visible_to(donor_user).exists()
    post(client, coordinator, "donor_person_back", member.pk)
    rows = DonorMember.objects.filter(user=donor_user).order_by("pk")
    assert [row.ended_by for row in rows] == [coordinator, None]


def test_taking_somebody_off_twice_changes_nothing(client, coordinator, donor, donor_user):
    member = donor.members.get(user=donor_user)
    post(client, coordinator, "donor_person_off", member.pk)
    ended = DonorMember.objects.get(pk=member.pk).ended_at
    assert "schon nicht mehr" in post(client, coordinator, "donor_person_off", member.pk).content.decode()
    assert DonorMember.objects.get(pk=member.pk).ended_at == ended


def test_leaving_a_merged_donor_leaves_all_of_it(donor, donor_user, coordinator):
    double = cast.donor(donor_user, name="Linde")
    merging.merge(double, into=donor, actor=Actor.person(coordinator))
    assert people.end(double, donor_user, actor=Actor.person(donor_user)) == 2
    assert not DonorMember.objects.filter(user=donor_user, ended_at=None).exists()


def test_its_people_see_each_other_but_let_nobody_in(client, donor, donor_user, other_donor_user):
    client.force_login(donor_user)
    text = client.get(reverse("donor_people", args=[donor.pk])).content.decode()
    assert other_donor_user.email in text
    assert 'name="person"' not in text
    assert post(client, donor_user, "donor_people", donor.pk).status_code == 403


def test_mails_go_to_the_people_of_both_rows(donor, donor_user, other_donor_user, coordinator):
    people.end(donor, other_donor_user, actor=Actor.person(other_donor_user))
    double = cast.donor(other_donor_user, name="Linde")
    merging.merge(double, into=donor, actor=Actor.person(coordinator))
    told = recipients_of_donation(cast.donation(donor=double))
    assert {address for _who, address, _language in told} == {donor_user.email, other_donor_user.email}


def test_an_offer_from_a_known_address_finds_the_one_that_stands_for_both(donor, donor_user, coordinator):
    double = cast.donor(name="Linde", email="it@linde.example")
    merging.merge(double, into=donor, actor=Actor.person(coordinator))
    assert list(known_donors(cast.offer(email="it@linde.example"))) == [donor]
    assert list(known_donors(cast.offer(email=donor_user.email))) == [donor]
    people.end(donor, donor_user, actor=Actor.person(donor_user))
    assert list(known_donors(cast.offer(email=donor_user.email))) == []


@pytest.fixture
def adopt(client, donor, donor_user):
    """The reader of the donor's own mail presses the button on the page behind its link; returns the answer."""
    donor_user.emailaddress_set.create(email="post@linde.example", verified=True)

    def do():
        link = state_links.link_for(cast.donation(donor=donor))
        return post(client, donor_user, "donation_state_adopt", state_links.token_of(link))

    return do


def test_who_left_comes_back_only_by_coordination(donor, donor_user, adopt):
    people.end(donor, donor_user, actor=Actor.person(donor_user))
    assert "adopt" not in adopt().content.decode()
    assert not Donation.objects.visible_to(donor_user).exists()


def test_who_was_taken_off_a_row_that_is_the_same_comes_back_under_none(donor, donor_user, adopt, coordinator):
    double = cast.donor(donor_user, name="Linde")
    people.end(donor, donor_user, actor=Actor.person(coordinator))
    people.end(double, donor_user, actor=Actor.person(coordinator))
    donor.members.filter(user=donor_user).delete()
    merging.merge(double, into=donor, actor=Actor.person(coordinator))
    adopt()
    assert not DonorMember.objects.filter(user=donor_user, ended_at=None).exists()


def test_coordination_is_told_where_the_donors_own_address_is_that_of_the_person(
    client, coordinator, donor, donor_user, other_donor_user
):
    donor_user.emailaddress_set.create(email="Post@linde.example", verified=True)
    text = post(client, coordinator, "donor_person_off", donor.members.get(user=donor_user).pk).content.decode()
    assert "Die Adresse post@linde.example steht noch bei Kanzlei Linde: Sie bekommt weiter E-Mails und Links." in text
    assert f'href="{reverse("donor_edit", args=[donor.pk])}"' in text
    text = post(client, coordinator, "donor_person_off", donor.members.get(user=other_donor_user).pk).content.decode()
    assert "post@linde.example steht noch" not in text
