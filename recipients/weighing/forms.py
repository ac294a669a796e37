"""What is asked for when points change."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput, soon
from recipients.enums import WeightFact
from recipients.weighing.changing import Change

MOST_POINTS = 1000


class ChangeForm(forms.Form):
    """So many points for a fact from a day on."""

    fact = forms.ChoiceField(label=_("For what"), choices=[("", _("please choose")), *WeightFact.choices])
    points = forms.IntegerField(
        label=_("Points"),
        min_value=0,
        max_value=MOST_POINTS,
        help_text=_("0 takes the fact's weight away. The waiting time counts for each full week."),
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )
    valid_from = forms.DateField(
        label=_("Valid from"),
        help_text=_("Today or later. Until then the present points hold."),
        widget=DateInput(attrs={"class": "h4f-date"}),
        validators=[soon],
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        required=False,
        help_text=_("For the history, for example the decision of a meeting. Please enter no names."),
    )

    def __init__(self, *args, today: date | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today or timezone.localdate()

    def clean_valid_from(self) -> date:
        day = self.cleaned_data["valid_from"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over. Points hold from today or from a later day."))
        return day

    def change(self) -> Change:
        """What was entered."""
        return Change(**self.cleaned_data)
