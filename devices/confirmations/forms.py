"""Forms about the worth of devices, and about the papers that confirm it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages.forms import RowFormSet
from devices.confirmations import money
from devices.confirmations.values import BASES, MOST_PER_DEVICE, Statement
from devices.enums import ValueBasis
from devices.models import Device, StatedValue
from donations.enums import Origin

EARLIEST_YEAR = 1985
ROWS_PER_PAGE = 50


class MoneyField(forms.CharField):
    """An amount of euros as people write it; the value is a Decimal with two places, or None."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": 20, "widget": widget, "empty_value": "", **options})

    def prepare_value(self, value: Any) -> Any:
        return money.plain(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = money.parse(text)
        except ValueError:
            raise forms.ValidationError(_("Please enter an amount in euros, for example 20 or 119,50.")) from None
        if amount > MOST_PER_DEVICE:
            raise forms.ValidationError(_("A single device is worth at most 50,000 euros. Please check the amount."))
        return amount


class ValueForm(forms.Form):
    """What is stated about one device; nothing at all takes a statement back."""

    device = forms.IntegerField(widget=forms.HiddenInput)
    amount = MoneyField(label=gettext_lazy("Value in €"))
    basis = forms.ChoiceField(label=gettext_lazy("Basis"), required=False)
    vat_due = forms.BooleanField(label=gettext_lazy("VAT is due"), required=False)
    vat_base = MoneyField(label=gettext_lazy("Replacement value in €"))
    purchase_year = forms.IntegerField(label=gettext_lazy("Bought in (year)"), required=False)
    purchase_price = MoneyField(label=gettext_lazy("Purchase price in €"))

    def __init__(self, *args: Any, origin: Origin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bases = BASES[origin]
        self.fields["basis"].choices = [(basis.value, basis.label) for basis in self.bases]
        self.fields["purchase_year"].widget.attrs["inputmode"] = "numeric"
        if origin != Origin.BUSINESS:
            for name in ("basis", "vat_due", "vat_base"):
                del self.fields[name]

    def clean_purchase_year(self) -> int | None:
        """A device is not bought in the future, nor before there were such devices."""
        year, latest = self.cleaned_data["purchase_year"], timezone.localdate().year
        if year is not None and not EARLIEST_YEAR <= year <= latest:
            raise forms.ValidationError(
                _("Please enter a year between %(first)d and %(last)d.") % {"first": EARLIEST_YEAR, "last": latest}
            )
        return year

    def clean(self) -> dict[str, Any]:
        """Says at the right field what is missing beside what was typed."""
        said = super().clean()
        if self.errors:
            return said
        if said.get("amount") is None:
            if any(said.get(name) for name in ("vat_due", "vat_base", "purchase_price", "purchase_year")):
                self.add_error("amount", _("Please enter the value of this device, or empty the whole row."))
            return said
        if said.get("vat_due") and self._vat_base() is None:
            self.add_error("vat_base", _("VAT is due on the replacement value: please enter it."))
        elif said.get("vat_base") and not said.get("vat_due"):
            self.add_error("vat_base", _("Please tick that VAT is due, or leave this field empty."))
        elif said["amount"] == 0 and not said.get("vat_due"):
            self.add_error("amount", _("A value of nothing is not confirmed. Please leave the field empty."))
        return said

    def _vat_base(self) -> Decimal | None:
        """The Teilwert of a used device is its replacement value, unless another one is stated."""
        said = self.cleaned_data
        return said["vat_base"] or (said["amount"] if said["basis"] == ValueBasis.PARTIAL else None)

    @property
    def statement(self) -> Statement | None:
        """What a valid row states; None when it states nothing."""
        said = self.cleaned_data
        if said.get("amount") is None:
            return None
        return Statement(
            basis=ValueBasis(said.get("basis") or self.bases[0]),
            amount=said["amount"],
            vat_base=self._vat_base() if said.get("vat_due") else None,
            purchase_year=said["purchase_year"],
            purchase_price=said["purchase_price"],
        )


class ValueRows(RowFormSet):
    """The rows of a page."""

    row_label = gettext_lazy("Device")
    can_grow = False


Rows = forms.formset_factory(ValueForm, formset=ValueRows, extra=0, max_num=ROWS_PER_PAGE, absolute_max=ROWS_PER_PAGE)


def initial_of(devices: Sequence[Device]) -> list[dict[str, Any]]:
    """What is stated so far, for the rows of a page."""
    return [{"device": device.pk, **_stated(getattr(device, "stated_value", None))} for device in devices]


def _stated(value: StatedValue | None) -> dict[str, Any]:
    if value is None:
        return {}
    return {
        "amount": value.amount,
        "basis": value.basis,
        "vat_due": value.vat_base is not None,
        "vat_base": value.vat_base,
        "purchase_year": value.purchase_year,
        "purchase_price": value.purchase_price,
    }


class OriginForm(forms.Form):
    """Where the devices come from, for tax purposes."""

    origin = forms.ChoiceField(
        label=gettext_lazy("Where do the devices come from?"),
        choices=Origin.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "It decides how they are valued. Without an answer the paper says that you were asked and gave none."
        ),
    )


class IssueForm(forms.Form):
    """What is confirmed: the gifts of one day."""

    given_on = forms.DateField(widget=forms.HiddenInput)
    proofs_present = forms.BooleanField(
        label=gettext_lazy("Suitable documents on the values (invoice, appraisal) are here"), required=False
    )
