"""From a stored row to what it says: columns by field, what was typed instead, the keys by which it is recognised."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.pages.folding import fold
from custody.chain import canonical
from devices.models import Category, SpreadsheetImport, SpreadsheetRow
from devices.registration import OfferedRow
from devices.spreadsheets.files.titles import FIELDS
from devices.spreadsheets.files.values import Kinds, Problem, RowValues, read_row

# What a person typed in place of a cell, or said of the row.
AGAIN = "again"
LONGEST_KEY = 80


def key_of(text: str) -> str:
    """A serial number or asset tag as it is compared: in capitals, with single blanks."""
    return " ".join(text.upper().split())[:LONGEST_KEY]


@dataclass(frozen=True)
class Keys:
    """What a row is recognised by; `alike` only where there is neither serial number nor asset tag."""

    serial: str = ""
    asset: str = ""
    alike: str = ""


@dataclass(frozen=True)
class RowReader:
    """Reads the rows of one import."""

    columns: Mapping[str, int]
    kinds: Kinds
    categories: Mapping[str, Category]
    this_year: int

    @classmethod
    def of(cls, spreadsheet: SpreadsheetImport, *, today: date) -> "RowReader":
        """As the columns were confirmed."""
        categories = {category.code: category for category in Category.objects.filter(is_active=True)}
        otherwise = spreadsheet.default_category
        kinds = Kinds(names_of(categories.values()), spreadsheet.kinds, otherwise.code if otherwise else "")
        columns = {name: column for name, column in spreadsheet.mapping.items() if name in FIELDS}
        return cls(columns, kinds, categories, today.year)

    def texts(self, row: SpreadsheetRow) -> dict[str, str]:
        """What stands in each field: what was typed, else the cell."""
        cells, edits = row.cells, row.edits
        found = {name: cells[column] if column < len(cells) else "" for name, column in self.columns.items()}
        found.update({name: text for name, text in edits.items() if name in FIELDS})
        return found

    def read(self, row: SpreadsheetRow) -> RowValues:
        """What the row says, with what is wrong in its cells."""
        marks = {
            name: row.marks[str(column)]
            for name, column in (self.columns.items() if row.marks else ())
            if str(column) in row.marks and name not in row.edits
        }
        return read_row(self.texts(row), marks, self.kinds, this_year=self.this_year)

    def offered(self, values: RowValues) -> OfferedRow:
        """The row as registration takes it."""
        names = ("count", "maker", "model", "serial", "asset_tag", "year", "ram_gib", "inches", "cpu")
        return OfferedRow(category=self.categories[values.category], **{name: getattr(values, name) for name in names})


def names_of(categories: Any) -> dict[str, str]:
    """{name as typed in any case: code} of categories, in both languages."""
    return {
        name.casefold(): category.code
        for category in categories
        for name in (category.code, category.name_de, category.name_en)
        if name
    }


def keys_of(values: RowValues) -> Keys:
    """By what the row is recognised; of a row with mistakes only what is certain."""
    blamed = {problem.field for problem in values.problems}
    serial = "" if "serial" in blamed else key_of(values.serial)
    asset = "" if "asset_tag" in blamed else key_of(values.asset_tag)
    return Keys(serial, asset, "" if serial or asset or blamed else _alike(values))


def _alike(values: RowValues) -> str:
    said = [values.category, values.count, fold(values.maker), fold(values.model), values.year, values.ram_gib]
    return hashlib.sha256(canonical([*said, str(values.inches or "")]).encode()).hexdigest()


def stored(problem: Problem) -> dict[str, Any]:
    """A problem as a row keeps it."""
    return {"field": problem.field, "code": problem.code, "said": dict(problem.said)}
