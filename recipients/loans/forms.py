"""What coordination says about loans."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput


class ExtendLoansForm(forms.Form):
    """The new last day."""

    until = forms.DateField(
        label=_("On loan until"),
        widget=DateInput(attrs={"class": "h4f-date"}),
        help_text=_("At most the end of the next school year."),
    )
