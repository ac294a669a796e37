"""What covers the data on a donation's disks, with the day and the signed page."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from documents import scans
from donations.enums import DataAgreement

# What somebody signed or declared on a day.
DATED = (DataAgreement.SIGNED, DataAgreement.FRAMEWORK, DataAgreement.ERASED_FIRST)


class AgreementForm(forms.Form):
    """What covers the data on the disks until they are erased."""

    agreement = forms.ChoiceField(
        label=_("Processing agreement (Art. 28 GDPR)"), choices=DataAgreement.choices, widget=forms.RadioSelect
    )
    agreed_on = forms.DateField(
        label=_("Signed or declared on"),
        required=False,
        widget=DateInput(),
        help_text=_("The day beside the donor's signature."),
    )
    scan = forms.FileField(
        label=_("Scan of what was signed"),
        required=False,
        help_text=_("PDF, JPEG or PNG, up to 10 MB; all pages in one file."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(scans.ENDINGS)}),
    )

    def clean_agreed_on(self) -> date | None:
        """Nothing was signed tomorrow."""
        day = self.cleaned_data["agreed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Please enter the day of the signature."))
        return day

    def clean_scan(self) -> bytes:
        """Read only as far as a scan may be long."""
        upload = self.cleaned_data["scan"]
        return upload.read(scans.MOST_BYTES + 1) if upload else b""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        dated = cleaned.get("agreement") in DATED
        if dated and "agreed_on" in cleaned and not cleaned["agreed_on"]:
            self.add_error("agreed_on", _("Please enter the day on which it was signed or declared."))
        return cleaned
