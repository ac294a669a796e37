"""What an institution reports, and what coordination decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from recipients.models.report import DEFECTS, ReportKind, ReportReason

NO_NAMES = _("Please enter no names of pupils or parents. The institution and coordination read this.")
TAKE_BACK, REPAIR, ADVICE = "take_back", "repair", "advice"


class FindForm(forms.Form):
    """Which device? Posted, so that no code stands in an address."""

    device = forms.CharField(
        label=_("H4F number or pupil code"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "h4f-code", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The number stands on the device's label and on its receipt, for example H4F-000123."),
    )


class ReportForm(forms.Form):
    """What is the matter with it."""

    kind = forms.ChoiceField(label=_("What is the matter?"), choices=ReportKind.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("", _("Please choose")),
            (ReportKind.DEFECT.label, [(reason.value, reason.label) for reason in DEFECTS]),
            (ReportKind.RETURN.label, [(one.value, one.label) for one in ReportReason if one not in DEFECTS]),
        ],
    )
    replacement = forms.BooleanField(
        label=_("A replacement is asked for"),
        required=False,
        help_text=_("If the device comes back for good, the need is put on the waiting list again, in its old place."),
    )
    details = forms.CharField(
        label=_("Further details"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_NAMES,
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        kind, reason = cleaned.get("kind"), cleaned.get("reason")
        if kind and reason and (kind == ReportKind.DEFECT) != (reason in DEFECTS):
            self.add_error("reason", _("This reason does not go with it. Please choose another one."))
        return cleaned


class DecisionForm(forms.Form):
    """What shall become of the device."""

    decision = forms.ChoiceField(
        label=_("What shall become of the device?"),
        choices=[
            (REPAIR, _("It comes for repair and stays the pupil's")),
            (TAKE_BACK, _("It comes back for good")),
            (ADVICE, _("It stays there: we answer with advice")),
        ],
        widget=forms.RadioSelect,
    )
    replacement = forms.BooleanField(
        label=_("If it comes back: the need waits again for a replacement"), required=False
    )
    is_here = forms.BooleanField(label=_("The device is here already"), required=False)
    words = forms.CharField(
        label=_("Words to the institution"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Advice goes out in the mail; other words stand on the report's page. Please enter no names."),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("decision") == ADVICE and not cleaned.get("words", "").strip():
            self.add_error("words", _("Please write what the institution can do."))
        return cleaned


class GiveUpForm(forms.Form):
    """It can't be repaired."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_NAMES
    )
    replacement = forms.BooleanField(label=_("A replacement is asked for"), required=False)
