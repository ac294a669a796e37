"""New versions of the clauses and their translations.

A version that holds, or did, never changes: papers name it. Until its day comes, its texts can be written anew."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.errors import refused
from documents.models import Document, TextVersion
from documents.pdf.errors import PaperError
from recipients.clauses.sample import sample
from recipients.enums import ReceiptLanguage
from recipients.papers import Clause, issue_check
from recipients.receipt_content import CLAUSES

KEYS = tuple(CLAUSES.values())
GERMAN = ReceiptLanguage.GERMAN.value


def german_versions(key: str) -> list[TextVersion]:
    """All versions of the German clauses, the newest first."""
    return list(TextVersion.objects.filter(key=key, language=GERMAN).order_by("-version"))


def in_force(key: str, on: date) -> TextVersion | None:
    """The German version that holds on a day."""
    held = TextVersion.objects.filter(key=key, language=GERMAN, valid_from__lte=on)
    return held.order_by("-version").first()


def may_change(text: TextVersion, *, today: date) -> bool:
    """Whether its day has not come."""
    return text.valid_from > today


def translation_of(german: TextVersion, language: str) -> TextVersion | None:
    """The translation of this very version."""
    return TextVersion.objects.filter(key=german.key, language=language, version=german.version).first()


@transaction.atomic
def add_version(key: str, clauses: Sequence[Clause], *, valid_from: date, actor: Actor, now: datetime) -> TextVersion:
    """The next version, marked as a draft, which holds from a day to come. It is drawn once for a check. With the words
    of the newest version it takes that one's translations along: so a translation that holds is mended.

    Raises TransitionRefused for a day that has come, and for clauses that can't be printed.
    """
    if valid_from <= timezone.localdate(now):
        raise TransitionRefused(
            _("A new version holds from tomorrow at the earliest, so that you can look at it first.")
        )
    _can_be_printed(key, clauses)
    versions = TextVersion.objects.filter(key=key, language=GERMAN)
    # Who adds locks the versions that there are and only then asks for the last: two at once get different numbers.
    list(versions.select_for_update().order_by("version").values_list("pk"))
    number = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    newest = versions.filter(version=number - 1).first()
    text = TextVersion.objects.create(key=key, language=GERMAN, version=number, body=clauses, valid_from=valid_from)
    if newest is not None and newest.body == list(clauses):
        _take_along(newest, text)
    return text


def _take_along(newest: TextVersion, text: TextVersion) -> None:
    """German says the same: so do its translations, and who checked any of them did."""
    for row in TextVersion.objects.filter(key=newest.key, version=newest.version):
        checked = {"is_draft": row.is_draft, "checked_at": row.checked_at, "checked_by": row.checked_by}
        if row.language == GERMAN:
            TextVersion.objects.filter(pk=text.pk).update(**checked)
        else:
            same = {"key": row.key, "language": row.language, "body": row.body}
            TextVersion.objects.create(**same, **checked, version=text.version, valid_from=text.valid_from)


@transaction.atomic
def translate(german: TextVersion, language: str, clauses: Sequence[Clause], *, now: datetime) -> TextVersion:
    """The translation of one version, marked as a draft. Raises TransitionRefused for one that holds already, with
    another number of clauses than the German text has, or that can't be printed."""
    if len(clauses) != len(german.body):
        raise TransitionRefused(
            _("Each German clause needs its translation: there are %(count)d.") % {"count": len(german.body)}
        )
    _can_be_printed(german.key, german.body, language, clauses)
    kept = TextVersion.objects.select_for_update().filter(key=german.key, language=language, version=german.version)
    today = timezone.localdate(now)
    if kept and (_is_printed(german) or any(not may_change(text, today=today) for text in kept)):
        raise TransitionRefused(
            _("This translation holds, or papers were printed with it. Please make a new version of the clauses.")
        )
    fields = {"body": list(clauses), "is_draft": True, "valid_from": german.valid_from, "checked_at": None}
    text, _created = TextVersion.objects.update_or_create(
        key=german.key,
        language=language,
        version=german.version,
        defaults=fields | {"checked_by": None, "came_with_program": False},
    )
    return text


def check(text: TextVersion, *, actor: Actor, now: datetime) -> None:
    """Somebody who can judge it has read the text; papers no longer print that it is a draft."""
    rows = TextVersion.objects.filter(pk=text.pk, key__in=KEYS, is_draft=True)
    if not rows.update(is_draft=False, checked_by=actor.user, checked_at=now):
        raise TransitionRefused(_("This text was marked as checked already."))


def discard(german: TextVersion, *, now: datetime) -> None:
    """A version whose day has not come goes with its translations. Raises TransitionRefused for one that holds, and for
    one that a newer one follows."""
    if not may_change(german, today=timezone.localdate(now)):
        raise TransitionRefused(_("This version holds already and stays."))
    if _is_printed(german):
        raise TransitionRefused(_("Papers of handovers to come were printed with this version: it stays."))
    if TextVersion.objects.filter(key=german.key, version__gt=german.version).exists():
        raise TransitionRefused(_("A newer version follows it. Please discard that one first."))
    TextVersion.objects.filter(key=german.key, version=german.version).delete()


def _is_printed(german: TextVersion) -> bool:
    """Whether an issued paper names this version; a receipt takes the wording of its handover's day, which may lie
    ahead."""
    named = f'"clauses_version":"{german.key}/{german.version}"'
    return Document.objects.filter(content__contains=named).exists()


def _can_be_printed(
    key: str, clauses: Sequence[Clause], language: str = "", translated: Sequence[Clause] | None = None
) -> None:
    try:
        issue_check(sample(key, clauses, language=language, translated=translated))
    except PaperError as error:
        raise refused(error) from error
