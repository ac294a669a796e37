"""The wordings that papers print: of each the newest that holds on a day."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.models import Document, TextVersion

LANGUAGE = "de"


def wording(key: str, on: date) -> TextVersion:
    """The German wording of this key. Raises TransitionRefused when there is none."""
    found = TextVersion.objects.filter(key=key, language=LANGUAGE, valid_from__lte=on).order_by("-version").first()
    if found is None:
        raise TransitionRefused(_("The texts of this paper are missing. Please ask the administration to load them."))
    return found


def edition(text: TextVersion) -> str:
    """Which wording it is, in words that are printed, so that a signed paper says what was agreed."""
    return f"Textfassung {text.version}{', Entwurf' if text.is_draft else ''}"


def is_on_a_paper(text: TextVersion) -> bool:
    """Whether an issued paper names this wording; a translation, whether one does in this language."""
    name = f"{text.key}/{text.version}"
    # Alone, or in a list of wordings.
    named = [f'"{name}"', f'"{name}, ', f', {name}"']
    found = Document.objects.filter(Q(*[("content__contains", part) for part in named], _connector=Q.OR))
    if text.language != LANGUAGE:
        found = found.filter(content__contains=f'"second":"{text.language}"')
    return found.exists()
