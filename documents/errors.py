"""What can go wrong with papers. Rows keep a code, so that each reader gets the reason in their language."""

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.pdf.errors import DoesNotFit, LogoMissing, MissingGlyph, PaperError
from documents.places import name_of

STORAGE, GAVE_UP, UNKNOWN_KIND = "storage", "gave_up", "unknown_kind"
MISSING_GLYPH, DOES_NOT_FIT, LOGO_MISSING = "missing_glyph", "does_not_fit", "logo_missing"


class ContentRefused(TransitionRefused):
    """A paper can't be made from this content. The message is for people and says what to mend."""


def refused(error: PaperError) -> ContentRefused:
    """What a person who is about to issue a paper is told, with the text that is to be mended."""
    if isinstance(error, MissingGlyph):
        return ContentRefused(
            _("The character “%(character)s” in “%(text)s” can't be printed. Please replace it.")
            % {"character": error.character, "text": error.context}
        )
    if isinstance(error, DoesNotFit):
        return ContentRefused(
            _("“%(text)s” is too long for its place on the paper. Please shorten it.") % {"text": error.text}
        )
    if isinstance(error, LogoMissing):
        return ContentRefused(reason(LOGO_MISSING))
    return ContentRefused(_("The paper can't be drawn from this content."))


def code_of(error: PaperError) -> str:
    """The code that a failed paper keeps: never the text itself, which may be somebody's code."""
    if isinstance(error, MissingGlyph):
        return f"{MISSING_GLYPH}:{error.code_point}"
    if isinstance(error, DoesNotFit):
        return f"{DOES_NOT_FIT}:{error.place}"[:200]
    return LOGO_MISSING if isinstance(error, LogoMissing) else "paper"


def reason(code: str) -> str:
    """The sentence for a code: what happened, and what to do."""
    name, _colon, detail = code.partition(":")
    detail = name_of(detail) if name == DOES_NOT_FIT else detail
    sentences = {
        STORAGE: _("The storage can't be written at the moment. It is tried again by itself."),
        GAVE_UP: _("Making it broke off five times. Please try again, and tell the administration if it fails again."),
        UNKNOWN_KIND: _("This version of the program does not know this kind of paper."),
        MISSING_GLYPH: _("The character %(detail)s can't be printed. Correct the text and issue the paper anew."),
        DOES_NOT_FIT: _("A text is too long for its place (%(detail)s). Shorten it and issue the paper anew."),
        LOGO_MISSING: _(
            "The file of the letterhead's logo is missing from the storage. Please have the administration restore it."
        ),
    }
    sentence = sentences.get(name, _("The paper could not be made. Please try again."))
    return sentence % {"detail": detail} if detail else sentence


def brief(code: str) -> str:
    """The same in a few words, for the line below a badge in a list."""
    words = {
        STORAGE: _("storage not writable"),
        GAVE_UP: _("broke off five times"),
        UNKNOWN_KIND: _("unknown kind"),
        MISSING_GLYPH: _("character not printable"),
        DOES_NOT_FIT: _("text too long"),
        LOGO_MISSING: _("logo missing"),
    }
    return words.get(code.partition(":")[0], _("could not be made")) if code else ""
