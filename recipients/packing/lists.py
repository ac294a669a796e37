"""What the two lists of a handover say, in German like every paper: the packing list in the order of the shelves, the
Übergabeliste in that of the receipts in their pile. They are drawn when they are asked for and are no issued papers."""

from functools import partial

from django.utils import timezone, translation
from django.utils.formats import date_format

from devices.accessories.giving import said_on_paper
from devices.models import Device
from devices.sheets.gather import issuer_name, printable
from documents.pdf.paper import Paper
from recipients import receipts
from recipients.enums import ACTIVE
from recipients.models import Allocation, Handover
from recipients.packing import cart
from recipients.packing.paper import (
    Heading,
    ListRow,
    draw_blank_list,
    draw_handover_list,
    draw_handover_list_on,
    draw_packing_list,
)

LANGUAGE = "de"
NO_PLACE = "ohne Lagerort"


def packing_list(handover: Handover) -> bytes:
    """A PDF. Neither institution nor codes are on it."""
    with translation.override(LANGUAGE):
        lines = cart.cart_of(handover).lines
        heading = Heading(
            title="Packliste",
            number=handover.number,
            facts=(("Termin", when(handover)), ("Geräte", str(len(lines)))),
            issuer=issuer_name(),
            printed=_printed(),
        )
        return draw_packing_list(heading, [_packed(line) for line in lines])


def _packed(line: cart.Line) -> ListRow:
    device = line.device
    extras = [*line.goes_with, *([device.accessories] if device.accessories else [])]
    missing = "Netzteil fehlt noch" if line.without_power else ""
    trouble = f"wartet: {line.trouble}" if line.trouble else ""
    return ListRow(
        place=printable(str(device.location or NO_PLACE)),
        number=device.number,
        name=printable(device.title),
        serial=printable(device.serial),
        extra=printable(", ".join(filter(None, [*extras, missing, trouble]))),
        is_ticked=line.is_packed,
    )


def handover_list(handover: Handover) -> bytes:
    """A PDF with the codes: for those who give out, on the day."""
    with translation.override(LANGUAGE):
        return draw_handover_list(*_handed(handover))


def handover_list_on(paper: Paper, handover: Handover) -> int:
    """The same as the first pages of a pile; returns how many."""
    with translation.override(LANGUAGE):
        return draw_handover_list_on(paper, *_handed(handover))


def _handed(handover: Handover) -> tuple[Heading, list[ListRow]]:
    rows = [row for row in receipts.allocations_of(handover) if row.status in ACTIVE]
    numbers = _receipts(handover)
    people = len({row.item.need.class_set_id or f"need {row.item.need_id}" for row in rows})
    heading = Heading(
        title="Übergabeliste",
        number=handover.number,
        facts=(
            ("Einrichtung", printable(f"{handover.institution.name}, {handover.institution.city}")),
            ("Termin", when(handover)),
            ("Ort", printable(handover.place)),
            ("Umfang", f"{len(rows)} Geräte für {people} Empfänger"),
        ),
        issuer=issuer_name(),
        printed=_printed(),
    )
    return heading, [_given(row, numbers) for row in sorted(rows, key=partial(_place, numbers))]


def blank_handover_list(handover: Handover, rows: int) -> bytes:
    """A PDF with so many empty rows, to print ahead for days without internet."""
    with translation.override(LANGUAGE):
        heading = Heading(
            title="Übergabeliste (Vordruck)",
            number=handover.number,
            facts=(
                ("Einrichtung", printable(f"{handover.institution.name}, {handover.institution.city}")),
                ("Termin", when(handover)),
                ("Ort", printable(handover.place)),
            ),
            issuer=issuer_name(),
            printed=_printed(),
        )
        return draw_blank_list(heading, rows)


def _place(numbers: dict[int, str], row: Allocation) -> tuple[int, str, str, int]:
    """Where its receipt lies in the pile: what is for the institution itself comes before the pupils."""
    need = row.item.need
    grade, code = (0, "") if need.class_set_id else (need.school_grade or 0, need.pupil_code)
    return grade, code, numbers.get(row.pk, ""), row.pk


def _receipts(handover: Handover) -> dict[int, str]:
    standing = handover.receipts.active().select_related("document").prefetch_related("allocations")
    return {row.pk: receipt.document.number for receipt in standing for row in receipt.allocations.all()}


def _given(row: Allocation, numbers: dict[int, str]) -> ListRow:
    device: Device = row.device
    need = row.item.need
    grade = f"Klasse {need.school_grade}" if need.school_grade else ""
    return ListRow(
        place=need.pupil_code or ("Klassensatz" if need.class_set_id else "Einrichtung"),
        below=grade,
        number=device.number,
        name=printable(device.title),
        serial=numbers.get(row.pk, ""),
        extra=printable(said_on_paper(device)),
    )


def when(handover: Handover) -> str:
    """Day and time as a paper says them."""
    starts = timezone.localtime(handover.starts_at)
    until = f"–{timezone.localtime(handover.ends_at):%H:%M}" if handover.ends_at else ""
    return f"{date_format(starts, 'l, j. F Y')}, {starts:%H:%M}{until} Uhr"


def _printed() -> str:
    return f"gedruckt am {timezone.localtime():%d.%m.%Y, %H:%M} Uhr"
