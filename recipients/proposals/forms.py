"""What coordination says when it starts a proposal, imagines devices, or sets a cap."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from devices.models import Category
from recipients.enums import InstitutionStatus
from recipients.holding.terms import hold_until
from recipients.limits.setting import Limit
from recipients.models import AllocationCap, Institution, NeedItem, Proposal, SchoolType
from recipients.proposals.scope import Scope
from recipients.proposals.starting import MOST_IMAGINED

MIB_PER_GIB = 1024
WHOLE_NUMBER = _("Please enter a whole number, for example 8.")


class _Institutions(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row: Institution) -> str:
        return f"{row.name}, {row.city}"


class StartForm(forms.Form):
    """What a proposal is about. Nothing chosen means everything."""

    held_until = forms.DateField(
        label=_("Reserve the devices until"),
        widget=DateInput(attrs={"class": "h4f-date"}),
        help_text=_("From the confirmation on; after that day they are free again."),
    )
    categories = forms.ModelMultipleChoiceField(
        queryset=Category.objects.none(),
        label=_("Only these kinds of devices"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sets that also wait for something else are then left out: half a set helps nobody."),
    )
    school_types = forms.ModelMultipleChoiceField(
        queryset=SchoolType.objects.none(),
        label=_("Only schools of these types"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    institutions = _Institutions(
        queryset=Institution.objects.none(),
        label=_("Only these institutions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "In addition to the types of schools that you chose. Only institutions on the waiting list are shown."
        ),
    )
    cap = forms.IntegerField(
        label=_("Device sets for each institution at most"),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "h4f-short"}),
        help_text=_("From this proposal alone. Limits for a period hold as well."),
        error_messages={"invalid": WHOLE_NUMBER},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        waiting = Scope().needs()
        self.fields["held_until"].initial = hold_until(timezone.localdate())
        asked = NeedItem.objects.unpromised().filter(need__in=waiting)
        self.fields["categories"].queryset = Category.objects.filter(pk__in=asked.values("category"))
        self.fields["school_types"].queryset = SchoolType.objects.filter(
            pk__in=waiting.values("request__institution__school_type")
        )
        self.fields["institutions"].queryset = Institution.objects.filter(pk__in=waiting.values("request__institution"))

    def scope(self) -> Scope:
        """As it was chosen."""
        data = self.cleaned_data
        chosen = {name: tuple(row.pk for row in data[name]) for name in ("categories", "institutions", "school_types")}
        return Scope(**chosen, cap=data["cap"])


class WhatIfForm(forms.Form):
    """Devices that are not there: "20 more notebooks with 8 GB"."""

    count = forms.IntegerField(
        label=_("How many more devices"),
        min_value=1,
        max_value=MOST_IMAGINED,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "h4f-short"}),
        error_messages={"invalid": WHOLE_NUMBER},
    )
    category = forms.ModelChoiceField(queryset=Category.objects.none(), label=_("Kind"))
    ram_gib = forms.IntegerField(
        label=_("Memory in GB"),
        min_value=0,
        max_value=4096,
        initial=8,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "h4f-short"}),
        error_messages={"invalid": WHOLE_NUMBER},
    )
    cores = forms.IntegerField(
        label=_("Cores"),
        min_value=0,
        max_value=256,
        initial=4,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "h4f-short"}),
        error_messages={"invalid": WHOLE_NUMBER},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.filter(minimum_specs__is_active=True).distinct()

    def imagined(self, proposal: Proposal) -> list[dict[str, Any]]:
        """With what was imagined before."""
        data = self.cleaned_data
        kind = {
            "count": data["count"],
            "category": data["category"].pk,
            "ram_mib": data["ram_gib"] * MIB_PER_GIB,
            "cores": data["cores"],
        }
        return [*proposal.imagined, kind]


class CapForm(forms.ModelForm):
    """How many device sets an institution gets in a period."""

    class Meta:
        model = AllocationCap
        fields = ["institution", "device_sets", "first_day", "last_day"]
        widgets = {
            "first_day": DateInput(attrs={"class": "h4f-date"}),
            "last_day": DateInput(attrs={"class": "h4f-date"}),
            "device_sets": forms.NumberInput(attrs={"inputmode": "numeric", "class": "h4f-short"}),
        }
        help_texts = {
            "institution": _("Each institution: the limit holds for all that have none of their own."),
            "device_sets": _("0: nothing is given in this period."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Institution.objects.filter(
            status__in=[InstitutionStatus.APPROVED, InstitutionStatus.SUSPENDED]
        )
        self.fields["institution"].empty_label = _("each institution")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first one."))
        elif first and last and self._exists(data.get("institution"), first, last):
            self.add_error(None, _("For this institution and period there is a limit already. Please change that one."))
        return data

    def _exists(self, institution, first, last) -> bool:
        same = AllocationCap.objects.standing().filter(institution=institution, first_day=first, last_day=last)
        return same.exclude(pk=self.instance.pk).exists()

    def limit(self) -> Limit:
        """As it was typed."""
        return Limit(**{name: self.cleaned_data[name] for name in self.Meta.fields})
