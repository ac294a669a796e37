"""Recording a family at our own counter, and inviting it to collect."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from devices.models import Category
from recipients.counter.families import Reached
from recipients.models import Institution
from recipients.models.counter import Channel

MOST_CHILDREN = 8
FEWEST_DIGITS = 6


class FamilyForm(forms.Form):
    """One way to reach the family, and how many children need a device. No names."""

    counter = forms.ModelChoiceField(Institution.objects.none(), label=_("Counter"))
    channel = forms.ChoiceField(
        label=_("How do we reach the family?"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.MAIL
    )
    contact = forms.CharField(
        label=_("Mail address or phone number"),
        max_length=254,
        help_text=_("Only the one that the family chose. It is deleted 30 days after the end. Please enter no names."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our mail"), choices=[("de", _("German")), ("en", _("English"))], initial="de"
    )
    children = forms.IntegerField(
        label=_("How many children need a device?"),
        min_value=1,
        max_value=MOST_CHILDREN,
        initial=1,
        help_text=_("Each gets a code. Grade, device and facts are entered on the next page."),
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Device"), to_field_name="code", empty_label=None
    )

    def __init__(self, *args, counters, categories: list[Category], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counter"].queryset = counters
        self.fields["category"].queryset = Category.objects.filter(pk__in=[row.pk for row in categories])
        known = list(counters)
        if len(known) == 1:
            self.fields["counter"].widget = forms.HiddenInput()
            self.initial["counter"] = known[0].pk

    def clean(self) -> dict:
        cleaned = super().clean()
        contact = " ".join(cleaned.get("contact", "").split())
        if contact and (error := _wrong(cleaned.get("channel", ""), contact)):
            self.add_error("contact", error)
        return cleaned | {"contact": contact}

    def reached(self) -> Reached:
        """The channel as the service takes it."""
        return Reached(**{name: self.cleaned_data[name] for name in ("channel", "contact", "language")})


def _wrong(channel: str, contact: str):
    """What is wrong with a contact; nothing when it is right."""
    if channel == Channel.PHONE:
        digits = sum(letter.isdigit() for letter in contact)
        others = any(not (letter.isdigit() or letter in "+-/() ") for letter in contact)
        is_number = digits >= FEWEST_DIGITS and not others
        return "" if is_number else _("Please enter a phone number, for example 0341 123456, and nothing else.")
    try:
        validate_email(contact)
    except ValidationError:
        return _("Please enter a mail address, for example familie@example.org, and nothing else.")
    return ""


class CollectForm(forms.Form):
    """When and where the family collects."""

    day = forms.DateField(label=_("Day"), widget=DateInput(attrs={"class": "h4f-date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time", "class": "h4f-short"}))
    place = forms.CharField(label=_("Place"), max_length=160)

    def at(self) -> datetime:
        """The moment in Leipzig."""
        moment = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        return timezone.make_aware(moment)
