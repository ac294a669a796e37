"""A file with schools becomes rows with their values and with what is wrong with them. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.pages.folding import fold
from accounts.pages.forms import GermanPostcode
from devices.spreadsheets.files.read import read_table
from devices.spreadsheets.files.table import TableRow, UnreadableTable
from devices.spreadsheets.texts import FILE_SENTENCES
from recipients.models import Institution, SchoolType
from recipients.official_numbers import checked_number
from recipients.school_lists.columns import NEEDED, columns_of, find_titles

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 5_000
# Words of lists for types whose names in the reference data differ.
OTHER_WORDS = {"mittelschule": "secondary", "forderzentrum": "special", "foerderzentrum": "special"}


class UnreadableList(ValueError):
    """The file can't be taken. The message is for people."""


@dataclass(frozen=True)
class SchoolRow:
    """One row of the file: its number there, the values, and a sentence for each thing that is wrong. `school_type` is
    the code of a type."""

    number: int
    values: dict[str, str]
    errors: list[str] = field(default_factory=list)

    def stored(self) -> dict:
        """As JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True)
class Types:
    """Types of schools by what lists call them."""

    by_name: Mapping[str, str]

    @classmethod
    def known(cls) -> "Types":
        """Those in use, by both of their names."""
        rows = SchoolType.objects.filter(is_active=True)
        names = {fold(name): row.code for row in rows for name in (row.name_en, row.name_de)}
        codes = set(names.values())
        return cls(names | {word: code for word, code in OTHER_WORDS.items() if code in codes})

    def code_of(self, text: str) -> str:
        """The type that a text names as a whole or in part, the longest name first; nothing when it names none."""
        said = fold(text)
        if said in self.by_name:
            return self.by_name[said]
        return next((self.by_name[name] for name in sorted(self.by_name, key=len, reverse=True) if name in said), "")


def read(content: bytes) -> list[SchoolRow]:
    """The schools of a CSV or XLSX file. Raises UnreadableList with a sentence that says what to do."""
    if len(content) > MOST_BYTES:
        raise UnreadableList(_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // (1024 * 1024)})
    try:
        rows = [row for row in read_table(content).rows if not row.is_empty]
    except UnreadableTable as unreadable:
        raise UnreadableList(str(FILE_SENTENCES[unreadable.code]) % unreadable.details) from unreadable
    head = find_titles([row.cells for row in rows])
    if head is None:
        raise UnreadableList(
            _("We found no row with titles. Please name the columns, at least: Dienststellenschlüssel, Name, Schulart.")
        )
    columns, below = columns_of(rows[head].cells), rows[head + 1 :]
    if not below:
        raise UnreadableList(str(FILE_SENTENCES["only_titles"]))
    if len(below) > MOST_ROWS:
        raise UnreadableList(_("The list has more than %(most)s rows. Please split it.") % {"most": MOST_ROWS})
    return _checked(below, columns)


def _checked(rows: Sequence[TableRow], columns: Mapping[str, int]) -> list[SchoolRow]:
    types, seen, found = Types.known(), {}, []
    for row in rows:
        values = {name: row.cells[at] if at < len(row.cells) else "" for name, at in columns.items()}
        school = _school(row.number, values, types)
        number = school.values["official_number"]
        if number in seen:
            school.errors.append(_("The same school number stands in row %(row)s.") % {"row": seen[number]})
        elif number:
            seen[number] = row.number
        found.append(school)
    return found


def _school(number: int, said: dict[str, str], types: Types) -> SchoolRow:
    values = {name: said.get(name, "") for name in ("name", "postcode", "city", "phone", "contact")}
    values["street"] = " ".join(part for part in (said.get("street", ""), said.get("house_number", "")) if part)
    values["school_type"] = types.code_of(said.get("school_type", ""))
    row = SchoolRow(number, values)
    values["official_number"] = _official_number(said.get("official_number", ""), row.errors)
    values["email"] = _email(said.get("email", ""), row.errors)
    _postcode(row)
    _nothing_missing(row, said)
    _nothing_too_long(row)
    return row


def _official_number(text: str, errors: list[str]) -> str:
    try:
        return checked_number(text)
    except ValidationError as refusal:
        errors.append(refusal.messages[0])
        return ""


def _email(text: str, errors: list[str]) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        errors.append(_("“%(text)s” is no mail address.") % {"text": text[:60]})
        return ""
    return text.lower()


def _postcode(row: SchoolRow) -> None:
    """Spreadsheets cut the zero that Saxon postcodes begin with; "04159 Leipzig" in one cell is taken apart."""
    head, _blank, rest = row.values["postcode"].partition(" ")
    if head.isdecimal() and rest and not row.values["city"]:
        row.values["city"] = rest
        row.values["postcode"] = head
    if row.values["postcode"].isdecimal() and len(row.values["postcode"]) == 4 and row.values["postcode"][0] != "0":
        row.values["postcode"] = "0" + row.values["postcode"]
    try:
        if row.values["postcode"]:
            GermanPostcode()(row.values["postcode"])
    except ValidationError as refusal:
        row.errors.append(refusal.messages[0])


def _nothing_missing(row: SchoolRow, said: Mapping[str, str]) -> None:
    if said.get("school_type") and not row.values["school_type"]:
        words = {"text": said["school_type"][:60]}
        row.errors.append(_("We know no type of school “%(text)s”.") % words)
    labels = [
        str(Institution._meta.get_field(name).verbose_name)
        for name in NEEDED
        if not row.values[name] and not said.get(name)
    ]
    if labels:
        row.errors.append(_("Missing: %(fields)s.") % {"fields": ", ".join(labels)})


def _nothing_too_long(row: SchoolRow) -> None:
    for name, text in row.values.items():
        most = getattr(Institution._meta.get_field(name), "max_length", None)
        if most and len(text) > most:
            row.values[name] = text[:most]
            row.errors.append(_("“%(text)s…” is too long.") % {"text": text[:40]})
