"""Forms of imports."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from devices.models import Category, SpreadsheetImport, SpreadsheetRow
from devices.registration_forms import OfferForm
from devices.spreadsheets.files.titles import FIELDS
from devices.spreadsheets.imports import LONGEST_EDIT
from devices.spreadsheets.rows import AGAIN, RowReader
from devices.spreadsheets.texts import FIELD_LABELS, cell_sentence
from donations.models import Donor

MOST_MEGABYTES = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
SHEETS = ".csv,.tsv,.txt,.xlsx,.xlsm"
# What a list must say at least.
ONE_OF = ("category", "model", "serial", "asset_tag")


class FileForm(forms.Form):
    """The file, and whose devices they are where the person may give for several."""

    donor = forms.ModelChoiceField(Donor.objects.none(), label=_("Donor"), empty_label=_("please choose"))
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("CSV or XLSX, up to 20 MB and 20,000 rows, as your asset system exports it."),
        widget=forms.FileInput(attrs={"accept": SHEETS}),
        error_messages={
            "required": _("Please choose a file, for example inventar.xlsx."),
            "empty": _("There is nothing in the file. Please check that you chose the right one."),
        },
    )

    def __init__(self, *args: Any, donors: Sequence[Donor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_donor = donors[0] if len(donors) == 1 else None
        if self.only_donor:
            del self.fields["donor"]
        else:
            self.fields["donor"].queryset = Donor.objects.filter(pk__in=[donor.pk for donor in donors])

    def clean_file(self) -> Any:
        """Bounded before a byte is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Please leave out pictures and sheets that are not needed."),
                params={"most": MOST_MEGABYTES},
            )
        return file

    @property
    def chosen_donor(self) -> Donor:
        """Whose devices they are, of a valid form."""
        return self.only_donor or self.cleaned_data["donor"]


class ColumnsForm(forms.Form):
    """What each column of the file is. `columns` are (index, title, examples)."""

    marks_optional = False

    default_category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label=_("Rows that say no kind are"),
        required=False,
        empty_label=_("asked for each"),
    )
    with_hidden = forms.BooleanField(label=_("Bring in rows that are hidden in the file, too"), required=False)

    def __init__(self, *args: Any, spreadsheet: SpreadsheetImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layout = spreadsheet.layout
        chosen = {column: name for name, column in spreadsheet.mapping.items()}
        choices = [("", _("is not needed")), *((name, FIELD_LABELS[name]) for name in FIELD_LABELS)]
        self.columns = []
        for index, title in enumerate(layout["titles"]):
            examples = layout["examples"][index]
            if not title and not examples:
                continue
            field = forms.ChoiceField(choices=choices, required=False, initial=chosen.get(index, ""), label=title)
            self.fields[f"column-{index}"] = field
            self.columns.append((index, title, examples))
        self.initial |= {"default_category": spreadsheet.default_category_id, "with_hidden": spreadsheet.with_hidden}
        if not layout["hidden"]:
            del self.fields["with_hidden"]

    @property
    def column_rows(self) -> Iterable[tuple[str, list[str], forms.BoundField]]:
        """Title, examples and field of each column, for the page."""
        return [(title, examples, self[f"column-{index}"]) for index, title, examples in self.columns]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """What is asked beside the columns."""
        return [self[name] for name in ("default_category", "with_hidden") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        seen: dict[str, str] = {}
        for index, title, _examples in self.columns:
            name = cleaned.get(f"column-{index}", "")
            if name and name in seen:
                self.add_error(
                    f"column-{index}",
                    _("“%(field)s” is chosen for “%(other)s” already.")
                    % {"field": FIELD_LABELS[name], "other": seen[name]},
                )
            elif name:
                seen[name] = title or str(index + 1)
        if not self.errors and not set(seen) & set(ONE_OF):
            raise forms.ValidationError(
                _("Please say at least which column is the kind, the model or the serial number.")
            )
        return cleaned

    @property
    def mapping(self) -> dict[str, int]:
        """{field: column}, of a valid form."""
        chosen = {self.cleaned_data.get(f"column-{index}"): index for index, _title, _examples in self.columns}
        return {name: index for name, index in chosen.items() if name in FIELDS}


class LayoutForm(forms.Form):
    """Which sheet, and in which row the titles stand, when the guess was wrong."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header = forms.IntegerField(
        label=_("Row with the titles"),
        min_value=0,
        max_value=1_048_576,
        help_text=_("0 if the table has no titles."),
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )

    def __init__(self, *args: Any, spreadsheet: SpreadsheetImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheets = spreadsheet.layout.get("sheets", [])
        self.fields["sheet"].choices = [(sheet, sheet) for sheet in sheets]
        self.initial |= {"sheet": spreadsheet.sheet, "header": spreadsheet.layout.get("header", 0)}
        if len(sheets) < 2:
            del self.fields["sheet"]


class RowForm(forms.Form):
    """Every field of one row, as it stands or was typed."""

    marks_optional = False

    def __init__(self, *args: Any, row: SpreadsheetRow, reader: RowReader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = reader.texts(row)
        for name, label in FIELD_LABELS.items():
            self.fields[name] = cell_field(name, label, texts.get(name, ""), reader)
        if any(problem["code"] == "alike" for problem in row.problems) or AGAIN in row.edits:
            self.fields[AGAIN] = forms.BooleanField(
                label=_("These are further devices"), required=False, initial=bool(row.edits.get(AGAIN))
            )

    def say(self, problems: Iterable[dict[str, Any]]) -> None:
        """Puts what the check found at its fields."""
        for problem in problems:
            self.add_error(problem["field"] if problem["field"] in self.fields else None, cell_sentence(problem))


def cell_field(name: str, label: Any, text: str, reader: RowReader) -> forms.Field:
    """The field of one cell: a choice for the kind, else a text as it stands in the file."""
    if name != "category":
        return forms.CharField(label=label, required=False, initial=text, max_length=LONGEST_EDIT)
    choices = [(category.name, category.name) for category in reader.categories.values()]
    known = reader.kinds.of(text) if text else ""
    initial = reader.categories[known].name if known else ""
    return forms.ChoiceField(label=label, required=False, initial=initial, choices=[("", _("please choose")), *choices])


class ImportedOfferForm(OfferForm):
    """What a donation needs beside its rows; its donor is that of the import."""

    def __init__(self, *args: Any, donor: Donor, on_behalf: bool, **kwargs: Any) -> None:
        super().__init__(*args, donors=[donor], may_be_unknown=on_behalf, **kwargs)
        self.only_donor = donor
        self.fields.pop("donor", None)


class KindsForm(forms.Form):
    """What kinds are that the file calls by words that nobody knows; `words` are (word, rows)."""

    marks_optional = False

    def __init__(self, *args: Any, words: Sequence[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = [(category.code, category.name) for category in Category.objects.filter(is_active=True)]
        choices = [("", _("please choose")), *categories]
        self.words = dict(enumerate(word for word, _rows in words))
        for index, (word, rows) in enumerate(words):
            label = ngettext("“%(word)s” in %(rows)d row is", "“%(word)s” in %(rows)d rows is", rows)
            said = label % {"word": word, "rows": rows}
            self.fields[f"kind-{index}"] = forms.ChoiceField(label=said, required=False, choices=choices)

    @property
    def kinds(self) -> dict[str, str]:
        """{word: code} of what was chosen, of a valid form."""
        return {word: self.cleaned_data[f"kind-{index}"] for index, word in self.words.items()}
