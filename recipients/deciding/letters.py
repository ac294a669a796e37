"""What institutions are told of a decision: one mail to each of their people, however much was decided. No reasons, no
codes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody import mail_kinds
from custody.mail import queue_mail
from custody.mail_kinds import Letter
from recipients.enums import Verdict
from recipients.models import Decision, Need, Request

APPROVED, DECLINED, UNDONE = "decision_approved", "decision_declined", "decision_undone"
OCCASIONS = {Verdict.APPROVED: APPROVED, Verdict.DECLINED: DECLINED}
SUBJECTS = {
    APPROVED: _("Your requests are approved"),
    DECLINED: _("About your requests"),
    UNDONE: _("Coordination looks at your requests again"),
}
LABELS = {
    APPROVED: _("Several requests approved"),
    DECLINED: _("Several requests or needs declined"),
    UNDONE: _("Decision about requests taken back"),
}
WHEN = _("With coordination's decision.")
TO = _("everybody of the institution")

Numbers = Mapping[str, list[str]]


def tell(decision: Decision, occasion: str, *, about: Iterable[Request | Need]) -> int:
    """One mail for each person of each institution of these rows of the decision; returns how many."""
    told = 0
    for institution, numbers in _by_institution(about).items():
        people = User.objects.filter(institution_memberships__institution=institution, is_active=True).order_by("pk")
        for person in people:
            with translation.override(person.language or settings.LANGUAGE_CODE):
                written = letter(occasion, numbers)
            queue_mail(
                key=f"{occasion}:{decision.pk}:{institution}:{person.pk}",
                kind=occasion,
                recipient=person.email,
                subject=written.subject,
                body=written.body,
            )
            told += 1
    return told


def _by_institution(rows: Iterable[Request | Need]) -> dict[int, Numbers]:
    """{institution: {"requests": numbers, "needs": numbers}}; a need is named by its request and position."""
    found: dict[int, Numbers] = defaultdict(lambda: {"requests": [], "needs": []})
    for row in rows:
        if isinstance(row, Need):
            found[row.request.institution_id]["needs"].append(str(row))
        else:
            found[row.institution_id]["requests"].append(str(row))
    return found


def letter(occasion: str, numbers: Numbers) -> Letter:
    """The mail in the current language."""
    words = {**numbers, "address": settings.PUBLIC_URL + reverse("request_list")}
    return Letter(str(SUBJECTS[occasion]), render_to_string(f"recipients/mails/{occasion}.txt", words))


def register_kinds() -> None:
    """Makes them readable beforehand; called in AppConfig.ready()."""
    for occasion, label in LABELS.items():
        mail_kinds.register(mail_kinds.MailKind(occasion, label, WHEN, TO, _example(occasion)))


def _example(occasion: str) -> Callable[[], Letter]:
    numbers = {"requests": ["B-2026-00042", "B-2026-00043"], "needs": ["B-2026-00040/3"]}
    return lambda: letter(occasion, numbers)
