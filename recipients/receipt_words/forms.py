"""The form of captions: each German one beside its translation, in the order of the receipt's sections."""

from collections.abc import Mapping
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from recipients import papers
from recipients.receipt_words.editing import GERMAN

LONGEST = 160
# Where each caption stands on the paper.
SECTIONS = (
    (_("Top of the receipt"), ("title", "binding", "verify")),
    (
        _("Who hands over, who receives"),
        (
            "parties",
            "giver",
            "institution",
            "pupil_code",
            "recipient",
            "recipient_name",
            "guardian_name",
            "representative_name",
            "representative_function",
        ),
    ),
    (
        _("Devices and erasure of data"),
        ("devices", "device_number", "device", "serial", "cosmetic_grade", "accessories", "medium", "grade_legend"),
    ),
    (_("Requested and received"), ("request", "requested", "received", "open", "contribution", "yes", "no")),
    (_("Agreement"), ("agreement", "draft")),
    (
        _("Signatures"),
        ("signatures", "statement", "place_date", "sign_giver", "sign_recipient", "sign_guardian"),
    ),
)


class CaptionsForm(forms.Form):
    """All captions in one language; each field is named like its caption."""

    valid_from = forms.DateField(
        label=_("Holds from"),
        widget=DateInput(),
        help_text=_("Receipts of handovers from this day on print the new words."),
    )

    def __init__(self, *args, language: str, captions: Mapping[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = timezone.localdate() + timedelta(days=1)
        for name in papers.SECOND_NAMES:
            self.fields[name] = forms.CharField(
                label=GERMAN[name],
                max_length=LONGEST,
                initial=captions.get(name, ""),
                widget=forms.TextInput(attrs={"lang": language, "dir": "auto"}),
            )

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields under the heading of their section."""
        return [(str(title), [self[name] for name in names]) for title, names in SECTIONS]

    def captions(self) -> dict[str, str]:
        """What was written, by the names of captions."""
        return {name: self.cleaned_data[name] for name in papers.SECOND_NAMES}
