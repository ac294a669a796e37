"""The scan field of a pile."""

from django import forms
from django.utils.translation import gettext_lazy as _

from devices.entered_later import HappenedAtField
from devices.scanning import LONGEST_SCAN

SCAN_ATTRIBUTES = {
    "data-scan": True,
    "autofocus": True,
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "enterkeyhint": "done",
}


class ScanForm(forms.Form):
    """What is scanned or typed; when it was done, if it is entered later."""

    code = forms.CharField(
        label=_("Scan or type a number"),
        max_length=LONGEST_SCAN,
        help_text=_("H4F number, serial number or asset tag. Digits are enough: 131 becomes H4F-000131"),
        error_messages={"required": _("Please scan or type a number first.")},
        widget=forms.TextInput(attrs=SCAN_ATTRIBUTES),
    )
    happened_at = HappenedAtField()
