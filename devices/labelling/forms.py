"""Forms of labels: on which sheet to print, what, and what is stuck on what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from devices.intake_forms import SurplusForm
from devices.labelling.reserved import MOST_AT_ONCE
from devices.labelling.runs import last_of, next_free
from devices.models import Device, LabelPrinter, LabelRun, LabelSheet, Location
from devices.scanning import resolve
from donations.models import Donation

ARRIVED, ALL = "arrived", "all"
SCANNED = {
    "data-scan": True,
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "enterkeyhint": "done",
}


class LabelForm(forms.Form):
    """Which sheet, and where on it to begin: sheets are used up over several days. What the person printed last, and
    the next free position of each sheet, are proposed."""

    sheet = forms.ModelChoiceField(
        LabelSheet.objects.none(),
        label=_("Sheet or roll"),
        to_field_name="code",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    start_at = forms.IntegerField(
        label=_("Start at label"),
        help_text=_("1 is the one at the top left of a new sheet; count along the rows."),
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "h4f-short", "inputmode": "numeric"}),
    )
    printer = forms.ModelChoiceField(
        LabelPrinter.objects.none(),
        label=_("Printer"),
        required=False,
        empty_label=_("another one, without offset"),
        help_text=_("Moves everything as this printer needs it."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheets = list(LabelSheet.objects.filter(is_active=True))
        places = next_free(sheets)
        self.fields["sheet"].queryset = LabelSheet.objects.filter(is_active=True)
        self.fields["sheet"].label_from_instance = lambda sheet: _with_place(sheet, places.get(sheet.pk, 1))
        last = last_of(user)
        self._propose_printer(last)
        self._propose_sheet(last, sheets, places)

    def _propose_printer(self, last: LabelRun | None) -> None:
        printers = LabelPrinter.objects.filter(is_active=True)
        if not printers.exists():
            del self.fields["printer"]
            return
        self.fields["printer"].queryset = printers
        self.initial.setdefault("printer", last.printer if last and last.printer else None)

    def _propose_sheet(self, last: LabelRun | None, sheets: Sequence[LabelSheet], places: dict[int, int]) -> None:
        """The printer's usual one, else the last one, else the first one."""
        usual = last.printer.default_sheet if last and last.printer else None
        wanted = usual or (last.sheet if last else next(iter(sheets), None))
        if wanted is not None and wanted.is_active:
            self.initial.setdefault("sheet", wanted.code)
            self.initial.setdefault("start_at", places.get(wanted.pk, 1))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        sheet, start_at = cleaned.get("sheet"), cleaned.get("start_at")
        if sheet and start_at and start_at > sheet.per_page:
            self.add_error("start_at", _("This sheet has %(count)d labels.") % {"count": sheet.per_page})
        return cleaned

    @property
    def place(self) -> dict[str, Any]:
        """Where to print, as `print_labels` wants it; of a valid form."""
        said = self.cleaned_data
        return {"sheet": said["sheet"], "start_at": said["start_at"], "printer": said.get("printer")}


def _with_place(sheet: LabelSheet, place: int) -> str:
    if sheet.per_page == 1 or place == 1:
        return sheet.name
    return _("%(sheet)s · next free: %(place)d") % {"sheet": sheet.name, "place": place}


class DonationLabelForm(LabelForm):
    """Also: only for what is here, or for everything that was announced."""

    which = forms.ChoiceField(
        label=_("For which devices?"),
        choices=[(ARRIVED, _("those that have arrived")), (ALL, _("all that were announced"))],
        widget=forms.RadioSelect,
        initial=ARRIVED,
    )
    field_order = ["which", "sheet", "start_at", "printer"]


class BlankLabelForm(LabelForm):
    """How many numbers to reserve."""

    count = forms.IntegerField(
        label=_("How many blank labels?"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        help_text=_("Each takes the next H4F number. It is never given to anything else."),
        widget=forms.NumberInput(attrs={"class": "h4f-short", "inputmode": "numeric"}),
    )
    field_order = ["count", "sheet", "start_at", "printer"]


class LocationLabelForm(LabelForm):
    """Which shelves and benches."""

    locations = forms.ModelMultipleChoiceField(
        Location.objects.filter(is_active=True),
        label=_("For which locations?"),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please tick at least one location.")},
    )
    field_order = ["locations", "sheet", "start_at", "printer"]


class AgainForm(LabelForm):
    """Which labels of a run to print again: after a paper jam only some."""

    numbers = forms.MultipleChoiceField(
        label=_("Which labels?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please tick at least one label.")},
    )
    field_order = ["numbers", "sheet", "start_at", "printer"]

    def __init__(self, *args: Any, printed: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numbers"].choices = [(number, number) for number in printed]
        self.initial.setdefault("numbers", list(printed))


class OwnerForm(forms.Form):
    """The device that a blank label is stuck on."""

    device = forms.CharField(
        label=_("Scan or type the device's number"),
        max_length=120,
        help_text=_("H4F number, serial number or asset tag"),
        widget=forms.TextInput(attrs=SCANNED),
        error_messages={"required": _("Please scan the device, or type its number, for example H4F-000131.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_device(self) -> Device:
        """The one device that the text names."""
        found = list({row.pk: row for row in resolve(self.cleaned_data["device"], self.user).devices}.values())
        if not found:
            raise forms.ValidationError(_("This device is not known. Its H4F number stands on its label or card."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several devices have this number. Please type the H4F number."))
        return found[0]


class NewDeviceForm(SurplusForm):
    """A device that gets its number from the label: what it is, and which donation it came with."""

    donation = forms.ModelChoiceField(
        Donation.objects.none(),
        label=_("It came with donation"),
        to_field_name="number",
        empty_label=_("please choose"),
        error_messages={"required": _("Please choose the donation that the device came with.")},
    )
    field_order = ["donation", "category", "maker", "model", "serial", "asset_tag", "count"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["label"]
        self.fields["count"].widget = forms.HiddenInput()
        self.fields["donation"].queryset = Donation.objects.expected().order_by("-pk")


class SheetForm(forms.ModelForm):
    """A sheet's measures, as its data sheet gives them."""

    class Meta:
        model = LabelSheet
        fields = [
            "name_de",
            "name_en",
            "page_width",
            "page_height",
            "columns",
            "rows",
            "label_width",
            "label_height",
            "left",
            "top",
            "pitch_x",
            "pitch_y",
            "is_active",
        ]
        help_texts = {
            "name_de": _("For example: Avery L7163: 14 Etiketten, 99,1 × 38,1 mm"),
            "page_width": _("A4 is 210 × 297 mm. A roll is one label per page."),
            "left": _("From the page's edge to the first label."),
        }


class PrinterForm(forms.ModelForm):
    """How far a printer prints beside the place."""

    class Meta:
        model = LabelPrinter
        fields = ["name", "offset_x", "offset_y", "default_sheet", "is_active"]
        help_texts = {
            "name": _("For example: Brother QL-800 at the door"),
            "offset_x": _("What is printed 1.5 mm too far left needs 1.5; too far right −1.5. Up to 10 mm."),
            "offset_y": _("What is printed 1.5 mm too high needs 1.5; too low −1.5. Up to 10 mm."),
            "default_sheet": _("Is proposed to who printed there last."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["default_sheet"].empty_label = _("no usual sheet")
