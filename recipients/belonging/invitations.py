"""Invitations by mail: a signed link that expires. Whoever holds it has read the address's mail, so that an account
made with it needs no second confirmation."""

from datetime import datetime

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from custody.services import record
from recipients.belonging import mails
from recipients.belonging.membership import join
from recipients.enums import InstitutionStatus
from recipients.models import Institution, InstitutionInvitation
from recipients.models.belonging import INVITED_FOR

INVITED, INVITATION_WITHDRAWN = "invited", "invitation_withdrawn"
# An institution writes to its colleagues, not to the world.
MOST_OPEN = 20
_signer = TimestampSigner(salt="recipients.invitation")


class InvitationOver(TransitionRefused):
    """The invitation was answered or withdrawn meanwhile. The message is for people."""


@transaction.atomic
def invite(institution: Institution, *, email: str, actor: Actor, now: datetime | None = None) -> InstitutionInvitation:
    """Sends the link to this address; asked again, a new link takes the place of the old one. The mail is in the
    language of a known person, else in that of whoever invites.

    Raises TransitionRefused for somebody who belongs to it already, for too many open invitations, and for an
    institution that was refused or, unless coordination invites, not checked yet.
    """
    now, email = now or timezone.now(), email.strip().lower()
    Institution.objects.select_for_update().get(pk=institution.pk)
    _may_invite(institution, email, actor, now)
    _delete(institution.invitations.filter(accepted_at=None, email=email))
    row = InstitutionInvitation.objects.create(
        institution=institution, email=email, invited_by=actor.user, created_at=now
    )
    record(institution, INVITED, actor=actor, data={"invitation": row.pk}, happened_at=now)
    known = User.objects.filter(email=email).first()
    language = (known.language if known else "") or get_language() or ""
    mails.send_invitation(row, reverse("institution_join", args=[token_of(row)]), language)
    return row


def _may_invite(institution: Institution, email: str, actor: Actor, now: datetime) -> None:
    if institution.status == InstitutionStatus.REFUSED:
        raise TransitionRefused(_("The application was refused. Nobody can be invited."))
    if institution.status == InstitutionStatus.APPLIED and not actor.user.has_perm("recipients.manage_institution"):
        raise TransitionRefused(_("Coordination checks the application first. You can invite people after that."))
    if institution.members.filter(user__email=email).exists():
        raise TransitionRefused(_("This person belongs to the institution already."))
    if institution.invitations.open(now).exclude(email=email).count() >= MOST_OPEN:
        raise TransitionRefused(
            _("%(most)s invitations are open already. Please wait for answers or withdraw some.") % {"most": MOST_OPEN}
        )


def token_of(invitation: InstitutionInvitation) -> str:
    """What stands in the address of the link: a key, a time and their signature."""
    return _signer.sign(str(invitation.pk))


def read(token: str, *, now: datetime | None = None) -> InstitutionInvitation | None:
    """The invitation whose link this is; None when it was not signed here, is too old, was answered or withdrawn."""
    try:
        pk = _signer.unsign(token, max_age=INVITED_FOR)
    except BadSignature:
        return None
    rows = InstitutionInvitation.objects.open(now).exclude(institution__status=InstitutionStatus.REFUSED)
    return rows.select_related("institution", "invited_by").filter(pk=pk).first()


@transaction.atomic
def accept(invitation: InstitutionInvitation, person: User, *, actor: Actor, now: datetime | None = None) -> None:
    """The person joins; the address is forgotten, and the link opens nothing any more. Whoever invited them gets a mail
    when they have another address. Raises InvitationOver."""
    now, is_another = now or timezone.now(), was_meant_for_another(invitation, person)
    claimed = InstitutionInvitation.objects.open(now).filter(pk=invitation.pk)
    if not claimed.update(accepted_at=now, accepted_by=person, email=""):
        raise InvitationOver(_("This invitation was answered or withdrawn meanwhile."))
    join(invitation.institution, person, actor=actor, now=now)
    Mail.objects.filter(key=mails.invitation_key(invitation.pk)).delete()
    if is_another:
        mails.tell_of_another_address(invitation, person)


def was_meant_for_another(invitation: InstitutionInvitation, person: User) -> bool:
    """Whether the link was sent to another address than the person's: forwarded, or they have two."""
    return invitation.email.lower() != person.email.lower()


@transaction.atomic
def sign_up(
    invitation: InstitutionInvitation, *, name: str, password: str, language: str, now: datetime | None = None
) -> User:
    """A new account with the invited address, which the link has proven, and the membership with it. Raises
    InvitationOver."""
    invitation = InstitutionInvitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.email or User.objects.filter(email=invitation.email).exists():
        raise InvitationOver(_("There is an account with this address by now. Please sign in."))
    person = User.objects.create_user(invitation.email, password, name=name, language=language)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    accept(invitation, person, actor=Actor.link(), now=now)
    return person


@transaction.atomic
def withdraw(invitation: InstitutionInvitation, *, actor: Actor, now: datetime | None = None) -> None:
    """The link opens nothing any more. Raises InvitationOver when it was answered."""
    institution = invitation.institution
    if not _delete(InstitutionInvitation.objects.filter(pk=invitation.pk, accepted_at=None)):
        raise InvitationOver(_("This invitation was answered or withdrawn meanwhile."))
    record(institution, INVITATION_WITHDRAWN, actor=actor, data={"invitation": invitation.pk}, happened_at=now)


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Deletes invitations whose link has expired, with their mails. Returns how many."""
    old = InstitutionInvitation.objects.filter(accepted_at=None, created_at__lte=now - INVITED_FOR)
    return _delete(old)


def _delete(rows) -> int:
    pks = list(rows.values_list("pk", flat=True))
    Mail.objects.filter(key__in=[mails.invitation_key(pk) for pk in pks]).delete()
    return InstitutionInvitation.objects.filter(pk__in=pks).delete()[0]
