"""Forms about donors and about a donation's next step."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput, GermanPostcode, soon
from donations.enums import DonorKind
from donations.models import Donor


class DonorForm(forms.ModelForm):
    """Who gives. `for_oneself` asks for the address that the donor's papers need; coordination may not know it yet."""

    kind = forms.ChoiceField(label=_("Who gives?"), choices=DonorKind.choices, widget=forms.RadioSelect)

    class Meta:
        model = Donor
        fields = ["kind", "name", "contact", "street", "postcode", "city", "phone", "email"]
        labels = {
            "name": _("Name of the company, office, association or person"),
            "contact": _("Contact person"),
            "street": _("Street and number"),
            "postcode": _("Postcode"),
            "city": _("Town"),
            "phone": _("Phone"),
            "email": _("E-mail address"),
        }
        help_texts = {
            "name": _("As it should stand on papers about the donation."),
            "phone": _("For questions on the day of the pick-up."),
        }
        widgets = {
            "street": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "postcode": forms.TextInput(
                attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "h4f-short"}
            ),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args: Any, for_oneself: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("street", "postcode", "city"):
            self.fields[name].required = for_oneself
        self.fields["postcode"].validators.append(GermanPostcode())


class TimeInput(forms.TimeInput):
    """A time of day, picked with the browser's own control."""

    input_type = "time"


class AppointmentForm(forms.Form):
    """Day and time of an appointment, as the clock in Leipzig shows it."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    time = forms.TimeField(label=_("Time"), widget=TimeInput(format="%H:%M", attrs={"class": "h4f-short"}))

    def clean_day(self) -> date:
        """A year that was mistyped would reach the donor by mail."""
        return soon(self.cleaned_data["day"])

    @property
    def moment(self):
        """Both as one moment, of a valid form."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        return timezone.make_aware(timezone.datetime.combine(day, time))


class ReasonForm(forms.Form):
    """Why: the donor reads it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), required=True
    )


class MemberForm(forms.Form):
    """Who else follows a donor's donations."""

    person = forms.EmailField(
        label=_("E-mail address of the account"), help_text=_("The person must have signed up with it.")
    )


class AssignForm(forms.Form):
    """Whose donation it is."""

    donor = forms.ModelChoiceField(
        Donor.objects.filter(merged_into=None), label=_("Donor"), empty_label=_("please choose")
    )


class LinkForm(forms.Form):
    """Where a new link is sent."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The one that you gave when you offered the devices."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
