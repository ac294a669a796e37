"""Who issues papers, and until when gifts may be confirmed: § 63 (5) AO counts to the day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.enums import NoticeKind
from documents.models import Issuer, TextVersion

# § 63 (5) AO: five years for the exemption notice and the annex to the assessment, three for the notice under § 60a.
YEARS = {NoticeKind.EXEMPTION: 5, NoticeKind.ASSESSMENT_ANNEX: 5, NoticeKind.SECTION_60A: 3}
WARNED_BEFORE = timedelta(days=90)
OF_ONE_VERSION = frozenset({"id", "saved_at", "saved_by"})
NEEDED = ("name", "street", "postcode", "city", "tax_office", "tax_number", "notice_kind", "notice_date", "purpose")
NEEDED_BY_KIND = {
    NoticeKind.EXEMPTION: ("assessment_period",),
    NoticeKind.ASSESSMENT_ANNEX: ("assessment_period",),
    NoticeKind.SECTION_60A: ("statute_purpose",),
}


def needed_for_tax_papers(kind: str) -> tuple[str, ...]:
    """Names of the fields that a tax confirmation prints, by the kind of notice."""
    return NEEDED + NEEDED_BY_KIND.get(kind, ())


def last_day(kind: str, notice_date: date) -> date:
    """The last day on which this notice still lets gifts be confirmed. A term of years ends on the day of the same
    name, or on the last day of a month that has none (§ 108 (1) AO with §§ 187 (1), 188 (2) and (3) BGB)."""
    year = notice_date.year + YEARS[NoticeKind(kind)]
    try:
        return notice_date.replace(year=year)
    except ValueError:
        return notice_date.replace(year=year, day=28)


def confirms_until(issuer: Issuer | None) -> date | None:
    """The last day of the issuer's notice; None without one."""
    if issuer is None or not issuer.notice_kind or issuer.notice_date is None:
        return None
    return last_day(issuer.notice_kind, issuer.notice_date)


def to_be_renewed(issuer: Issuer | None, *, today: date) -> bool:
    """Whether coordination should see to a new notice: it ends within 90 days, or has ended."""
    until = confirms_until(issuer)
    return until is not None and today >= until - WARNED_BEFORE


def why_not(issuer: Issuer | None, *, today: date) -> str:
    """Why this issuer may not confirm a gift on this day, in a sentence; nothing when it may."""
    if issuer is None or any(not getattr(issuer, name) for name in needed_for_tax_papers(issuer.notice_kind)):
        return _("The issuer's data or its tax notice are not complete. Please complete them first.")
    if issuer.is_draft and not settings.ISSUE_DRAFT_TAX_PAPERS:
        return _("The issuer's data are still a draft. Please check them and take the mark away first.")
    if issuer.notice_date > today:
        return _("The notice of %(day)s is dated in the future. Please check its date.") % {
            "day": _day(issuer.notice_date)
        }
    until = last_day(issuer.notice_kind, issuer.notice_date)
    if today > until:
        return _(
            "The notice of %(day)s is over %(years)d years old: gifts could be confirmed until %(until)s "
            "(§ 63 (5) AO). Please enter a newer notice first."
        ) % {"day": _day(issuer.notice_date), "years": YEARS[NoticeKind(issuer.notice_kind)], "until": _day(until)}
    return ""


def _day(day: date) -> str:
    return date_format(day, "d.m.Y")


class NewerVersion(TransitionRefused):
    """Somebody else saved the issuer's data meanwhile."""


@transaction.atomic
def save_issuer(values: Mapping[str, Any], *, after: int | None, actor: Actor, now: datetime | None = None) -> Issuer:
    """Writes the next version; what `values` does not name stays as it is. `after` is the key of the version that was
    changed: raises NewerVersion when it is not the newest any more."""
    # Who saves locks the first version, so that of two the second one reads what the first has written.
    Issuer.objects.select_for_update().order_by("pk").first()
    newest = Issuer.objects.first()
    if newest is not None and newest.pk != after:
        raise NewerVersion(
            _("Somebody else has saved these data meanwhile. Please look at them again before you save.")
        )
    said = {**_said(newest), **values} if newest else values
    return Issuer.objects.create(**said, saved_at=now or timezone.now(), saved_by=actor.user)


def _said(issuer: Issuer) -> dict[str, Any]:
    """What a version says, without who saved it and when."""
    names = {field.name for field in Issuer._meta.concrete_fields} - OF_ONE_VERSION
    return {name: getattr(issuer, name) for name in names}


def wording(key: str, *, on: date, language: str = "de") -> TextVersion | None:
    """The newest wording of a text that holds on a day."""
    held = TextVersion.objects.filter(key=key, language=language, valid_from__lte=on)
    return held.order_by("version").last()


def wording_why_not(text: TextVersion | None) -> str:
    """Why no tax paper may be issued with this wording, in a sentence; nothing when it may."""
    if text is None:
        return _("The wording of the paper is missing. Please ask the administration to load it.")
    if text.is_draft and not settings.ISSUE_DRAFT_TAX_PAPERS:
        return _("The wording has not been compared with the official form yet. Please compare it first.")
    return ""


def confirm_wording(text: TextVersion, *, actor: Actor, now: datetime | None = None) -> None:
    """Somebody compared the wording with the official form, word by word; the draft's mark is no longer printed."""
    checked = TextVersion.objects.filter(pk=text.pk, is_draft=True)
    if not checked.update(is_draft=False, checked_by=actor.user, checked_at=now or timezone.now()):
        raise TransitionRefused(_("This wording was compared with the official form already."))
