"""Forms of one step of a device's checklist."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput, soon
from devices.checklists.failing import Decision
from devices.entered_later import HappenedAtField
from devices.enums import CheckResult
from devices.models import Check

MOST_MINUTES = 600


class CheckForm(forms.ModelForm):
    """A step that is in order or does not apply. Each result is a button of its own; minutes and note may be left."""

    result = forms.ChoiceField(
        choices=[choice for choice in CheckResult.choices if choice[0] != CheckResult.FAILED],
        widget=forms.HiddenInput,
        error_messages={"required": _("Please press one of the buttons: in order, not in order, does not apply.")},
    )
    happened_at = HappenedAtField()

    class Meta:
        model = Check
        fields = ("note", "minutes")
        widgets = {
            "note": forms.Textarea(attrs={"rows": 2}),
            "minutes": forms.NumberInput(attrs={"class": "h4f-short", "min": 0, "max": 600, "inputmode": "numeric"}),
        }

    def clean_minutes(self) -> int | None:
        minutes = self.cleaned_data["minutes"]
        if minutes is not None and minutes > MOST_MINUTES:
            raise forms.ValidationError(_("Please enter at most 600 minutes."))
        return minutes


class FailedForm(forms.Form):
    """A step that is not in order: what is wrong, and by a button each what to do."""

    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What is wrong?"),
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
        error_messages={"required": _("Please say what is wrong, for example: key E does not react.")},
    )
    follow_up = forms.DateField(
        label=_("Look again on"),
        required=False,
        validators=[soon],
        widget=DateInput(),
        help_text=_("If it waits: the day on which somebody asks again."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "h4f-short", "inputmode": "numeric"}),
    )
    happened_at = HappenedAtField()
