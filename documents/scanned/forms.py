"""Uploading a pile, and saying to which paper a page belongs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from documents import scans
from documents.scanned.models import ScannedPage
from documents.scanned.piles import MOST_BYTES_OF_A_FILE


class SeveralFilesInput(forms.ClearableFileInput):
    """Takes several files at once; it works without a script."""

    allow_multiple_selected = True


class ScansField(forms.FileField):
    """One file or several; gives their contents, each read only as far as a scan may be long."""

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        files = [file for file in data or [] if file is not None]
        if not files:
            raise forms.ValidationError(self.error_messages["required"])
        return [file.read(MOST_BYTES_OF_A_FILE + 1) for file in files]


class PileForm(forms.Form):
    """The scans, and the day beside the signatures."""

    scans = ScansField(
        label=_("Scans of signed papers"),
        help_text=_("One PDF with all pages, or several files: PDF, JPEG or PNG, together up to 100 MB and 500 pages."),
        widget=SeveralFilesInput(attrs={"accept": ",".join(scans.ENDINGS)}),
    )
    signed_on = forms.DateField(
        label=_("Signed on"),
        help_text=_("The day beside the signatures; papers of another day go into a pile of their own."),
        widget=DateInput(),
    )


class AssignForm(forms.Form):
    """The number that a person reads on the picture, and the pages that belong to it, too."""

    number = forms.CharField(
        label=_("Number of the paper"),
        help_text=_("As it is printed on the page, for example Q-2026-00012."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    signed_on = forms.DateField(
        label=_("Signed on"),
        help_text=_("The day beside the signature; left empty, the day of the pile."),
        required=False,
        widget=DateInput(),
    )
    further = forms.MultipleChoiceField(
        label=_("Pages that belong to it, too"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, pile: int, others: Sequence[ScannedPage], **options: Any) -> None:
        super().__init__(*args, **options)
        self.others = {choice_of(page, pile): page for page in others}
        if not others:
            del self.fields["further"]
            return
        self.fields["further"].choices = [(key, _label(page, pile)) for key, page in self.others.items()]

    def pages(self) -> list[ScannedPage]:
        """The further ones that were chosen, of a valid form."""
        return [self.others[position] for position in self.cleaned_data.get("further", [])]


def choice_of(page: ScannedPage, pile: int) -> str:
    """What stands for the page beside those of this pile."""
    return str(page.position) if page.pile_id == pile else f"{page.pile_id}-{page.position}"


def _label(page: ScannedPage, pile: int) -> str:
    if page.pile_id == pile:
        return f"{_('Page')} {page.position}"
    when = f"{timezone.localtime(page.pile.uploaded_at):%d.%m.%y, %H:%M}"
    return _("Page %(page)d of the pile of %(when)s") % {"page": page.position, "when": when}
