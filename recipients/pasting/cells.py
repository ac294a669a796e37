"""Cells of a pasted row as they stand on the page: facts that had columns of their own are said in one cell."""

from django.utils.translation import gettext as _

from recipients.pasting.table import PastedRow
from recipients.pasting.words import FACTS, NotUnderstood, answer


def together(row: PastedRow, *, with_basis: bool) -> PastedRow:
    """The row with its facts in one cell, in words that are read again; without a notice where nobody asks for it."""
    cells = {name: text for name, text in row.cells.items() if name not in FACTS}
    if not with_basis:
        cells.pop("basis", None)
    labels = {
        "final_year": _("final year"),
        "no_device_at_home": _("no device at home"),
        "siblings_share": _("siblings share"),
    }
    said = [_said(label, row.cells[name]) for name, label in labels.items() if name in row.cells]
    facts = ", ".join(filter(None, [cells.pop("facts", ""), *said]))
    return PastedRow(row.line, {**cells, "facts": facts} if facts else cells)


def _said(label: str, text: str) -> str:
    try:
        meaning = answer(text)
    except NotUnderstood:
        meaning = ""
    if meaning == "unknown":
        return ""
    return label if meaning == "yes" else f"{label}: {text}"
