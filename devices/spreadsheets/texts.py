"""The words of imports: what fields are called, and one sentence for everything that can be wrong."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from devices.models import RowState

Text = str | Promise

FIELD_LABELS: dict[str, Text] = {
    "category": _("Kind"),
    "count": _("Count"),
    "maker": _("Maker"),
    "model": _("Model"),
    "serial": _("Serial number"),
    "asset_tag": _("Asset tag"),
    "ram": _("Memory"),
    "display": _("Display"),
    "cpu": _("Processor"),
    "bought": _("Year or date of purchase"),
}

# Why a file is not taken.
FILE_SENTENCES: dict[str, Text] = {
    "too_large": _("The file is larger than %(most)s MB. Please leave out pictures and sheets that are not needed."),
    "too_many_rows": _("The table has more than %(most)s rows. Please split it into several files."),
    "too_many_columns": _("The table has more than %(most)s columns. Please leave out those that we do not need."),
    "too_many_cells": _("The table has more than %(most)s cells. Please leave out columns that we do not need."),
    "unpacks_to_too_much": _("Unpacked, the file is larger than we take. Please save the list alone as CSV."),
    "empty": _("There is nothing in the file. Please check that you chose the right one."),
    "only_titles": _("Below the titles there are no rows. Please check that you chose the right sheet."),
    "no_such_row": _("Row %(row)s of the file is empty. Please name the row in which the titles stand."),
    "no_such_sheet": _("The file has no such sheet, or it is hidden."),
    "old_office": _(
        "This is a file of an old Excel, or it is protected with a password. Please save it without a password as XLSX "
        "or CSV."
    ),
    "binary_workbook": _("This is a binary workbook (XLSB). Please save it as XLSX or CSV."),
    "open_document": _("This is a file of LibreOffice (ODS). Please save it as XLSX or CSV."),
    "no_workbook": _("This is a ZIP archive and no spreadsheet. Please choose the list itself, as XLSX or CSV."),
    "pdf": _("This is a PDF. Please export the list as XLSX or CSV."),
    "web_page": _("This is a web page or XML, whatever its name says. Please save it in Excel as XLSX or CSV."),
    "not_a_table": _("This is no table. Please choose a file that is saved as XLSX or CSV."),
    "broken_workbook": _("The workbook is damaged. Please open it in your program and save it again as XLSX or CSV."),
    "entities": _("The workbook holds instructions that no spreadsheet needs. Please save the list as CSV."),
    "encoding": _("The text of the file is damaged. Please save it again as “CSV UTF-8”."),
    "open_quote": _(
        "In line %(line)s a quotation mark is opened and never closed, so that rows run together. Please correct it."
    ),
    "broken_line": _("Line %(line)s cannot be read. Please save the list again as CSV or XLSX."),
    "known_table": _("You brought this very table before. Nothing of it was entered a second time."),
    "file_missing": _("The file is not in our storage any more. Please bring it again."),
    "gave_up": _("We could not get through with this file. Please save it again as CSV and bring it anew."),
    "nothing_good": _("No row was ready to be entered; the table below says why."),
    "too_many_devices": _("A donation holds up to 20,000 devices. Please split the list into several donations."),
    "donation_closed": _("The donation takes no more devices. Enter the rows as a new donation."),
    "known_meanwhile": _("Some of the devices were registered at the same moment. Please look at the rows again."),
}

# What is wrong with one cell.
CELL_SENTENCES: dict[str, Text] = {
    "formula": _("Here stands a formula without a result. Please type the value."),
    "broken": _("Here stands the error of a formula. Please type the value."),
    "cut": _("The text is much too long. Please type what belongs here."),
    "rounded": _("The spreadsheet has shortened this number. Please type all of its digits."),
    "merged": _("In the file one cell covers several rows. Please type the value of this row."),
    "too_long": _("At most %(most)s characters."),
    "placeholder": _("“%(text)s” is no number of a device. Type the one on its label, or leave it empty."),
    "unknown_kind": _("We do not know “%(text)s” as a kind. Please choose one."),
    "no_kind": _("Please choose the kind of device."),
    "no_number": _("Please type a whole number, for example 20."),
    "negative": _("A count cannot be negative. Please type how many there are, for example 3."),
    "zero": _("At least 1. Leave the row out if there is none."),
    "too_many": _("At most %(most)s in one row. Please check the number, or give the rest in further rows."),
    "one_device": _("A serial number or asset tag belongs to one device. Please type 1, or clear the number."),
    "no_memory": _("Please type the memory like 8 GB, or leave it empty."),
    "no_display": _("Please type the display in inches, for example 15.6, or leave it empty."),
    "no_day": _("Please type a year like 2019 or a day like 14.03.2019, or leave it empty."),
    "future": _("%(year)s is still to come. Please check the year."),
    "twice": _("Stands in row %(row)s already. Correct one of the two, or leave this row out."),
    "taken": _(
        "Another device of yours has this asset tag: %(device)s of donation %(donation)s. Please correct or clear it."
    ),
    "alike": _(
        "A row like this is in donation %(donation)s already. Are these further devices, or the same ones once more?"
    ),
    "known": _("Registered already: %(device)s in donation %(donation)s."),
}

ROW_LOOKS = {
    RowState.GOOD: ("success", "success"),
    RowState.BAD: ("warning", "warning"),
    RowState.KNOWN: ("info", "info"),
    RowState.LEFT_OUT: ("neutral", "close"),
    RowState.ENTERED: ("success", "check"),
    RowState.RELEASED: ("neutral", "arrow-back"),
    RowState.UNCHECKED: ("neutral", "autorenew"),
}
SEPARATOR_NAMES: dict[str, Text] = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": "|"}


def file_sentence(code: str, details: Mapping[str, Any]) -> str:
    """Why the file, or the step, was refused; nothing for no code."""
    return _filled(FILE_SENTENCES[code], details) if code else ""


def cell_sentence(problem: Mapping[str, Any]) -> str:
    """What is wrong with a cell, of a problem as rows keep it."""
    return _filled(CELL_SENTENCES[problem["code"]], problem["said"])


def _filled(sentence: Text, said: Mapping[str, Any]) -> str:
    return str(sentence) % {
        name: f"{value:,}".replace(",", ".") if _is_large(value) else value for name, value in said.items()
    }


def _is_large(value: Any) -> bool:
    return isinstance(value, int) and value >= 10_000
