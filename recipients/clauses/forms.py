"""Forms of clauses: short headings and texts, numbered."""

from collections.abc import Sequence
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from recipients.papers import Clause

SPARE, MOST_CLAUSES = 2, 12
MOST_HEADING, MOST_TEXT = 60, 600


class ClausesForm(forms.Form):
    """As many clauses as there are; a row that is left empty is left out."""

    def __init__(self, *args, clauses: Sequence[Clause], rows: int, language: str = "de", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.places = range(1, rows + 1)
        for number in self.places:
            said = clauses[number - 1] if number <= len(clauses) else {"heading": "", "text": ""}
            attributes = {"lang": language, "dir": "auto"}
            self.fields[f"heading_{number}"] = forms.CharField(
                label=_("Heading %(number)d") % {"number": number},
                required=False,
                max_length=MOST_HEADING,
                initial=said["heading"],
                widget=forms.TextInput(attrs=attributes),
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("Clause %(number)d") % {"number": number},
                required=False,
                max_length=MOST_TEXT,
                initial=said["text"],
                widget=forms.Textarea(attrs={**attributes, "rows": 3}),
            )

    def clean(self) -> dict:
        cleaned = super().clean()
        for number in self.places:
            if bool(cleaned.get(f"heading_{number}")) != bool(cleaned.get(f"text_{number}")):
                empty = "text" if cleaned.get(f"heading_{number}") else "heading"
                self.add_error(f"{empty}_{number}", _("A clause has a heading and a text."))
        if not self.errors and not self.clauses():
            raise forms.ValidationError(_("Please write at least one clause."))
        return cleaned

    def clauses(self) -> list[Clause]:
        """What was written, in order."""
        said = [(self.cleaned_data[f"heading_{n}"], self.cleaned_data[f"text_{n}"]) for n in self.places]
        return [Clause(heading=heading, text=text) for heading, text in said if text]


class VersionForm(ClausesForm):
    """A new version of the German clauses."""

    valid_from = forms.DateField(label=_("Holds from"), widget=DateInput())

    def __init__(self, *args, clauses: Sequence[Clause], **kwargs) -> None:
        super().__init__(*args, clauses=clauses, rows=min(len(clauses) + SPARE, MOST_CLAUSES), **kwargs)
        self.fields["valid_from"].initial = timezone.localdate() + timedelta(days=1)
        self.order_fields(["valid_from"])
