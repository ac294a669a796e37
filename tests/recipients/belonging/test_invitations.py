"""Invitations by mail: a signed link that expires and opens the door once."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from accounts.models import User
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from recipients.belonging import invitations
from recipients.models import InstitutionInvitation
from tests import cast
from tests.conftest import person

pytestmark = pytest.mark.django_db
ADDRESS = "neu@schule.example"


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def invite(school, school_user, acting):
    return lambda email=ADDRESS, **options: invitations.invite(
        school, email=email, actor=acting(school_user), **options
    )


def test_the_mail_carries_the_link_and_no_event_the_address(school, invite):
    row = invite("  Neu@Schule.example ")
    mail = Mail.objects.get()
    assert (row.email, mail.recipient) == (ADDRESS, ADDRESS)
    assert f"/institutions/join/{invitations.token_of(row)}/" in mail.body
    line = school.events.get()
    assert (line.kind, line.data) == ("invited", {"invitation": row.pk})


def test_inviting_again_sends_a_new_link_and_the_old_one_opens_nothing(invite):
    old = invite()
    token = invitations.token_of(old)
    new = invite()
    assert invitations.read(token) is None
    assert Mail.objects.get().key == f"invitation:{new.pk}"


def test_the_link_is_over_after_two_weeks_and_a_changed_one_is_none(invite, monkeypatch):
    row = invite()
    token = invitations.token_of(row)
    assert invitations.read(token) == row
    assert invitations.read(token + "x") is None
    later = timezone.now() + timedelta(days=15)
    monkeypatch.setattr(signing.time, "time", later.timestamp)
    assert invitations.read(token) is None


def test_somebody_with_another_address_joins_and_the_inviter_is_told(school, school_user, invite, acting):
    row, kim = invite(), person("Kim Kollege")
    invitations.accept(row, kim, actor=acting(kim))
    row.refresh_from_db()
    assert (row.email, row.accepted_by) == ("", kim)
    mail = Mail.objects.get()
    assert (mail.kind, mail.recipient) == ("institution_another_address", school_user.email)
    assert "Kim Kollege hat Ihre Einladung angenommen" in mail.body
    assert f"/institutions/{school.pk}/" in mail.body
    assert school.members.filter(user=kim).exists()
    with pytest.raises(invitations.InvitationOver, match="inzwischen"):
        invitations.accept(row, person("Noch Jemand"), actor=acting(kim))


def test_somebody_without_an_account_signs_up_and_is_in(school, invite):
    user = invitations.sign_up(invite(), name="Nora Neu", password="ein-langes-Wort-7", language="de")
    assert school.members.filter(user=user).exists()
    assert user.emailaddress_set.get().verified
    assert (user.email, user.name, user.check_password("ein-langes-Wort-7")) == (ADDRESS, "Nora Neu", True)
    assert school.events.last().via == "link"


def test_an_address_with_an_account_is_not_signed_up_again(invite):
    row = invite()
    User.objects.create_user(ADDRESS)
    with pytest.raises(invitations.InvitationOver, match="melden Sie sich an"):
        invitations.sign_up(row, name="x", password="ein-langes-Wort-7", language="de")


def test_a_withdrawn_one_opens_nothing(invite, school_user, acting):
    row = invite()
    token = invitations.token_of(row)
    invitations.withdraw(row, actor=acting(school_user))
    assert invitations.read(token) is None
    assert not Mail.objects.exists()


def test_members_refused_institutions_and_too_many_are_said_so(school, invite, school_user, monkeypatch):
    with pytest.raises(TransitionRefused, match="gehört schon"):
        invite(school_user.email)
    monkeypatch.setattr(invitations, "MOST_OPEN", 1)
    invite()
    with pytest.raises(TransitionRefused, match="schon 1 Einladungen offen"):
        invite("zweite@schule.example")
    school.status = "refused"
    with pytest.raises(TransitionRefused, match="abgelehnt"):
        invite("dritte@schule.example")


def test_expired_ones_are_deleted_with_their_mails(invite, now):
    row = invite(now=now)
    assert invitations.forget(now=now + timedelta(days=13)) == 0
    assert invitations.forget(now=now + timedelta(days=14)) == 1
    assert not InstitutionInvitation.objects.filter(pk=row.pk).exists()
    assert not Mail.objects.exists()


def test_before_the_check_only_coordination_invites(school, invite, coordinator, acting):
    school.status = "applied"
    with pytest.raises(TransitionRefused, match="prüft zuerst"):
        invite()
    assert not Mail.objects.exists()
    assert invitations.invite(school, email=ADDRESS, actor=acting(coordinator)).pk
    school.status = "suspended"
    assert invite("zweite@schule.example").pk


def test_who_joins_with_the_invited_address_is_no_surprise(invite, acting):
    kim = person("Kim Kollege")
    invitations.accept(invite(kim.email), kim, actor=acting(kim))
    assert not Mail.objects.exists()
