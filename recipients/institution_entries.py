"""What institutions add to the site's shared parts: tables of reference data, tiles, mails."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.pages import cards, reference
from recipients import institution_mails
from recipients.belonging import mails as belonging_mails
from recipients.counter import mails as counter_mails
from recipients.models import ConfirmationRule, Institution, InstitutionClaim, SchoolType
from recipients.yearly import mails as yearly_mails

MANAGE = "recipients.manage_institution"
TABLES = (
    reference.Table(
        "school-types",
        _("Types of schools"),
        _("Which grades a type of school teaches: other grades are refused in requests of such a school."),
        SchoolType,
        fields=("grade_from", "grade_to"),
        position=30,
    ),
    reference.Table(
        "need-confirmation",
        _("Confirmation of needs each school year"),
        _("From when institutions are asked which needs still stand, and when unconfirmed ones pause."),
        ConfirmationRule,
        fields=("month", "day", "reminded_after", "paused_after"),
        position=31,
    ),
)


def register() -> None:
    """Called in AppConfig.ready()."""
    reference.register(
        *TABLES,
        reference.Page(
            _("Deletion at our own counter"),
            _("When contacts of families are deleted: a preview."),
            "family_deletions",
            position=32,
        ),
    )
    institution_mails.register(*belonging_mails.ALL, *yearly_mails.ALL, *counter_mails.ALL)
    cards.register(*_coordination_cards(), _own_card())


def _coordination_cards() -> list[cards.Card]:
    return [
        cards.Card(
            "institutions_claimed",
            _("Schools that somebody wants to take over"),
            MANAGE,
            lambda user: InstitutionClaim.objects.filter(decided_at=None).count(),
            lambda: reverse("institution_list") + "?claimed=true",
            tone="warning",
            position=42,
        ),
        cards.Card(
            "institutions_deserted",
            _("Institutions whose last person left"),
            MANAGE,
            lambda user: Institution.objects.deserted().count(),
            lambda: reverse("institution_list") + "?deserted=true",
            tone="warning",
            position=43,
        ),
        cards.Card(
            "institutions_unanswered",
            _("Institutions that have not confirmed their needs"),
            MANAGE,
            lambda user: Institution.objects.unanswered().count(),
            lambda: reverse("institution_list") + "?unanswered=true",
            position=52,
        ),
    ]


def _own_card() -> cards.Card:
    return cards.Card(
        "own_unanswered",
        _("Confirm which needs still stand"),
        "recipients.file_request",
        lambda user: Institution.objects.visible_to(user).unanswered().count(),
        _first_question,
        tone="warning",
        position=49,
        shown_to=lambda user: not user.has_perm(MANAGE),
    )


def _first_question() -> str:
    return reverse("own_needs_question")
