"""Forms of retention: a new term, an exception."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from documents.models import RetentionTerm

LONGEST_AMOUNT = 600


class TermForm(forms.ModelForm):
    """The next version of a rule's term; `version` is the one that is being changed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = RetentionTerm
        fields = ["amount", "unit", "valid_from", "basis", "is_draft"]
        labels = {"is_draft": _("This term is still a draft")}
        help_texts = {
            "unit": _("Years count from the end of the year in which the term began."),
            "valid_from": _("Tomorrow at the earliest: until then a slip can be mended by saving again."),
            "basis": _("For example a paragraph, or the decision of the board with its date."),
        }
        widgets = {
            "amount": forms.NumberInput(attrs={"class": "h4f-short", "min": 1, "max": LONGEST_AMOUNT}),
            "unit": forms.RadioSelect,
            "valid_from": DateInput(),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = RetentionTerm._meta.get_field("unit").choices

    def clean_amount(self) -> int:
        """A slip of the hand keeps nothing for ever."""
        amount = self.cleaned_data["amount"]
        if not 1 <= amount <= LONGEST_AMOUNT:
            raise forms.ValidationError(_("Please enter a number from 1 to 600."))
        return amount

    def clean_valid_from(self) -> date:
        """Nothing that is deleted comes back: a slip can be mended until midnight."""
        day = self.cleaned_data["valid_from"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Please enter tomorrow or a later day."))
        return day


class HoldForm(forms.Form):
    """Why a paper is exempt."""

    reason = forms.CharField(
        label=_("Why has it to be kept?"),
        help_text=_("For example: lawsuit, audit of the tax office. Please name no pupil."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
