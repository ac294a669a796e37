"""Forms of accessories."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.pages.forms import RowFormSet
from devices.accessories.stock import MOST_PIECES, Pieces
from devices.models import AccessoryKind, AccessoryStock, Location, Plug

MOST_ROWS, FIRST_ROWS = 40, 3
NUMBER = {"class": "h4f-short", "inputmode": "numeric", "min": 0}


class PiecesForm(forms.Form):
    """So many of one sort."""

    count = forms.IntegerField(
        label=_("Count"), min_value=1, max_value=MOST_PIECES, widget=forms.NumberInput(attrs=NUMBER)
    )
    kind = forms.ModelChoiceField(AccessoryKind.objects.none(), label=_("What is it?"), empty_label=_("please choose"))
    plug = forms.ModelChoiceField(
        Plug.objects.none(), label=_("Plug"), required=False, empty_label=pgettext_lazy("plug", "none")
    )
    watts = forms.IntegerField(
        label=_("Watts"), required=False, min_value=1, max_value=2000, widget=forms.NumberInput(attrs=NUMBER)
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].queryset = AccessoryKind.objects.filter(is_active=True)
        self.fields["plug"].queryset = Plug.objects.filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind and kind.brings_power and kind.has_plug and not cleaned.get("plug"):
            self.add_error("plug", _("Please choose the plug, or “other plug”: by it a power supply is found again."))
        return cleaned


class PiecesFormSet(RowFormSet):
    """The bag, sort by sort."""

    row_label = _("Sort")
    add_label = _("Add a sort")

    def pieces(self, location: Location) -> list[Pieces]:
        """What was typed, of a valid form."""
        said = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [Pieces(row["kind"], row["count"], location, row["plug"], row["watts"]) for row in said]

    def clean(self) -> None:
        if not any(self.errors) and not any(form.has_changed() for form in self.forms):
            raise forms.ValidationError(_("Please enter at least one sort, for example: 5 power supplies."))


def rows_form(data: QueryDict | None = None) -> PiecesFormSet:
    """The rows, empty or as typed."""
    made = formset_factory(PiecesForm, formset=PiecesFormSet, extra=FIRST_ROWS, max_num=MOST_ROWS, absolute_max=60)
    return made(data, prefix="rows")


class PlaceForm(forms.Form):
    """Where something is put."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True), label=_("Put at"), empty_label=_("please choose")
    )


class CountForm(forms.Form):
    """Stocktaking of one sort."""

    count = forms.IntegerField(
        label=_("How many are there?"), min_value=0, max_value=MOST_PIECES, widget=forms.NumberInput(attrs=NUMBER)
    )


class ShelfForm(forms.Form):
    """Stocktaking of one place: a field for each sort that is or was there. What stays empty is not counted."""

    def __init__(self, *args: Any, rows: Sequence[AccessoryStock], **options: Any) -> None:
        super().__init__(*args, **options)
        for row in rows:
            self.fields[f"count_{row.pk}"] = forms.IntegerField(
                label=row.name,
                required=False,
                min_value=0,
                max_value=MOST_PIECES,
                help_text=_("expected: %(count)d") % {"count": row.count},
                widget=forms.NumberInput(attrs=NUMBER),
            )

    marks_optional = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.counted(cleaned):
            raise forms.ValidationError(_("Please count at least one sort."))
        return cleaned

    def counted(self, cleaned: dict[str, Any]) -> dict[int, int]:
        """{sort: how many are there} of what was counted."""
        said = {name.removeprefix("count_"): value for name, value in cleaned.items()}
        return {int(pk): value for pk, value in said.items() if value is not None}


class ThrowAwayForm(forms.Form):
    """Broken pieces."""

    count = forms.IntegerField(
        label=_("How many?"), min_value=1, max_value=MOST_PIECES, initial=1, widget=forms.NumberInput(attrs=NUMBER)
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: cable broken. Please enter no names of people."),
    )


class MoveForm(PlaceForm):
    """Some pieces are put somewhere else."""

    count = forms.IntegerField(
        label=_("How many?"), min_value=1, max_value=MOST_PIECES, widget=forms.NumberInput(attrs=NUMBER)
    )
    field_order = ("count", "location")


class AssignForm(forms.Form):
    """What goes with a device; suggestions first, everything else in stock below them."""

    stock = forms.ModelChoiceField(
        AccessoryStock.objects.none(),
        error_messages={"invalid_choice": _("None of this sort is in stock any more. Please choose another.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stock"].queryset = AccessoryStock.objects.with_names()
