"""A pasted table: the text, and its rows as they are corrected on screen. Every cell is a text field, so that nothing
typed is lost; what it means is found anew each time."""

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recipients.asking.needs import MOST_NEEDS, NeedWish
from recipients.asking.offers import Askable
from recipients.enums import Agreement, Answer
from recipients.forms.needs import HOUSEHOLD_CODES, checked_code, code_input
from recipients.pasting import words
from recipients.pasting.table import LONGEST_CELL, LONGEST_TEXT, fold

# States of a row: can go in; has to be corrected; stands in the request already; left out by whoever pasted it.
GOOD, BAD, KNOWN, LEFT_OUT = "good", "bad", "known", "left_out"


class PasteForm(forms.Form):
    """The text of the table."""

    text = forms.CharField(
        label=gettext_lazy("Table"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        max_length=LONGEST_TEXT,
        strip=False,
        error_messages={
            "required": gettext_lazy("Please paste a table here: one row per pupil."),
            "max_length": gettext_lazy(
                "This text has %(show_value)s signs, that is more than a table of needs. Please paste at most "
                "%(limit_value)s signs, without other columns."
            ),
        },
    )


class PastedNeed(forms.Form):
    """One row of the table."""

    marks_optional = False
    shows_household = True

    line = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("Pupil code"), max_length=LONGEST_CELL, required=False, widget=code_input()
    )
    grade = forms.CharField(label=gettext_lazy("Grade"), max_length=LONGEST_CELL, required=False)
    category = forms.CharField(label=gettext_lazy("Device"), max_length=LONGEST_CELL, required=False)
    basis = forms.CharField(label=gettext_lazy("Notice"), max_length=LONGEST_CELL, required=False)
    facts = forms.CharField(label=gettext_lazy("Facts"), max_length=LONGEST_CELL, required=False)
    leave_out = forms.BooleanField(label=gettext_lazy("Leave this one out"), required=False)
    household = forms.CharField(
        label=gettext_lazy("Household code"),
        max_length=LONGEST_CELL,
        required=False,
        widget=code_input(list=HOUSEHOLD_CODES),
    )

    def __init__(self, *args, askable: Askable, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.askable = askable
        if not askable.bases:
            del self.fields["basis"]

    def clean_code(self) -> str:
        """As in the form of needs."""
        if not self.cleaned_data["code"]:
            raise forms.ValidationError(_("Please enter a code, for example M7K-4TR."))
        return checked_code(self.cleaned_data["code"])

    def clean_household(self) -> str:
        """As in the form of needs."""
        return checked_code(self.cleaned_data["household"])

    def clean_grade(self) -> int:
        """One that is taught at the institution."""
        typed = self.cleaned_data["grade"]
        try:
            grade = words.grade(typed)
        except words.NotUnderstood:
            raise forms.ValidationError(_("Please enter the school grade as a number, for example 7.")) from None
        if grade not in self.askable.grades:
            raise forms.ValidationError(
                _("This grade is not taught at your institution, only %(first)s to %(last)s.")
                % {"first": self.askable.grades[0], "last": self.askable.grades[-1]}
            )
        return grade

    def clean_category(self) -> list[str]:
        """Keys of offers; the first of several choices when nothing is said would be a guess."""
        offers = self.askable.offers
        names = {fold(offer.name): key for key, offer in offers.items()}
        try:
            keys = words.devices(self.cleaned_data["category"], names)
        except words.NotUnderstood as unknown:
            raise self._unknown(unknown.word, [offer.name for offer in offers.values()]) from None
        foreign = [key for key in keys if key not in offers]
        if foreign:
            raise self._unknown(self.cleaned_data["category"], [offer.name for offer in offers.values()])
        if len(keys) > 2 or (len(keys) == 2 and any(offers[key].device_set for key in keys)):
            raise forms.ValidationError(_("At most two devices, or one set, for each pupil."))
        return keys

    def clean_basis(self) -> str:
        """The code of a notice, or nothing."""
        typed, bases = self.cleaned_data["basis"], self.askable.bases
        if not typed:
            return ""
        names = {fold(row.name): row.code for row in bases}
        try:
            code = words.basis(typed, names)
        except words.NotUnderstood as unknown:
            raise self._unknown(unknown.word, [row.name for row in bases]) from None
        if code not in {row.code for row in bases}:
            raise self._unknown(typed, [row.name for row in bases])
        return code

    def clean_facts(self) -> dict[str, str]:
        """{column: value} of what is said."""
        known = [_("final year (FY)"), _("no device (ND)"), _("siblings (SI)"), _("loan")]
        try:
            return words.facts(self.cleaned_data["facts"])
        except words.NotUnderstood as unknown:
            raise self._unknown(unknown.word, known) from None

    def _unknown(self, word: str, known: list[str]) -> forms.ValidationError:
        possible = ", ".join(known)
        if not word:
            return forms.ValidationError(_("Possible are: %(known)s.") % {"known": possible})
        said = {"word": word, "known": possible}
        return forms.ValidationError(_("We do not know “%(word)s”. Possible are: %(known)s.") % said)

    @property
    def cells(self) -> list:
        """Its columns, as they stand in the table."""
        apart = {"line", "leave_out"} if self.shows_household else {"line", "leave_out", "household"}
        return [self[name] for name in self.fields if name not in apart]

    @property
    def understood(self) -> str:
        """What the cells mean, in words."""
        cleaned = self.cleaned_data
        names = [self.askable.offers[key].name for key in cleaned["category"]]
        labels = {"final_year": _("final year"), "no_device_at_home": _("no device at home")}
        labels |= {"siblings_share": _("siblings share"), "agreement": _("loan")}
        facts = [label for name, label in labels.items() if cleaned["facts"].get(name) in (Answer.YES, Agreement.LOAN)]
        return " · ".join([_("grade %(grade)s") % {"grade": cleaned["grade"]}, " + ".join(names), *facts])

    def wish(self) -> NeedWish:
        """The need as the service takes it."""
        cleaned, askable = self.cleaned_data, self.askable
        asked = [askable.offers[key] for key in cleaned["category"]]
        return NeedWish(
            categories=[category for offer in asked for category in offer.categories],
            device_set=asked[0].device_set,
            pupil_code=cleaned["code"],
            school_grade=cleaned["grade"],
            household_code=cleaned["household"],
            basis=next((row for row in askable.bases if row.code == cleaned.get("basis")), None),
            **{"agreement": Agreement.GIFT, **cleaned["facts"]},
        )


class PastedNeeds(BaseFormSet):
    """All rows; `sort_out` says which of them can go in."""

    def sort_out(self, *, own: set[str], taken: set[str]) -> None:
        """Gives each row its `state`. `own` are the codes of this request, `taken` those of others."""
        seen: set[str] = set()
        with_households = any(form["household"].value() for form in self.forms)
        for form in self.forms:
            form.shows_household = with_households
            if form["leave_out"].value():
                form.state = LEFT_OUT
                continue
            code = form.cleaned_data.get("code") if form.is_valid() else None
            form.state = self._state(form, code, seen, own, taken)
            seen.add(code)

    def _state(self, form: PastedNeed, code: str | None, seen: set[str], own: set[str], taken: set[str]) -> str:
        if code is None:
            return BAD
        if code in seen:
            form.add_error("code", _("This code stands in two rows. Each pupil has an own code."))
            return BAD
        if code in own:
            return KNOWN
        if code in taken:
            form.add_error("code", _("This code is in use in another request. Please take a new one."))
            return BAD
        return GOOD

    def of_state(self, *states: str) -> list[PastedNeed]:
        """The rows in these states."""
        return [form for form in self.forms if form.state in states]


PastedRows = formset_factory(
    PastedNeed, formset=PastedNeeds, extra=0, max_num=MOST_NEEDS, absolute_max=MOST_NEEDS, validate_max=True
)


def as_sent(rows: list[dict[str, str]], prefix: str) -> dict[str, str]:
    """Rows as a page would send them, to bind a formset to."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    return data | {f"{prefix}-{index}-{name}": value for index, row in enumerate(rows) for name, value in row.items()}
