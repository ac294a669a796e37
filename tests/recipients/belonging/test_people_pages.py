"""Pages of the people who act for an institution, as each meets them."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from custody.models import Mail
from recipients.belonging import invitations
from recipients.models import Institution, InstitutionInvitation
from recipients.views import institution_people
from tests import cast
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_was_counted():
    """Limits count in the cache, which lives on between tests."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def member(client, school_user, school):
    client.force_login(school_user)
    return client


@pytest.fixture
def link(school, school_user, acting):
    row = invitations.invite(school, email="neu@schule.example", actor=acting(school_user))
    return reverse("institution_join", args=[invitations.token_of(row)])


def page(school, name="institution_detail", *more) -> str:
    return reverse(name, args=[school.pk, *more])


def test_a_member_invites_and_takes_it_back(member, school):
    answer = member.post(page(school, "institution_invite"), {"email": "neu@schule.example"}, follow=True)
    row = InstitutionInvitation.objects.get()
    undo = reverse("invitation_withdraw", args=[row.pk])
    assert "neu@schule.example ist eingeladen" in answer.text
    assert undo in answer.text
    assert "zurückgezogen" in member.post(undo, follow=True).text
    assert not InstitutionInvitation.objects.exists()


def test_inviting_oneself_says_so_at_the_field(member, school, school_user):
    answer = member.post(page(school, "institution_invite"), {"email": school_user.email})
    assert "gehört schon zur Einrichtung" in answer.text
    assert not Mail.objects.exists()


def test_inviting_is_limited_per_person_and_per_address(member, school):
    url = page(school, "institution_invite")
    for _number in range(institution_people.PER_ADDRESS.most):
        assert member.post(url, {"email": "neu@schule.example"}).status_code == 302
    assert "heute schon mehrmals eingeladen" in member.post(url, {"email": "NEU@schule.example"}).text
    for number in range(institution_people.PER_PERSON.most - institution_people.PER_ADDRESS.most - 1):
        InstitutionInvitation.objects.all().delete()
        assert member.post(url, {"email": f"person{number}@schule.example"}).status_code == 302
    assert "heute sehr viele Personen eingeladen" in member.post(url, {"email": "noch@schule.example"}).text


def test_an_applicant_is_offered_no_invitation(member, school):
    assert page(school, "institution_invite") in member.get(page(school)).text
    Institution.objects.update(status="applied")
    assert page(school, "institution_invite") not in member.get(page(school)).text


def test_who_cannot_be_brought_back_is_not_found_and_unknown_people_neither(member, school, donor_user):
    for pk in (donor_user.pk, 999999):
        assert member.post(page(school, "member_bring_back", pk)).status_code == 404


def test_a_visitor_makes_an_account_and_is_in(client, school, link):
    answer = client.post(link, {"name": "Nora Neu", "password": "ein-langes-Wort-7"}, follow=True)
    assert answer.redirect_chain == [(page(school), 302)]
    assert "Sie handeln ab jetzt für" in answer.text
    assert school.members.filter(user__email="neu@schule.example").exists()
    assert client.get(link).status_code == 404


def test_a_weak_password_makes_no_account(client, link):
    answer = client.post(link, {"name": "Nora Neu", "password": "kurz"})
    assert "mindestens 10 Zeichen" in answer.text
    assert "Nora Neu" in answer.text
    assert not User.objects.filter(email="neu@schule.example").exists()


def test_an_invited_account_is_asked_to_sign_in_and_back(client, link):
    User.objects.create_user("neu@schule.example")
    text = client.get(link).text
    assert f"{reverse('account_login')}?next={link.replace(':', '%3A')}" in text
    assert 'name="password"' not in text


def test_somebody_signed_in_accepts_by_a_button(client, school, link):
    kim = person("Kim Kollege")
    client.force_login(kim)
    text = client.get(link).text
    assert "Sie sind angemeldet als kim.kollege@example.org" in text
    assert "Die Einladung ging an eine andere Adresse." in text
    assert not school.members.filter(user=kim).exists()
    client.post(link)
    assert school.members.filter(user=kim).exists()


def test_a_link_that_is_over_says_what_to_do(client):
    answer = client.get(reverse("institution_join", args=["1:abc:def"]))
    assert answer.status_code == 404
    assert "Bitte lassen Sie sich eine neue schicken" in answer.text


def test_the_last_one_leaves_only_knowingly(member, school):
    answer = member.post(page(school, "institution_leave"), {})
    assert "Bitte laden Sie zuerst jemanden ein" in answer.text
    assert school.members.exists()
    member.post(page(school, "institution_leave"), {"is_last": "on"})
    assert not school.members.exists()
    assert member.get(page(school)).status_code == 403


def test_a_colleague_is_taken_off_and_brought_back_by_the_button(member, school):
    kim = person("Kim Kollege")
    school.members.create(user=kim)
    answer = member.post(page(school, "member_take_off", kim.pk), follow=True)
    undo = page(school, "member_bring_back", kim.pk)
    assert undo in answer.text
    assert not school.members.filter(user=kim).exists()
    member.post(undo)
    assert school.members.filter(user=kim).exists()


def test_a_member_does_not_take_the_last_one_off_but_coordination_may(member, school, school_user, coordinator):
    answer = member.post(page(school, "member_take_off", school_user.pk), follow=True)
    assert school.members.exists()
    member.force_login(coordinator)
    answer = member.post(page(school, "member_take_off", school_user.pk), follow=True)
    assert "handelt nicht mehr für" in answer.text
    rows = member.get(reverse("institution_list"), {"deserted": "true"}).context["object_list"]
    assert list(rows) == [school]


def test_history_names_people_by_their_keys(member, school, school_user, coordinator, acting):
    kim = person("Kim Kollege")
    member.post(page(school, "institution_invite"), {"email": "kim@example.org"})
    row = InstitutionInvitation.objects.get()
    invitations.accept(row, kim, actor=acting(kim))
    assert "Kim Kollege ist dazugekommen" in member.get(page(school)).text
    User.objects.filter(pk=kim.pk).update(name="Kim Anders")
    assert "Kim Anders ist dazugekommen" in member.get(page(school)).text


def test_coordination_hands_a_listed_school_over_or_refuses(client, coordinator, acting):
    listed, clara = cast.institution(name="Aus der Liste"), person("Clara Amt")
    first = listed.claims.create(user=clara)
    client.force_login(coordinator)
    assert "Handelt Clara Amt für diese Schule?" in client.get(page(listed)).text
    client.post(reverse("claim_refuse", args=[first.pk]), {"reason": "Nicht bekannt"})
    assert not listed.members.exists()
    second = listed.claims.create(user=clara)
    client.post(reverse("claim_accept", args=[second.pk]))
    assert listed.members.get().user == clara


def test_members_change_address_and_contact_coordination_also_what_was_checked(member, school, coordinator):
    url = page(school, "institution_edit")
    values = {"street": "Neuer Weg 1", "postcode": "04109", "city": "Leipzig", "contact": "Neu", "name": "Anders"}
    member.post(url, values)
    school.refresh_from_db()
    assert (school.street, school.contact, school.name) == ("Neuer Weg 1", "Neu", "Oberschule am Musterpark")
    assert school.events.get().data == {"fields": ["contact", "postcode", "street"]}
    assert "neuer weg 1" in school.search_text


def test_a_number_that_is_taken_is_said_so_when_it_is_changed(client, school, coordinator, reference):
    cast.institution(official_number="4310101")
    client.force_login(coordinator)
    values = {"name": "X", "street": "W 1", "postcode": "04109", "city": "Leipzig", "school_type": "primary"}
    url = page(school, "institution_edit")
    answer = client.post(url, values | {"official_number": "4310101"})
    assert "Diese Schule ist schon angemeldet." in answer.text
    client.post(url, values | {"official_number": "4310102"})
    school.refresh_from_db()
    assert (school.official_number, school.school_type.code) == ("4310102", "primary")


def test_ones_institution_is_one_click_away_and_several_are_a_choice(member, school, school_user):
    assert member.get(reverse("institution_own")).url == page(school)
    cast.institution(school_user, name="Zweite Schule")
    assert "Zweite Schule" in member.get(reverse("institution_own")).text
