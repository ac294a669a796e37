"""A row per need: for whom, what, and the facts that weigh."""

from collections.abc import Sequence

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import RowFormSet
from recipients import codes
from recipients.asking.needs import MOST_NEEDS, NeedWish
from recipients.asking.offers import Askable, choices
from recipients.enums import Agreement, Answer, ReceiptLanguage

FACTS = ("final_year", "no_device_at_home", "siblings_share")
# What most rows leave as it is stands folded up.
FOLDED = ("further", "household_code", "receipt_language", "wishes")
HOUSEHOLD_CODES = "household-codes"


def code_input(**attrs: str) -> forms.TextInput:
    """A field for a code: no dictionary and no memory of the browser's."""
    return forms.TextInput(attrs={"class": "h4f-code", "autocomplete": "off", "spellcheck": "false", **attrs})


class NeedRow(forms.Form):
    """One need. `proposed` is the code that we filled in: a row that has it and nothing else was never touched."""

    proposed = forms.CharField(required=False, widget=forms.HiddenInput)
    pupil_code = forms.CharField(
        label=_("Pupil code"), max_length=codes.LONGEST_TYPED, required=False, widget=code_input()
    )
    school_grade = forms.TypedChoiceField(label=_("School grade"), coerce=int, empty_value=None, required=False)
    category = forms.ChoiceField(label=_("Device"))
    agreement = forms.ChoiceField(label=_("Gift or loan"), choices=Agreement.choices, initial=Agreement.GIFT)
    final_year = forms.ChoiceField(label=_("Final year?"), choices=Answer.choices, initial=Answer.UNKNOWN)
    no_device_at_home = forms.ChoiceField(label=_("No device at home?"), choices=Answer.choices, initial=Answer.UNKNOWN)
    siblings_share = forms.ChoiceField(label=_("Siblings share?"), choices=Answer.choices, initial=Answer.UNKNOWN)
    basis = forms.ChoiceField(label=_("Which notice?"), required=False)
    further = forms.ChoiceField(label=_("Further device"), required=False)
    household_code = forms.CharField(
        label=_("Household code"),
        max_length=codes.LONGEST_TYPED,
        required=False,
        widget=code_input(list=HOUSEHOLD_CODES),
    )
    receipt_language = forms.ChoiceField(
        label=_("Language of the receipt"),
        choices=ReceiptLanguage.choices,
        initial=ReceiptLanguage.GERMAN,
        required=False,
    )
    wishes = forms.MultipleChoiceField(
        label=_("Wishes"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "h4f-dense"})
    )

    def __init__(self, *args, askable: Askable, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.askable = askable
        self.empty_permitted = not self.use_required_attribute
        offered = choices(askable.offers)
        self.fields["category"].choices = offered
        self.fields["further"].choices = [
            ("", _("none")),
            *((key, name) for key, name in offered if not askable.offers[key].device_set),
        ]
        self.fields["school_grade"].choices = [("", "–"), *((grade, str(grade)) for grade in askable.grades)]
        self.fields["school_grade"].error_messages["invalid_choice"] = _(
            "This grade is not taught at your institution."
        )
        self.fields["wishes"].choices = [(wish.code, wish.name) for wish in askable.wishes]
        self.fields["basis"].choices = [("", _("not stated")), *((row.code, row.name) for row in askable.bases)]
        if not askable.bases:
            del self.fields["basis"]

    def has_changed(self) -> bool:
        """Whether somebody entered anything: a row with a proposed code alone is empty."""
        proposed = self["proposed"].value()
        if not proposed or self["pupil_code"].value() != proposed:
            return True
        return self._says_anything()

    def _says_anything(self) -> bool:
        first = next(iter(self.askable.offers), "")
        usual = {"category": first, "agreement": Agreement.GIFT, "receipt_language": ReceiptLanguage.GERMAN}
        usual |= dict.fromkeys(FACTS, Answer.UNKNOWN)
        names = [name for name in self.fields if name not in ("proposed", "pupil_code")]
        return any((self[name].value() or "") not in ("", usual.get(name, "")) for name in names)

    @property
    def plain_fields(self) -> list:
        """What every row shows."""
        return [field for field in self.visible_fields() if field.name not in FOLDED]

    @property
    def folded_fields(self) -> list:
        """What stands folded up."""
        return [field for field in self.visible_fields() if field.name in FOLDED]

    @property
    def is_unfolded(self) -> bool:
        """Whether something folded was entered, or is wrong."""
        usual = ("", ReceiptLanguage.GERMAN)
        return any(field.errors or (field.value() and field.value() not in usual) for field in self.folded_fields)

    def clean_pupil_code(self) -> str:
        """In capitals; refused when it looks like a name, a word or a date."""
        return checked_code(self.cleaned_data["pupil_code"])

    def clean_household_code(self) -> str:
        """As a pupil code."""
        return checked_code(self.cleaned_data["household_code"])

    def clean(self) -> dict:
        """A gift is for a pupil: it takes code and grade. A loan may be for the institution itself."""
        cleaned = super().clean()
        is_for_pupil = cleaned.get("agreement") == Agreement.GIFT or bool(cleaned.get("pupil_code"))
        if is_for_pupil and "pupil_code" not in self.errors and not cleaned.get("pupil_code"):
            self.add_error("pupil_code", _("Please enter a code, for example M7K-4TR, or choose a loan."))
        if is_for_pupil and "school_grade" not in self.errors and cleaned.get("school_grade") is None:
            self.add_error("school_grade", _("Please choose the school grade."))
        code, household = cleaned.get("pupil_code"), cleaned.get("household_code")
        if code and code == household:
            self.add_error("household_code", _("The household has a code of its own, not that of the pupil."))
        return cleaned

    def wish(self) -> NeedWish:
        """The need as the service takes it."""
        cleaned, askable = self.cleaned_data, self.askable
        offer = askable.offers[cleaned["category"]]
        further = askable.offers.get(cleaned.get("further", ""))
        return NeedWish(
            categories=[*offer.categories, *(further.categories if further else ())],
            device_set=offer.device_set,
            pupil_code=cleaned["pupil_code"],
            school_grade=cleaned["school_grade"],
            agreement=cleaned["agreement"],
            household_code=cleaned["household_code"],
            receipt_language=cleaned["receipt_language"] or ReceiptLanguage.GERMAN,
            basis=next((row for row in askable.bases if row.code == cleaned.get("basis")), None),
            wishes=[wish for wish in askable.wishes if wish.code in cleaned["wishes"]],
            **{name: cleaned[name] for name in FACTS},
        )


def checked_code(typed: str) -> str:
    """A code in capitals, or nothing. Raises ValidationError for what is none."""
    try:
        return codes.checked(typed) if typed else ""
    except codes.NotACode as refusal:
        raise forms.ValidationError(str(refusal)) from None


class NeedRowSet(RowFormSet):
    """All single needs of a request. Rows are added by the page's own button, since each gets a proposed code."""

    row_label = _("Need")
    can_grow = False
    may_be_empty = False

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave this one out")

    @property
    def kept(self) -> list[NeedRow]:
        """The rows that say something and are not left out."""
        return [form for form in self.forms if form not in self.deleted_forms and form.has_changed()]

    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.kept and not self.may_be_empty:
            raise forms.ValidationError(_("Please enter at least one need."))
        seen: set[str] = set()
        for form in self.kept:
            code = form.cleaned_data["pupil_code"]
            if code and code in seen:
                form.add_error("pupil_code", _("This code stands in two rows. Each pupil has an own code."))
            seen.add(code)

    def wishes(self) -> list[NeedWish]:
        """The needs as the service takes them."""
        return [form.wish() for form in self.kept]


NeedRows = formset_factory(
    NeedRow,
    formset=NeedRowSet,
    extra=0,
    can_delete=True,
    max_num=MOST_NEEDS,
    absolute_max=MOST_NEEDS,
    validate_max=True,
)


def rows_typed(data: QueryDict, prefix: str) -> list[dict[str, str | Sequence[str]]]:
    """What stands in the rows of a submitted page, without those left out; to draw them again with more."""
    found = []
    for index in range(MOST_NEEDS):
        start = f"{prefix}-{index}-"
        row = {key.removeprefix(start): value for key, value in data.items() if key.startswith(start)}
        if "wishes" in row:
            row["wishes"] = data.getlist(f"{start}wishes")
        if row and "DELETE" not in row:
            found.append(row)
    return found


class MoreNeeds(forms.Form):
    """How many rows to add."""

    more = forms.IntegerField(
        label=_("Further needs"),
        min_value=1,
        max_value=MOST_NEEDS,
        initial=5,
        required=False,
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )
