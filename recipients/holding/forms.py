"""What coordination says about reservations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput


class ExtendForm(forms.Form):
    """The new last day."""

    until = forms.DateField(
        label=_("Reserved until"),
        widget=DateInput(attrs={"class": "h4f-date"}),
        help_text=_("This day included. On a planned handover a reservation lasts at least until the day after it."),
    )
