"""Forms about donors that coordination fills in."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from donations.donors.models import Channel, ContactNote
from donations.models import Donor


class ContactNoteForm(forms.ModelForm):
    """What was said, when and how."""

    happened_on = forms.DateField(label=_("Day"), widget=DateInput(), initial=timezone.localdate)
    channel = forms.ChoiceField(
        label=_("How"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.PHONE
    )
    text = forms.CharField(
        label=_("What was said"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only what is needed for the donations. Coordination reads it, donors do not."),
    )

    class Meta:
        model = ContactNote
        fields = ["happened_on", "channel", "text"]

    def clean_happened_on(self) -> date:
        """A day that has come."""
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Please enter when you spoke with each other."))
        return day


class MergeForm(forms.Form):
    """Which of two donors stands for both."""

    stays = forms.ModelChoiceField(
        Donor.objects.none(), label=_("Which one shall stand for both?"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, donors: tuple[Donor, Donor], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stays"]
        field.queryset = Donor.objects.filter(pk__in=[donor.pk for donor in donors])
        field.label_from_instance = _with_town
        field.initial = donors[0].pk


def _with_town(donor: Donor) -> str:
    return f"{donor.name}, {donor.city}" if donor.city else donor.name
