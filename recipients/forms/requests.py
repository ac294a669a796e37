"""What an institution asks for: a row per need, and the attestation of the request."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.forms import formset_factory
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput, RowFormSet
from devices.models import Category
from recipients import codes
from recipients.enums import Agreement, Answer, AttestingFunction
from recipients.models import Institution, Request
from recipients.requests import NEED_COLUMNS, NeedWish

MOST_NEEDS = 60
GRADES = [("", "–"), *((grade, str(grade)) for grade in range(1, 14))]


class NeedRow(forms.Form):
    """One need: for whom, what, and the facts that weigh."""

    pupil_code = forms.CharField(
        label=_("Pupil code"),
        max_length=codes.LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"class": "h4f-code", "autocomplete": "off", "spellcheck": "false"}),
    )
    school_grade = forms.TypedChoiceField(
        label=_("School grade"), choices=GRADES, coerce=int, empty_value=None, required=False
    )
    category = forms.ChoiceField(label=_("Device"))
    further = forms.ChoiceField(label=_("Further device"), required=False)
    agreement = forms.ChoiceField(label=_("Gift or loan"), choices=Agreement.choices, initial=Agreement.GIFT)
    final_year = forms.ChoiceField(label=_("Final year?"), choices=Answer.choices, initial=Answer.UNKNOWN)
    no_device_at_home = forms.ChoiceField(label=_("No device at home?"), choices=Answer.choices, initial=Answer.UNKNOWN)
    siblings_share = forms.ChoiceField(label=_("Siblings share?"), choices=Answer.choices, initial=Answer.UNKNOWN)

    def __init__(self, *args, categories: Sequence[Category], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.categories = {category.code: category for category in categories}
        choices = [(code, category.name) for code, category in self.categories.items()]
        self.fields["category"].choices = choices
        self.fields["further"].choices = [("", _("none")), *choices]

    def clean_pupil_code(self) -> str:
        """In capitals; refused when it looks like a name, a word or a date."""
        typed = self.cleaned_data["pupil_code"]
        try:
            return codes.checked(typed) if typed else ""
        except codes.NotACode as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> dict:
        """A gift is for a pupil: it takes code and grade. A loan may be for the institution itself."""
        cleaned = super().clean()
        is_for_pupil = cleaned.get("agreement") == Agreement.GIFT or bool(cleaned.get("pupil_code"))
        if is_for_pupil and "pupil_code" not in self.errors and not cleaned.get("pupil_code"):
            self.add_error("pupil_code", _("Please enter a code, for example M7K-4TR, or choose a loan."))
        if is_for_pupil and "school_grade" not in self.errors and cleaned.get("school_grade") is None:
            self.add_error("school_grade", _("Please choose the school grade."))
        return cleaned

    def wish(self) -> NeedWish:
        """The need as the service takes it."""
        names = [self.cleaned_data["category"], self.cleaned_data.get("further")]
        values = {name: self.cleaned_data[name] for name in NEED_COLUMNS}
        return NeedWish(categories=[self.categories[name] for name in names if name], **values)


class NeedRowSet(RowFormSet):
    """All needs of a request. Rows are added by the page's own button, since each gets a proposed code."""

    row_label = _("Need")
    can_grow = False

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave this one out")

    @property
    def kept(self) -> list[NeedRow]:
        """The rows that are not left out."""
        return [form for form in self.forms if form not in self.deleted_forms]

    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.kept:
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


def rows_typed(data: QueryDict, prefix: str) -> list[dict[str, str]]:
    """What stands in the rows of a submitted page, without those left out; to draw them again with more."""
    found = []
    for index in range(MOST_NEEDS):
        start = f"{prefix}-{index}-"
        row = {key.removeprefix(start): value for key, value in data.items() if key.startswith(start)}
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


class AttestationForm(forms.ModelForm):
    """What is said once for the whole request. Nothing but the institution is required yet: a draft may lack it,
    sending asks for it."""

    class Meta:
        model = Request
        fields = [
            "institution",
            "attested_by_function",
            "entitlement_seen_on",
            "entitlement_valid_until",
            "message",
        ]
        labels = {
            "attested_by_function": _("Who saw it? (function)"),
            "entitlement_seen_on": _("Seen on"),
            "entitlement_valid_until": _("Valid until"),
            "message": _("Message to coordination"),
        }
        help_texts = {
            "attested_by_function": _("Only the function, never a name."),
            "entitlement_valid_until": _("If the notice says so."),
            "message": _("Please enter no names, no birthdays, no reasons: what you write is read by several people."),
        }
        widgets = {
            "entitlement_seen_on": DateInput(attrs={"class": "h4f-date"}),
            "entitlement_valid_until": DateInput(attrs={"class": "h4f-date"}),
            "message": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, institutions: QuerySet[Institution], today: date | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today or timezone.localdate()
        self.fields["institution"].queryset = institutions
        functions = [("", _("Please choose")), *AttestingFunction.choices]
        self.fields["attested_by_function"].choices = functions
        choices = list(institutions)
        if len(choices) == 1:
            self.fields["institution"].widget = forms.HiddenInput()
            self.initial["institution"] = choices[0].pk
        if self.instance.pk:
            del self.fields["institution"]

    def clean(self) -> dict:
        cleaned = super().clean()
        seen, until = cleaned.get("entitlement_seen_on"), cleaned.get("entitlement_valid_until")
        if seen and seen > self.today:
            self.add_error("entitlement_seen_on", _("This day is still to come. Please enter when it was seen."))
        if seen and until and until < seen:
            self.add_error("entitlement_valid_until", _("This is before the day on which it was seen."))
        if until and not seen and "entitlement_seen_on" not in self.errors:
            self.add_error("entitlement_seen_on", _("Please also enter when it was seen."))
        return cleaned

    def values(self) -> dict:
        """Columns of the request, without the institution."""
        return {name: value for name, value in self.cleaned_data.items() if name != "institution"}
