"""An import's rows as its page shows them: what each would become, what is wrong at which cell, what else to know."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Count
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from devices.models import Device, RowState, SpreadsheetImport, SpreadsheetRow
from devices.offering.acceptance import Described, current_rules, hints
from devices.spreadsheets.checking import family_of
from devices.spreadsheets.files.values import RowValues
from devices.spreadsheets.forms import cell_field
from devices.spreadsheets.rows import RowReader
from devices.spreadsheets.texts import FIELD_LABELS, ROW_LOOKS, Text, cell_sentence

# Cells that stand in a column of their own; maker and model share one.
COLUMNS = (
    (("category",), FIELD_LABELS["category"]),
    (("count",), FIELD_LABELS["count"]),
    (("maker", "model"), _("Device")),
    (("serial",), FIELD_LABELS["serial"]),
    (("asset_tag",), FIELD_LABELS["asset_tag"]),
)
SHOWN = tuple(name for names, _label in COLUMNS for name in names)
FURTHER = ("ram", "display", "cpu", "bought")
MOST_KINDS = 20
FILTERS = (RowState.BAD, RowState.GOOD, RowState.KNOWN, RowState.LEFT_OUT, RowState.ENTERED, RowState.RELEASED)


@dataclass(frozen=True)
class Cell:
    """One cell; `control` is there when it is wrong and may be corrected at its place."""

    name: str
    label: str
    text: str
    sentence: str = ""
    control: forms.BoundField | None = None
    numeric: bool = False


@dataclass(frozen=True)
class Column:
    """What stands in one column of the table; `said` is the word before it on the phone, nothing for nothing."""

    label: Text
    cells: list[Cell]

    @property
    def said(self) -> Text:
        return self.label if any(cell.text or cell.sentence for cell in self.cells) else ""

    @property
    def is_wrong(self) -> bool:
        return any(cell.sentence for cell in self.cells)


@dataclass
class PreviewRow:
    """One row for the page: the cells of its columns, wrong ones of further columns, and what is right in those."""

    row: SpreadsheetRow
    columns: list["Column"]
    more: list[Cell]
    further: str
    tone: str
    icon: str
    word: str
    notes: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @property
    def can_be_left_out(self) -> bool:
        return self.row.state in (RowState.GOOD, RowState.BAD, RowState.KNOWN)


def counts_of(spreadsheet: SpreadsheetImport) -> dict[str, int]:
    """{state: rows} in the order of the filters, without states that no row has."""
    found = dict(spreadsheet.rows.order_by().values_list("state").annotate(count=Count("pk")))
    return {state.value: found[state] for state in (*FILTERS, RowState.UNCHECKED) if state in found}


def sentences(row: SpreadsheetRow) -> list[tuple[str, str]]:
    """(field, sentence) of everything that is wrong with a row."""
    return [(str(FIELD_LABELS[problem["field"]]), cell_sentence(problem)) for problem in row.problems]


def unknown_kinds(spreadsheet: SpreadsheetImport) -> list[tuple[str, int]]:
    """Words for kinds that nobody knew, with how many rows have them; the most frequent first."""
    found: Counter[str] = Counter()
    for problems in spreadsheet.rows.filter(state=RowState.BAD).values_list("problems", flat=True):
        found.update(problem["said"]["text"] for problem in problems if problem["code"] == "unknown_kind")
    return found.most_common(MOST_KINDS)


def devices_in(rows: Iterable[SpreadsheetRow], reader: RowReader) -> int:
    """How many devices these rows become."""
    return sum(reader.read(row).count for row in rows)


def preview(
    rows: Sequence[SpreadsheetRow],
    reader: RowReader,
    *,
    user: User,
    spreadsheet: SpreadsheetImport,
    typed: Mapping[str, str] | None = None,
) -> list[PreviewRow]:
    """The rows of one page. `typed` is what was just sent for cells, shown again when it could not be taken."""
    rules = current_rules()
    strangers = _elsewhere(rows, spreadsheet) if user.has_perm("devices.view_device") else {}
    found = []
    for row in rows:
        values = reader.read(row)
        shown = _row(row, reader, values, typed)
        if row.state in (RowState.GOOD, RowState.BAD):
            thing = _described(reader, values)
            shown.notes = [hint.rule for hint in hints(thing, rules)]
            shown.elsewhere = strangers.get(row.serial_key, [])
        found.append(shown)
    return found


def _described(reader: RowReader, values: RowValues) -> Described:
    text = " ".join(filter(None, (values.maker, values.model, values.cpu)))
    category = reader.categories.get(values.category)
    return Described(category, text, values.year, values.ram_gib, values.inches)


def _row(row: SpreadsheetRow, reader: RowReader, values: RowValues, typed: Mapping[str, str] | None) -> PreviewRow:
    texts = reader.texts(row)
    wrong = {problem["field"]: problem for problem in row.problems}
    form = _CellsForm(row, reader, texts, wrong, typed) if row.state == RowState.BAD else None
    cells = {
        name: _cell(name, row, reader, values, texts, wrong, form)
        for name in (*SHOWN, *FURTHER)
        if name in SHOWN or name in wrong
    }
    further = " · ".join(texts[name] for name in FURTHER if texts.get(name) and name not in wrong)
    main = [Column(label, [cells[name] for name in names]) for names, label in COLUMNS]
    more = [cells[name] for name in FURTHER if name in cells]
    tone, icon = ROW_LOOKS[RowState(row.state)]
    return PreviewRow(row, main, more, further, tone, icon, str(row.get_state_display()))


def _cell(
    name: str,
    row: SpreadsheetRow,
    reader: RowReader,
    values: RowValues,
    texts: Mapping[str, str],
    wrong: Mapping[str, dict[str, Any]],
    form: "_CellsForm | None",
) -> Cell:
    text = texts.get(name, "")
    if name == "category" and values.category:
        text = reader.categories[values.category].name
    if name == "count" and name not in wrong:
        text = str(values.count)
    problem = wrong.get(name)
    sentence = cell_sentence(problem) if problem else ""
    control = form[name] if form and problem and problem["code"] != "alike" else None
    return Cell(name, str(FIELD_LABELS[name]), text, sentence, control, numeric=name == "count" and not problem)


class _CellsForm(forms.Form):
    """The wrong cells of one row, each with its number in front."""

    def __init__(
        self,
        row: SpreadsheetRow,
        reader: RowReader,
        texts: Mapping[str, str],
        wrong: Mapping[str, dict[str, Any]],
        typed: Mapping[str, str] | None,
    ) -> None:
        super().__init__(typed, prefix=f"r{row.number}")
        for name in wrong:
            self.fields[name] = cell_field(name, FIELD_LABELS[name], texts.get(name, ""), reader)
            self.fields[name].widget.attrs |= {
                "aria-invalid": "true",
                "aria-describedby": f"e{row.number}-{name}",
                "aria-label": f"{FIELD_LABELS[name]}, {row.number}",
            }


def _elsewhere(rows: Sequence[SpreadsheetRow], spreadsheet: SpreadsheetImport) -> dict[str, list[str]]:
    """{serial key: numbers} of devices of other donors with the same serial number: for those who may see stock."""
    serials = {row.serial_key for row in rows} - {""}
    others = Device.objects.annotate(folded=Upper("serial")).filter(folded__in=serials)
    others = others.exclude(donation__donor__in=family_of(spreadsheet.donor)).order_by("pk")
    found: dict[str, list[str]] = {}
    for key, number in others.values_list("folded", "number"):
        found.setdefault(key, []).append(number)
    return found
