"""Forms of taking in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.scanning import normalise_scan
from devices.entered_later import HappenedAtField
from devices.models import Category, Location
from devices.registration_forms import OfferedRowForm

MOST_CHARACTERS = 60_000


class IntakeForm(forms.Form):
    """One field for what is scanned or typed, another for a pasted list; where the things are put."""

    code = forms.CharField(
        label=_("Scan or type a number"),
        required=False,
        max_length=200,
        help_text=_("H4F number, serial number or asset tag. Digits are enough: 131 becomes H4F-000131"),
        widget=forms.TextInput(
            attrs={
                "data-scan": True,
                "autofocus": True,
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "done",
            }
        ),
    )
    many = forms.CharField(
        label=_("Several numbers, one per line"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(
            attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false", "data-clear": True},
        ),
    )
    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True),
        label=_("Put at"),
        required=False,
        empty_label=_("no location"),
    )
    happened_at = HappenedAtField()

    @property
    def lines(self) -> list[str]:
        """Everything that was typed, of a valid form."""
        return [self.cleaned_data["code"], *self.cleaned_data["many"].splitlines()]


class BlankLabelField(forms.CharField):
    """The number on a blank label, scanned or typed; it comes out written in full."""

    def __init__(self) -> None:
        typing = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(
            label=_("Blank label on it"),
            required=False,
            max_length=40,
            help_text=_("Scan it, or leave it empty: then the device gets the next number."),
            widget=forms.TextInput(attrs=typing),
        )

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return next(iter(normalise_scan(typed)), "") if typed else ""


class SurplusForm(OfferedRowForm):
    """Something that nobody announced; a blank label on it gives it its number."""

    label = BlankLabelField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, categories=list(Category.objects.filter(is_active=True)), **kwargs)
