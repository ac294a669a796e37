"""The rows of an offer: devices by kind and count, with what is known of them, and goods without numbers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import RowFormSet
from devices.importers.placeholders import is_placeholder
from devices.models import AcceptanceRule, Category, Goods
from devices.offering.acceptance import Described, Hint, current_rules, hints
from devices.registration import OfferedRow, RegistrationRefused, check_rows
from devices.registration_forms import OfferedRowForm

MOST_ROWS = 100
OLDEST_YEAR = 1975
PREFIX = "rows"
DETAILS = ("maker", "model", "year", "ram_gib", "inches", "serial", "asset_tag")
WHOLE_NUMBER = _("Please enter a whole number, for example 8.")


class AnnouncedRowForm(OfferedRowForm):
    """One row of an offer. `rules` are read once for all rows; what they say is a hint and blocks nothing."""

    year = forms.IntegerField(
        label=_("Year of manufacture"),
        required=False,
        help_text=_("On the type plate, or roughly."),
        error_messages={"invalid": _("Please enter a year with four digits, for example 2019.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    ram_gib = forms.IntegerField(
        label=_("Memory in GB"),
        required=False,
        min_value=1,
        max_value=4096,
        error_messages={
            "invalid": WHOLE_NUMBER,
            "min_value": WHOLE_NUMBER,
            "max_value": _("At most %(limit_value)s GB. Is this the size of the disk?"),
        },
    )
    inches = forms.DecimalField(
        label=_("Display in inches"),
        required=False,
        localize=True,
        min_value=1,
        max_value=200,
        max_digits=4,
        decimal_places=1,
        error_messages={"invalid": _("Please enter a number, for example 15.6.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    field_order = ["category", "count", *DETAILS]

    def __init__(
        self, *args: Any, categories: Sequence[Category], rules: Sequence[AcceptanceRule] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, categories=categories, **kwargs)
        self.rules = rules
        field = self.fields["category"]
        choose, *kinds = field.choices
        field.choices = [choose, (_("Devices"), kinds), (_("Without a device"), Goods.choices)]
        self._category_of, field.coerce = field.coerce, self._kind

    def _kind(self, key: str) -> Category | Goods:
        return Goods(key) if key in Goods.values else self._category_of(key)

    @property
    def details(self) -> list[forms.BoundField]:
        """What is folded away at first."""
        return [self[name] for name in DETAILS]

    @property
    def shows_details(self) -> bool:
        """Whether something in there was typed or is wrong."""
        return any(self[name].value() or name in self.errors for name in DETAILS)

    @cached_property
    def hints(self) -> list[Hint]:
        """What will probably be refused of this row, by what was typed so far, right or wrong elsewhere."""
        kind = self._said("category")
        if not self.is_bound or not isinstance(kind, Category):
            return []
        text = " ".join(filter(None, (self._said("maker"), self._said("model"))))
        thing = Described(kind, text, self._said("year"), self._said("ram_gib"), self._said("inches"))
        return hints(thing, self.rules)

    def _said(self, name: str) -> Any:
        """The answer of one field; None while it is none."""
        try:
            return self.fields[name].clean(self[name].data)
        except forms.ValidationError:
            return None

    def clean_year(self) -> int | None:
        """A year in which such a device can have been made."""
        year = self.cleaned_data["year"]
        if year is not None and not OLDEST_YEAR <= year <= timezone.localdate().year:
            raise forms.ValidationError(
                _("Please enter a year between %(first)d and today, for example 2019."), params={"first": OLDEST_YEAR}
            )
        return year

    def clean_serial(self) -> str:
        """A serial number that tells devices apart, or nothing."""
        serial = self.cleaned_data["serial"]
        if serial and is_placeholder(serial):
            raise forms.ValidationError(
                _("“%(text)s” is no serial number but a placeholder. Please leave the field empty."),
                params={"text": serial},
            )
        return serial

    def _row_of(self, cleaned: dict[str, Any]) -> OfferedRow:
        kind = cleaned.get("category")
        if isinstance(kind, Goods):
            cleaned = {**cleaned, "category": None, "goods": kind}
        return super()._row_of(cleaned)


class AnnouncedRowFormSet(RowFormSet):
    """The rows of an offer; untouched ones are left out."""

    row_label = _("Row")
    add_label = _("Add more devices")

    @property
    def rows(self) -> list[OfferedRow]:
        """What was typed, of a valid formset."""
        return [form.row for form in self.forms if form.has_changed()]

    @property
    def hints(self) -> list[tuple[int, list[Hint]]]:
        """(number of the row, reasons) of every row that will probably be refused."""
        return [(number, form.hints) for number, form in enumerate(self.forms, start=1) if form.hints]

    def clean(self) -> None:
        if any(self.errors) or self._told_doubles():
            return
        try:
            check_rows(self.rows)
        except RegistrationRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def _told_doubles(self) -> bool:
        """One serial number or asset tag in two rows: said at the second one."""
        told = False
        for name in ("serial", "asset_tag"):
            first_row: dict[str, int] = {}
            for number, form in enumerate(self.forms, start=1):
                value = (form.cleaned_data.get(name) or "").upper()
                if value and first_row.setdefault(value, number) != number:
                    form.add_error(name, self._double(form.cleaned_data[name], first_row[value]))
                    told = True
        return told

    def _double(self, value: str, first: int) -> forms.ValidationError:
        return forms.ValidationError(
            _("“%(value)s” stands in row %(row)d already. Each device has its own."),
            params={"value": value, "row": first},
        )


_Rows = formset_factory(
    AnnouncedRowForm,
    formset=AnnouncedRowFormSet,
    extra=1,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS + 1,
    validate_max=True,
)


def announced_rows(data: Any = None) -> AnnouncedRowFormSet:
    """The formset with the categories and rules that are in use."""
    too_many = gettext("At most %(most)d rows. Please send longer lists as a file.") % {"most": MOST_ROWS}
    return _Rows(data, prefix=PREFIX, form_kwargs=_reference(), error_messages={"too_many_forms": too_many})


def announced_row(data: Any, prefix: str) -> AnnouncedRowForm:
    """One row alone, for the hints about it."""
    return AnnouncedRowForm(data, prefix=prefix, **_reference())


def _reference() -> dict[str, Any]:
    return {"categories": list(Category.objects.filter(is_active=True)), "rules": current_rules()}
