"""What the parents' sheet says: the wording in force, in German and in a second language that has the same version."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.models import TextVersion
from documents.parties import issuer_block
from documents.pdf.bilingual import Passage
from documents.pdf.parties import IssuerBlock
from documents.texts import edition, wording
from recipients.enums import ReceiptLanguage
from recipients.papers.parents_sheet import NAMES, SheetContent, Wording

KEY = "parents_information"
GERMAN = ReceiptLanguage.GERMAN.value


def languages(on: date) -> list[str]:
    """Codes of the second languages that have the wording in force. Raises TransitionRefused without the German one."""
    german = wording(KEY, on)
    found = set(TextVersion.objects.filter(key=KEY, version=german.version).values_list("language", flat=True))
    return [code for code in ReceiptLanguage.values if code in found and code != GERMAN]


def sheet(second: str = "", *, now: datetime | None = None) -> SheetContent:
    """The content of the sheet with `second` beside the German text; empty for German alone.

    Raises TransitionRefused when a wording is missing or not complete; it names what is missing.
    """
    now = now or timezone.now()
    german = wording(KEY, timezone.localdate(now))
    wordings = [german, _translation(german, second)] if second else [german]
    issuer = issuer_block()
    return {
        "language": GERMAN,
        "second": second,
        "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "issuer": issuer,
        "edition": edition(german),
        "is_draft": german.is_draft,
        "texts": [_complete(text, issuer) for text in wordings],
    }


def _translation(german: TextVersion, language: str) -> TextVersion:
    found = TextVersion.objects.filter(key=KEY, language=language, version=german.version).first()
    if found is None:
        raise TransitionRefused(
            _("Version %(version)d of this sheet has no translation into “%(language)s”.")
            % {"version": german.version, "language": language}
        )
    return found


def _complete(text: TextVersion, issuer: IssuerBlock) -> Wording:
    """The passages by their names, with the issuer filled in."""
    found: Wording = {part["name"]: _filled(part, issuer) for part in text.body}
    missing = [name for name in NAMES if name not in found]
    if missing:
        raise TransitionRefused(
            _("These passages are missing in the text “%(text)s”: %(missing)s.")
            % {"text": text, "missing": ", ".join(missing)}
        )
    return found


def _filled(part: dict[str, str], issuer: IssuerBlock) -> Passage:
    text = part["text"]
    for place, value in (("{issuer}", issuer["name"]), ("{address}", issuer["address"]), ("{mail}", issuer["mail"])):
        text = text.replace(place, value)
    return {"heading": part["heading"], "text": text}
