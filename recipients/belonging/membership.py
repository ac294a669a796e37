"""A person comes to an institution and leaves it again. The history says so by keys."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import TAKE_BACK_TERM, record
from recipients.belonging import mails
from recipients.models import Institution, InstitutionMember
from recipients.models.institution import LEAVING, LEFT, TAKEN_OFF

JOINED = "member_joined"
MANAGE = "recipients.manage_institution"
# Lines of history that are about a person: `member` in their data is the key.
ABOUT_PEOPLE = (JOINED, *LEAVING)


class LastPerson(TransitionRefused):
    """Nobody would be left to act for the institution. The message is for people."""


def add_member(institution: Institution, person: User) -> bool:
    """Makes the person a member and gives them the role. False when they were one already."""
    _member, is_new = InstitutionMember.objects.get_or_create(institution=institution, user=person)
    if is_new:
        person.groups.add(Group.objects.get(name=Role.INSTITUTION.value))
    return is_new


@transaction.atomic
def join(institution: Institution, person: User, *, actor: Actor, now: datetime | None = None) -> bool:
    """The person acts for the institution from now on. False when they did already; then nothing is written."""
    is_new = add_member(institution, person)
    if is_new:
        record(institution, JOINED, actor=actor, data={"member": person.pk}, happened_at=now)
    return is_new


@transaction.atomic
def leave(
    institution: Institution, person: User, *, actor: Actor, knows_it_is_last: bool = False, now: datetime | None = None
) -> None:
    """The person leaves by themselves. Raises LastPerson for the last one, unless they were told and said yes; then
    coordination gets a mail."""
    if not _end(institution, person, LEFT, knows_it_is_last, actor, now):
        raise TransitionRefused(_("You do not belong to this institution any more."))


@transaction.atomic
def take_off(
    institution: Institution, person: User, *, actor: Actor, knows_it_is_last: bool = False, now: datetime | None = None
) -> None:
    """A colleague or coordination takes the person off, who gets a mail. Raises LastPerson as `leave` does."""
    if not _end(institution, person, TAKEN_OFF, knows_it_is_last, actor, now):
        raise TransitionRefused(_("This person does not belong to it any more."))
    mails.tell_taken_off(institution, person)


def _end(
    institution: Institution, person: User, kind: str, knows_it_is_last: bool, actor: Actor, now: datetime | None
) -> bool:
    # Locked, so that of two people who leave in the same moment the second knows that they are the last.
    Institution.objects.select_for_update().get(pk=institution.pk)
    others = institution.members.exclude(user=person).exists()
    if not others and not knows_it_is_last and institution.members.exists():
        raise LastPerson(_("Nobody else acts for this institution. Please invite somebody first."))
    ended, _by_model = institution.members.filter(user=person).delete()
    if not ended:
        return False
    if not person.institution_memberships.exists():
        person.groups.remove(Group.objects.get(name=Role.INSTITUTION.value))
    record(institution, kind, actor=actor, data={"member": person.pk}, happened_at=now)
    if not others:
        mails.tell_nobody_is_left(institution)
    return True


def may_bring_back(institution: Institution, person: User, *, actor: Actor, now: datetime | None = None) -> bool:
    """Whether the last that happened to the person here was that they were taken off, less than 24 hours ago, and by
    coordination only if coordination asks. Somebody who is back already may be brought back again: nothing happens."""
    if institution.members.filter(user=person).exists():
        return True
    lines = institution.events.filter(kind__in=ABOUT_PEOPLE, data__member=person.pk).select_related("actor")
    last = lines.order_by("-sequence").first()
    if last is None or last.kind != TAKEN_OFF or not person.is_active:
        return False
    is_fresh = (now or timezone.now()) - last.recorded_at <= TAKE_BACK_TERM
    return is_fresh and (actor.user.has_perm(MANAGE) or not (last.actor and last.actor.has_perm(MANAGE)))


@transaction.atomic
def bring_back(institution: Institution, person: User, *, actor: Actor, now: datetime | None = None) -> None:
    """Undoes taking off, as far as `may_bring_back` allows; else raises TransitionRefused."""
    if not may_bring_back(institution, person, actor=actor, now=now):
        raise TransitionRefused(_("This person can't be brought back any more. Please invite them."))
    join(institution, person, actor=actor, now=now)
