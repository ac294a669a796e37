"""Versions of the captions. Each change is a version of its own, so a paper's words are found again; receipts print
the newest that holds on the day of the handover."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.models import TextVersion
from documents.texts import is_on_a_paper
from recipients import papers
from recipients.enums import ReceiptLanguage
from recipients.receipt_words.printing import check_printable
from recipients.second_language import CAPTIONS

LANGUAGES = {code: name for code, name in ReceiptLanguage.choices if code != ReceiptLanguage.GERMAN}
GERMAN: Mapping[str, str] = {
    **papers.GERMAN_TEXTS,
    "title": papers.GERMAN_TITLE,
    "binding": papers.GERMAN_BINDING,
    "draft": papers.GERMAN_DRAFT,
}


def versions() -> dict[str, list[TextVersion]]:
    """All versions by their language, the newest first."""
    found: dict[str, list[TextVersion]] = {language: [] for language in LANGUAGES}
    rows = TextVersion.objects.filter(key=CAPTIONS, language__in=LANGUAGES).select_related("checked_by")
    for row in rows.order_by("-version"):
        found[row.language].append(row)
    return found


def newest(language: str) -> TextVersion | None:
    """The last version, whether it holds yet or not."""
    return TextVersion.objects.filter(key=CAPTIONS, language=language).order_by("-version").first()


def in_force(language: str, on: date) -> TextVersion | None:
    """The version that a receipt of this day's handover prints."""
    held = TextVersion.objects.filter(key=CAPTIONS, language=language, valid_from__lte=on)
    return held.order_by("-version").first()


def captions_of(text: TextVersion | None) -> dict[str, str]:
    """Captions by their names; one that a version lacks is empty."""
    said = {part["name"]: part["text"] for part in text.body} if text else {}
    return {name: said.get(name, "") for name in papers.SECOND_NAMES}


def keep(language: str, captions: Mapping[str, str], *, valid_from: date, now: datetime) -> TextVersion:
    """The next version, marked as a draft. Raises TransitionRefused for a day that has come and for captions that are
    those of the newest version; CaptionsRefused for those that can't be printed."""
    return _keep(TextVersion(language=language, valid_from=valid_from), captions, now=now)


def _keep(text: TextVersion, captions: Mapping[str, str], *, now: datetime) -> TextVersion:
    today = timezone.localdate(now)
    if text.valid_from <= today:
        raise TransitionRefused(
            _("A new version holds from tomorrow at the earliest, so that you can look at it first.")
        )
    held = in_force(text.language, today)
    # Drawn before the rows are locked.
    check_printable(text.language, captions, on=today, printed_now=_complete(held))
    return _add(text, captions)


def back_to(text: TextVersion, *, now: datetime) -> TextVersion:
    """An earlier version's words hold again from tomorrow, as a new version; whether they were checked goes along.

    Raises TransitionRefused for words that are those of the newest version, or that can't be printed (any more)."""
    again = TextVersion(
        language=text.language,
        valid_from=timezone.localdate(now) + timedelta(days=1),
        is_draft=text.is_draft,
        checked_at=text.checked_at,
        checked_by=text.checked_by,
    )
    return _keep(again, captions_of(text), now=now)


def check(text: TextVersion, *, actor: Actor, now: datetime) -> None:
    """Somebody who speaks the language has read the captions."""
    rows = TextVersion.objects.filter(pk=text.pk, key=CAPTIONS, is_draft=True)
    if not rows.update(is_draft=False, checked_by=actor.user, checked_at=now):
        raise TransitionRefused(_("This text was marked as checked already."))


@transaction.atomic
def discard(text: TextVersion, *, now: datetime) -> None:
    """The newest version goes as long as its day has not come. Raises TransitionRefused for one that holds, that a
    newer one follows, or that a paper was printed with."""
    last = _locked_newest(text.language)
    if text.valid_from <= timezone.localdate(now):
        raise TransitionRefused(_("This version holds already and stays."))
    if last is not None and last.version > text.version:
        raise TransitionRefused(_("A newer version follows it. Please discard that one first."))
    if is_on_a_paper(text):
        raise TransitionRefused(_("Papers of handovers to come were printed with this version: it stays."))
    text.delete()


def _complete(text: TextVersion | None) -> dict[str, str] | None:
    """The captions of a version that lacks none."""
    captions = captions_of(text)
    return captions if all(captions.values()) else None


def _locked_newest(language: str) -> TextVersion | None:
    """Who changes locks the versions that there are and only then asks for the last: two at once get two numbers."""
    rows = TextVersion.objects.filter(key=CAPTIONS, language=language)
    list(rows.select_for_update().order_by("version").values_list("pk"))
    return newest(language)


@transaction.atomic
def _add(text: TextVersion, captions: Mapping[str, str]) -> TextVersion:
    last = _locked_newest(text.language)
    if last is not None and captions_of(last) == dict(captions):
        raise TransitionRefused(_("These are the words of version %(version)d.") % {"version": last.version})
    text.key, text.version = CAPTIONS, last.version + 1 if last else 1
    text.body = [{"name": name, "german": GERMAN[name], "text": captions[name]} for name in papers.SECOND_NAMES]
    text.save(force_insert=True)
    return text
