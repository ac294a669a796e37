"""Whether captions can be printed: on each paper that shows them, before they are kept."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.errors import refused
from documents.pdf.errors import DoesNotFit, MissingGlyph, PaperError
from recipients import papers
from recipients.clauses.editing import KEYS, in_force, translation_of
from recipients.clauses.sample import sample
from recipients.papers import ReceiptContent
from recipients.papers.blank import draw_blank_receipts

NO_DEVICES = {
    "number": "",
    "pupil": {"code": "", "school_grade": ""},
    "devices": [],
    "requested": [],
    "verification_url": "",
}


class CaptionsRefused(TransitionRefused):
    """Captions that can't be printed. `names` are those at fault, as far as that is known."""

    def __init__(self, message: str, names: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.names = list(names)


def sample_with(language: str, captions: Mapping[str, str], key: str, *, on: date, heading: str) -> ReceiptContent:
    """A sample receipt with the clauses that hold on a day, and with these captions.

    Where the clauses have no translation, the German ones stand in its place. Raises TransitionRefused without German
    clauses or issuer."""
    german = in_force(key, on)
    if german is None:
        raise TransitionRefused(_("The texts of the receipt are missing. Please ask the administration to load them."))
    translated = translation_of(german, language) or german
    marked = {**captions, "agreement": f"{captions['agreement']} ({captions['draft']})"}
    return sample(key, german.body, language=language, translated=translated.body, heading=heading, captions=marked)


def check_printable(
    language: str, captions: Mapping[str, str], *, on: date, printed_now: Mapping[str, str] | None
) -> None:
    """Draws each paper that shows captions: receipts to pupils and institutions, gift and loan, and the blank receipt.

    Raises CaptionsRefused for a character that no face has, for a caption that is too long for its place, and where a
    receipt takes more pages than with the captions that hold now (`printed_now`, None when there are none)."""
    try:
        for content in _papers(language, captions, on):
            papers.issue_check(content)
            draw_blank_receipts({**content, **NO_DEVICES}, 1)
    except PaperError as error:
        raise CaptionsRefused(str(refused(error)), at_fault(error, captions)) from error
    if printed_now is not None and _pages(language, captions, on) > _pages(language, printed_now, on):
        raise CaptionsRefused(
            _("With these words a receipt takes one more page than with those that hold now. Please shorten them.")
        )


def at_fault(error: PaperError, captions: Mapping[str, str]) -> list[str]:
    """Which captions hold the text that an error names; the same words may stand at several places."""
    if isinstance(error, MissingGlyph):
        return [name for name, said in captions.items() if error.character in said]
    if not isinstance(error, DoesNotFit):
        return []
    same = [name for name, said in captions.items() if said == error.text]
    return same or [name for name, said in captions.items() if error.text.startswith(said) or error.text in said]


def _papers(language: str, captions: Mapping[str, str], on: date) -> Iterator[ReceiptContent]:
    for key in KEYS:
        content = sample_with(language, captions, key, on=on, heading="Muster")
        yield content
        yield {**content, "pupil": None}


def _pages(language: str, captions: Mapping[str, str], on: date) -> int:
    return sum(papers.page_count(content) for content in _papers(language, captions, on))
