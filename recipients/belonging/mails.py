"""What people are told about belonging to an institution."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from recipients.institution_mails import Template
from recipients.models import Institution, InstitutionClaim, InstitutionInvitation
from recipients.models.belonging import INVITED_FOR

EXAMPLE = "Oberschule am Musterpark"

INVITATION = Template(
    "institution_invitation",
    _("Invitation: act for %(institution)s"),
    _("Invitation to an institution"),
    _("When a colleague or coordination invites somebody."),
    _("the invited person"),
    {"institution": EXAMPLE, "days": INVITED_FOR.days},
)
TAKEN_OFF = Template(
    "institution_taken_off",
    _("You no longer act for %(institution)s"),
    _("Taken off an institution"),
    _("When a colleague or coordination takes somebody off."),
    _("the person who was taken off"),
    {"institution": EXAMPLE},
)
NOBODY_LEFT = Template(
    "institution_deserted",
    _("Nobody acts for %(institution)s any more"),
    _("Institution without people"),
    _("When the last person leaves an institution."),
    _("everybody in coordination"),
    {"institution": EXAMPLE},
)
CLAIM_ACCEPTED = Template(
    "institution_claim_accepted",
    _("You act for %(institution)s from now on"),
    _("School taken over"),
    _("When coordination agrees that somebody acts for a listed school."),
    _("the person who asked"),
    {"institution": EXAMPLE},
)
CLAIM_REFUSED = Template(
    "institution_claim_refused",
    _("About your application for %(institution)s"),
    _("School not taken over"),
    _("When coordination does not agree that somebody acts for a listed school."),
    _("the person who asked"),
    {"institution": EXAMPLE, "reason": _("We could not reach the school office to ask.")},
)
ANOTHER_ADDRESS = Template(
    "institution_another_address",
    _("Somebody joined %(institution)s with another address"),
    _("Invitation accepted with another address"),
    _("When somebody accepts an invitation that was sent to another address than theirs."),
    _("the person who invited"),
    {"institution": EXAMPLE, "person": "Kim Kollege"},
)
ALL = (INVITATION, ANOTHER_ADDRESS, TAKEN_OFF, NOBODY_LEFT, CLAIM_ACCEPTED, CLAIM_REFUSED)


def send_invitation(invitation: InstitutionInvitation, path: str, language: str) -> None:
    """With the link that opens the door."""
    INVITATION.send(
        key=invitation_key(invitation.pk),
        recipient=invitation.email,
        language=language,
        words={"institution": invitation.institution.name, "days": INVITED_FOR.days},
        path=path,
    )


def invitation_key(pk: int) -> str:
    """The outbox's key of an invitation."""
    return f"invitation:{pk}"


def tell_of_another_address(invitation: InstitutionInvitation, person: User) -> None:
    """Whoever invited reads who joined, and how to take them off."""
    ANOTHER_ADDRESS.send(
        key=f"{ANOTHER_ADDRESS.code}:{invitation.pk}",
        recipient=invitation.invited_by.email,
        language=invitation.invited_by.language,
        words={"institution": invitation.institution.name, "person": str(person)},
        path=reverse("institution_detail", args=[invitation.institution_id]),
    )


def tell_taken_off(institution: Institution, person: User) -> None:
    """The person hears that they see its requests no more."""
    _tell(TAKEN_OFF, institution, person, f"{_line(institution)}:{person.pk}", "")


def tell_nobody_is_left(institution: Institution) -> None:
    """Everybody in coordination hears of it."""
    path = reverse("institution_detail", args=[institution.pk])
    for person in User.objects.filter(groups__name=Role.COORDINATOR, is_active=True).order_by("pk"):
        _tell(NOBODY_LEFT, institution, person, f"{_line(institution)}:{person.pk}", path)


def tell_of_decision(claim: InstitutionClaim, reason: str) -> None:
    """The person who asked reads what was decided."""
    template = CLAIM_ACCEPTED if claim.accepted else CLAIM_REFUSED
    path = reverse("institution_detail", args=[claim.institution_id]) if claim.accepted else ""
    _tell(template, claim.institution, claim.user, str(claim.pk), path, reason)


def _tell(template: Template, institution: Institution, person: User, once: str, path: str, reason: str = "") -> None:
    template.send(
        key=f"{template.code}:{once}",
        recipient=person.email,
        language=person.language,
        words={"institution": institution.name, "reason": reason},
        path=path,
    )


def _line(institution: Institution) -> str:
    """Names the institution's last line of history, so that a step mails once and a later one mails again."""
    last = institution.events.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    return f"{institution.pk}:{last}"
