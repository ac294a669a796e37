"""Every paper that the product prints, in every language that it is printed in, with invented data.

`EXAMPLES` has them by the names of their approved pages in tests/golden. A function that draws a paper and has no
example here fails tests/documents/test_every_paper.py by name.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from devices.confirmations.papers.confirmation import draw_confirmations
from devices.confirmations.papers.transfer import draw_transfer_receipts
from devices.labelling.layouts import layout_of
from devices.models import LabelSheet
from devices.pallets.list_paper import draw_pallet_lists
from devices.papers import LabelContent, LabelLayout, LocationContent, draw_labels, draw_test_page
from devices.pickup_notes.paper import draw_notes
from devices.protocols.paper import draw_protocols
from devices.reference import FOLDER
from devices.sheets import gather
from devices.sheets.content import AnnouncedDevice, CardMedium, IntakeSheet, Step, WorkCard
from devices.sheets.intake_list import draw_intake_list
from devices.sheets.work_card import draw_work_cards
from documents import storage
from documents.logo import making
from documents.logo.preview import draw_preview
from donations.agreements.paper import AgreementText, draw_agreement
from recipients.enums import ReceiptLanguage
from recipients.packing.paper import (
    Heading,
    ListRow,
    draw_blank_list,
    draw_handover_list,
    draw_handover_list_on,
    draw_packing_list,
)
from recipients.papers import ReceiptContent, draw_receipt, draw_receipts
from recipients.papers.blank import draw_blank_receipts
from recipients.papers.code_list import draw_code_list
from recipients.papers.parents_sheet import draw_parents_sheet
from tests.devices.confirmations import examples as confirmations
from tests.devices.pallets.pallet_example import pallet_content
from tests.devices.pickup_notes.note_example import note_content, signed_content
from tests.devices.protocols.protocol_example import final_content, interim_content
from tests.documents.logo.logo_cast import wide_logo
from tests.recipients.class_set_example import example_class_set
from tests.recipients.parents_example import codes_content, sheet_content
from tests.recipients.receipt_example import (
    bilingual_content,
    blank_content,
    example_content,
    example_device,
    german_content,
    signed,
)

GERMAN = ReceiptLanguage.GERMAN.value


@dataclass(frozen=True)
class Example:
    """One paper. `by` is the product's function that draws it, `draw` calls it; papers with the same `paper` differ in
    their second `language` only."""

    by: Callable[..., bytes]
    draw: Callable[[], bytes]
    paper: str = ""
    language: str = ""


def _example(by: Callable[..., bytes], *values: object, **options: object) -> Example:
    return Example(by, partial(by, *values, **options))


def receipt(language: str, clauses: str = "receipt_gift", **changes: object) -> ReceiptContent:
    """The receipt in German, and in another language beside it."""
    if language == GERMAN:
        return german_content(clauses, **changes)
    return bilingual_content(language, clauses, **changes)


def _in_every_language() -> Iterator[tuple[str, Example]]:
    for language in ReceiptLanguage.values:
        second = "" if language == GERMAN else language
        drawn = {
            "receipt_gift": (draw_receipt, receipt(language)),
            "receipt_loan": (draw_receipt, receipt(language, "receipt_loan")),
            "receipt_institution": (draw_receipt, receipt(language, pupil=None, contribution_paid=None)),
            "receipt_signed": (draw_receipt, receipt(language, **signed())),
            "blank_receipt_gift": (draw_blank_receipts, blank_content(second, "receipt_gift"), 1),
            "blank_receipt_loan": (draw_blank_receipts, blank_content(second), 1),
            "parents_sheet": (draw_parents_sheet, sheet_content(second)),
        }
        for paper, (by, *values) in drawn.items():
            yield f"{paper}-{language}", Example(by, partial(by, *values), paper, language)


def _long(language: str) -> ReceiptContent:
    return receipt(language, devices=[example_device(number) for number in range(1, 12)])


def _with_logo() -> bytes:
    content = german_content()
    key = storage.put_once(making.make(wide_logo()))
    return draw_receipt({**content, "issuer": {**content["issuer"], "logo": key}})


def _receipts() -> Iterator[tuple[str, Example]]:
    yield "receipt_of_many_devices-de", _example(draw_receipt, _long(GERMAN))
    yield "receipt_of_many_devices-fa", _example(draw_receipt, _long("fa"))
    yield "receipt_of_a_class_set", _example(draw_receipt, example_class_set())
    yield "receipt_with_logo", Example(draw_receipt, _with_logo)
    mixed = [receipt("uk"), receipt("ar", number="Q-2026-00018"), example_class_set(number="Q-2026-00019")]
    on_top = partial(draw_handover_list_on, heading=HANDED, rows=[_handed(number) for number in range(1, 4)])
    yield "pile_of_receipts", _example(draw_receipts, mixed, duplex=True, in_front=on_top)


PRINTED = "gedruckt am 26.11.2026, 16:00 Uhr"
WHEN = ("Termin", "Freitag, 27. November 2026, 10:00–12:00 Uhr")
WHERE = (("Einrichtung", "Oberschule am Musterpark, Musterstadt"), WHEN, ("Ort", "Aula, Parkweg 7"))
HANDED = Heading(
    "Übergabeliste", "Ü-2026-00031", (*WHERE, ("Umfang", "40 Geräte für 20 Empfänger")), "Initiative", PRINTED
)


def _packed(number: int) -> ListRow:
    extra = "Netzteil Dell 90 W, Maus" if number % 3 else "Netzteil Dell 90 W, Maus, Netzteil fehlt noch"
    shelf = f"Regal A-{number:02}"
    return ListRow(
        shelf, f"H4F-{number:06}", "Dell Latitude E5530", f"5CG1234{number:03}", extra, is_ticked=number == 2
    )


def _handed(number: int) -> ListRow:
    return ListRow(
        place=f"M7K-{number // 2:02}T",
        below=f"Klasse {5 + number // 8}",
        number=f"H4F-{number:06}",
        name="Dell Latitude E5530" if number % 2 else "Dell P2419H",
        serial=f"Q-2026-{number // 2:05}",
        extra="Netzteil Dell 90 W, Maus" if number % 2 else "Netzkabel, HDMI-Kabel",
    )


def _lists() -> Iterator[tuple[str, Example]]:
    heading = Heading("Packliste", "Ü-2026-00031", (WHEN, ("Geräte", "24")), "Initiative", PRINTED)
    yield "packing_list", _example(draw_packing_list, heading, [_packed(number) for number in range(1, 25)])
    yield "handover_list", _example(draw_handover_list, HANDED, [_handed(number) for number in range(1, 41)])
    blank = Heading("Übergabeliste (Vordruck)", "Ü-2026-00031", WHERE, "Initiative", PRINTED)
    yield "blank_handover_list", _example(draw_blank_list, blank, 25)
    yield "code_list", _example(draw_code_list, codes_content(26))


STEPS = (
    Step("Gehäuse gereinigt", "außen und Lüfter", (True, False, False), ("10", "Jonas Otte, 24.11.26")),
    Step("Bildschirm ohne Pixelfehler", "weiß, schwarz, rot", (False, True, False), ("5", "Jonas Otte, 24.11.26")),
    Step("Akku hält eine Stunde", "", (False, False, True), ("", "Jonas Otte, 24.11.26")),
    *(
        Step(name, "")
        for name in ("Tastatur und Touchpad", "WLAN und Bluetooth", "Kamera und Ton", "Linux eingerichtet")
    ),
)
CARD = WorkCard(
    number="H4F-000131",
    title="Notebook: Lenovo ThinkPad T480",
    facts=(("Seriennummer", "PF1A2B3C"), ("Inventarnummer", "INV-0815"), ("Arbeitsspeicher", "16 GB")),
    media=(
        CardMedium("Samsung MZ-7LN256, S3TZNX0K612345, 256 GB", (True, False, False), "Purge, Jonas Otte, 24.11.26"),
        CardMedium("Toshiba MQ01ABF050, 87GFS4E0S, 500 GB"),
    ),
    steps=STEPS,
)
MONITOR_CARD = WorkCard("H4F-000132", "Monitor: Dell P2419H", holds_media=False, steps=STEPS[1:2])


def _intake_list() -> bytes:
    devices = tuple(
        AnnouncedDevice(f"H4F-{n:06d}", "Dell Latitude E5530", f"5CG1234{n:03}", f"INV-{n:04}", is_here=n < 4)
        for n in range(1, 31)
    )
    cables = AnnouncedDevice("", "2 Beutel oder Kisten mit Kabeln, Netzteilen, Zubehör")
    facts = (("Termin", "26.11.2026 10:00"), ("Gedruckt am", "24.11.2026 09:00"))
    return draw_intake_list(IntakeSheet("S-2026-00042", facts, (*devices, cables)), gather.texts(30), "Initiative")


def _work_cards() -> bytes:
    return draw_work_cards([CARD, MONITOR_CARD, WorkCard()], gather.texts(), "Initiative")


def _workshop() -> Iterator[tuple[str, Example]]:
    yield "work_card", Example(draw_work_cards, _work_cards)
    yield "intake_list", Example(draw_intake_list, _intake_list)
    for layout in LAYOUTS:
        yield f"labels-{layout.name}", _example(draw_labels, LABELS, layout)
        yield f"label_test_page-{layout.name}", _example(draw_test_page, layout)


LAYOUTS: list[LabelLayout] = [
    layout_of(LabelSheet(**row)) for row in json.loads((FOLDER / "label_sheets.json").read_text(encoding="utf-8"))
]
# A device, a thing without a number yet, a spare part or kit, a place, and a name that is too long.
LABELS = [
    LabelContent("H4F-000123", "Notebook", "Lenovo ThinkPad T480", "i5-8350U · 16 GB", "Hardware4Future"),
    LabelContent("H4F-000124", issuer="Hardware4Future", is_blank=True),
    LabelContent("T-000017", "Netzteil", "USB-C 65 W", "", "Hardware4Future"),
    LocationContent("VERSCHLUSS", "Verschluss Datenträger", "Hardware4Future"),
    LabelContent("H4F-999999", "All-in-One-PC", "Hewlett-Packard EliteOne 800 G5 23.8-inch", "", "Hardware4Future"),
]


def _agreement() -> bytes:
    clauses = confirmations.wording("processing_agreement")
    town = {
        "name": "Stadt Musterwald",
        "lines": ["Stadt Musterwald", "Frau Berger", "Rathausplatz 1", "04838 Musterwald"],
    }
    text = AgreementText(
        donation="S-2026-00042",
        issuer=example_content()["issuer"],
        donor=town,
        clauses=clauses,
        edition="Textfassung 1, Entwurf",
        printed_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    )
    return draw_agreement(text)


def _donors() -> Iterator[tuple[str, Example]]:
    yield "pick_up_note", _example(draw_notes, [note_content(count=3)])
    yield "pick_up_note-many", _example(draw_notes, [note_content(count=40)])
    yield "pick_up_note-signed", _example(draw_notes, [signed_content()])
    yield "erasure_protocol-final", _example(draw_protocols, [final_content()])
    yield "erasure_protocol-interim", _example(draw_protocols, [interim_content()])
    yield "tax_confirmation", _example(draw_confirmations, [confirmations.confirmation()])
    draft = confirmations.confirmation(draft_mark="ENTWURF – nicht für das Finanzamt: Angaben noch nicht geprüft")
    yield "tax_confirmation-draft", _example(draw_confirmations, [draft])
    copy = confirmations.confirmation(copy_mark="Zweitschrift vom 01.12.2026")
    yield "tax_confirmation-copy", _example(draw_confirmations, [copy])
    yield "transfer_receipt", _example(draw_transfer_receipts, [confirmations.transfer()])
    yield "pallet_list", _example(draw_pallet_lists, [pallet_content(30)])
    yield "processing_agreement", Example(draw_agreement, _agreement)
    issuer = example_content()["issuer"]
    yield "logo_preview", Example(draw_preview, lambda: draw_preview(making.make(wide_logo()), issuer))


EXAMPLES: dict[str, Example] = {
    name: example
    for examples in (_in_every_language(), _receipts(), _lists(), _workshop(), _donors())
    for name, example in examples
}
