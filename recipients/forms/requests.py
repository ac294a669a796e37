"""The attestation of a request: what is said once for all of its needs."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from recipients.enums import AttestingFunction
from recipients.loans.ends import latest_end
from recipients.models import Institution, Request


class AttestationForm(forms.ModelForm):
    """What is said once for the whole request. Nothing but the institution is required yet: a draft may lack it,
    sending asks for it."""

    class Meta:
        model = Request
        fields = [
            "institution",
            "attested_by_function",
            "entitlement_seen_on",
            "entitlement_valid_until",
            "loan_until",
            "message",
        ]
        labels = {
            "attested_by_function": _("Who saw it? (function)"),
            "entitlement_seen_on": _("Seen on"),
            "entitlement_valid_until": _("Valid until"),
            "loan_until": _("Devices on loan are needed until"),
            "message": _("Message to coordination"),
        }
        help_texts = {
            "attested_by_function": _("Only the function, never a name."),
            "entitlement_valid_until": _("If the notice says so."),
            "loan_until": _("For loans only; left empty they last until the end of the school year."),
            "message": _("Please enter no names, no birthdays, no reasons: what you write is read by several people."),
        }
        widgets = {
            "entitlement_seen_on": DateInput(attrs={"class": "h4f-date"}),
            "entitlement_valid_until": DateInput(attrs={"class": "h4f-date"}),
            "loan_until": DateInput(attrs={"class": "h4f-date"}),
            "message": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, institutions: QuerySet[Institution], today: date | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today or timezone.localdate()
        self.fields["institution"].queryset = institutions
        functions = [("", _("Please choose")), *AttestingFunction.choices]
        self.fields["attested_by_function"].choices = functions
        choices = list(institutions)
        if len(choices) == 1:
            self.fields["institution"].widget = forms.HiddenInput()
            self.initial["institution"] = choices[0].pk
        if self.instance.pk:
            del self.fields["institution"]

    def clean(self) -> dict:
        cleaned = super().clean()
        seen, until = cleaned.get("entitlement_seen_on"), cleaned.get("entitlement_valid_until")
        if seen and seen > self.today:
            self.add_error("entitlement_seen_on", _("This day is still to come. Please enter when it was seen."))
        if seen and until and until < seen:
            self.add_error("entitlement_valid_until", _("This is before the day on which it was seen."))
        if until and not seen and "entitlement_seen_on" not in self.errors:
            self.add_error("entitlement_seen_on", _("Please also enter when it was seen."))
        self._check_loan_end(cleaned.get("loan_until"))
        return cleaned

    def _check_loan_end(self, day: date | None) -> None:
        """Ahead, and not farther than loans are given."""
        if day and day <= self.today:
            self.add_error("loan_until", _("This day is over. Please choose a later one."))
        elif day and day > latest_end(self.today):
            text = _("A loan lasts until %(day)s at most. Then please extend it again.")
            self.add_error("loan_until", text % {"day": date_format(latest_end(self.today), "d.m.Y")})

    def values(self) -> dict:
        """Columns of the request, without the institution."""
        return {name: value for name, value in self.cleaned_data.items() if name != "institution"}
