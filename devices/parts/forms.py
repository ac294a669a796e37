"""Forms of parts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import RowFormSet
from devices.models import Location, Part, PartKind
from devices.parts.stock import MOST_PARTS, NewPart
from devices.workshop_forms import reason_field

MOST_ROWS = 40
COUNT = {"class": "h4f-short", "inputmode": "numeric", "min": 0, "max": MOST_PARTS}
SCAN = {
    "data-scan": True,
    "autofocus": True,
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "enterkeyhint": "done",
}


class NewPartForm(forms.Form):
    """So many parts of one kind; 0 or nothing leaves the row out. A serial number is entered on the part's own page,
    once it has its number."""

    marks_optional = False
    kind = forms.ModelChoiceField(
        PartKind.objects.none(), label=_("Part"), required=False, empty_label=_("please choose")
    )
    count = forms.IntegerField(
        label=_("How many"), required=False, min_value=0, max_value=MOST_PARTS, widget=forms.NumberInput(attrs=COUNT)
    )
    capacity = forms.CharField(label=_("Capacity"), required=False, max_length=40)
    description = forms.CharField(label=_("Model"), required=False, max_length=120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].queryset = PartKind.objects.filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("count") and not cleaned.get("kind"):
            self.add_error("kind", _("Please choose what it is."))
        return cleaned


class NewPartFormSet(RowFormSet):
    """The parts that are kept."""

    row_label = _("Part")
    add_label = _("Add another part")

    @property
    def rows(self) -> list[NewPart]:
        """What goes into stock, of a valid form."""
        said = [form.cleaned_data for form in self.forms if form.cleaned_data.get("count")]
        return [NewPart(row["kind"], row["count"], row["capacity"], row["description"]) for row in said]

    def clean(self) -> None:
        if any(self.errors):
            return
        count = sum(row.count for row in self.rows)
        if count > MOST_PARTS:
            raise forms.ValidationError(_("Please enter at most %(most)d parts at once.") % {"most": MOST_PARTS})


def part_rows(data: QueryDict | None = None, proposed: Sequence[NewPart] = (), empty: int = 0) -> NewPartFormSet:
    """The rows as typed, or with what is proposed and some empty ones."""
    initial = [{"kind": row.kind, "count": row.count, "capacity": row.capacity} for row in proposed]
    made = formset_factory(
        NewPartForm, formset=NewPartFormSet, extra=len(initial) + empty, max_num=MOST_ROWS, absolute_max=60
    )
    # Rows that are only proposed are extra ones: so the page may send fewer or more of them.
    rows = made(data, prefix="rows")
    if data is None:
        for form, values in zip(rows.forms, initial, strict=False):
            form.initial = values
    return rows


class PlaceForm(forms.Form):
    """Where the parts are put."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True), label=_("Put at"), empty_label=_("please choose")
    )


class DismantleForm(forms.Form):
    """Why the device is taken apart, and where its parts are put, if any are kept."""

    reason = reason_field(help_text=_("For example: display broken, hinge torn off. Please enter no names of people."))
    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True),
        label=_("Put the parts at"),
        required=False,
        empty_label=_("no part is kept"),
    )


class PartForm(forms.ModelForm):
    """What is known about a part."""

    class Meta:
        model = Part
        fields = ("capacity", "description", "serial", "location")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["location"].queryset = Location.objects.filter(is_active=True)


class IntoDeviceForm(forms.Form):
    """Into which device the part is built."""

    code = forms.CharField(
        label=_("Scan or type the device"),
        max_length=120,
        help_text=_("H4F number, serial number or asset tag. Digits are enough: 131 becomes H4F-000131"),
        widget=forms.TextInput(attrs=SCAN),
        error_messages={"required": _("Please scan the device, or type its number.")},
    )


class WhichPartForm(forms.Form):
    """Which part is built into a device."""

    code = forms.CharField(
        label=_("Scan or type the part"),
        max_length=120,
        help_text=_("The number on the part. Digits are enough: 12 becomes T-000012"),
        widget=forms.TextInput(attrs=SCAN),
        error_messages={"required": _("Please scan the part, or type its number.")},
    )


class ScrapForm(forms.Form):
    """Why a part is of no use."""

    reason = reason_field(_("Reason"), _("For example: memory test failed. Please enter no names of people."))
