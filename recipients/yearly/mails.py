"""The question, its reminder, and that needs pause."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recipients.institution_mails import Template
from recipients.models import Institution

EXAMPLE = {"institution": "Oberschule am Musterpark", "until": "12.10.2026"}
TO = _("everybody of the institution")
QUESTION = Template(
    "needs_question",
    _("Which needs of %(institution)s still stand?"),
    _("Confirmation of needs"),
    _("Each school year, from the day that the reference data names."),
    TO,
    EXAMPLE,
)
REMINDER = Template(
    "needs_reminder",
    _("Reminder: which needs of %(institution)s still stand?"),
    _("Confirmation of needs, reminder"),
    _("Once, when there was no answer after the term of the reference data."),
    TO,
    EXAMPLE,
)
PAUSE = Template(
    "needs_paused",
    _("Needs of %(institution)s pause"),
    _("Needs pause"),
    _("When nobody answered by the last day."),
    TO,
    EXAMPLE,
)
ALL = (QUESTION, REMINDER, PAUSE)


def tell(institution: Institution, template: Template) -> int:
    """One mail for each of its people; returns how many. The key names the question, so that each is sent once."""
    path = reverse("institution_needs", args=[institution.pk])
    people = User.objects.filter(institution_memberships__institution=institution, is_active=True).order_by("pk")
    for person in people:
        template.send(
            key=f"{template.code}:{institution.pk}:{institution.needs_asked_on}:{person.pk}",
            recipient=person.email,
            language=person.language,
            words={"institution": institution.name, "until": f"{institution.needs_due_on:%d.%m.%Y}"},
            path=path,
        )
    return len(people)
