"""The frozen content of a handover receipt: everything that is printed, resolved to texts, as plain JSON.

The PDF and its accessible HTML twin are both made from it. No key is optional but those of a second language and the
logo, which older receipts never had; what is not known is an empty text, an empty list or null as said beside it.
"""

from typing import Literal, NotRequired, TypedDict

from documents.pdf.signed import Signed


class Issuer(TypedDict):
    """Who gives: printed in the letterhead and as the first party. Empty lines are left out; `logo`, where there is
    one, is the SHA-256 of its file."""

    name: str
    sub_name: str
    address: str
    phone: str
    mail: str
    register: str
    logo: NotRequired[str]


class Institution(TypedDict):
    """Who requested. `official_number` is empty where there is none (a social partner)."""

    name: str
    official_number: str
    address: str


class Pupil(TypedDict):
    """For whom: the institution's code and the school grade ("7"; may be empty). Never a name."""

    code: str
    school_grade: str


class Medium(TypedDict):
    """A storage medium of a device, and what became of its data.

    `label` "Samsung MZ-7LN256, SSD 256 GB"; `result` "gelöscht: Purge, ATA Sanitize · geprüft 12.03.2026";
    `reference` "Löschprotokoll L-2026-00008" or whatever proves it (may be empty).
    """

    label: str
    serial: str
    result: str
    reference: str


class Device(TypedDict):
    """`facts`: category, key facts and operating system in one text.

    An empty list of `media` prints "kein Datenträger", an empty text a dash.
    """

    number: str
    name: str
    facts: str
    serial: str
    cosmetic_grade: str
    defects: str
    accessories: str
    media: list[Medium]


class RequestLine(TypedDict):
    """One line each of what was requested, received and is still open ("–")."""

    requested: str
    received: str
    open: str


class Clause(TypedDict):
    """A numbered term of the agreement with its short heading."""

    heading: str
    text: str


class KindLine(TypedDict):
    """So many devices that have name, facts and accessories in common."""

    count: int
    name: str
    facts: str
    accessories: str


class AnnexTexts(TypedDict):
    """The captions that only a receipt with an annex has."""

    annex: str
    count: str
    kind: str
    listed: str
    place: str
    defects: str
    media: str
    continued: str
    extras: str


class Annex(TypedDict):
    """A class set's devices, which stand in `devices` kind by kind: each kind once on the first page, each device in
    the annex."""

    kinds: list[KindLine]
    texts: AnnexTexts


class ReceiptTexts(TypedDict):
    """The captions in one language. They are frozen too: a paper keeps the words it was signed with."""

    version: str
    replaces: str
    page: str
    handed_over_on: str
    handover: str
    phone: str
    verify: str
    parties: str
    giver: str
    institution: str
    official_number: str
    pupil_code: str
    school_grade: str
    recipient: str
    institution_itself: str
    recipient_name: str
    guardian_name: str
    representative_name: str
    representative_function: str
    devices: str
    device_number: str
    device: str
    serial: str
    cosmetic_grade: str
    accessories: str
    defects: str
    medium: str
    medium_serial: str
    no_medium: str
    no_erasure: str
    grade_legend: str
    request: str
    requested: str
    received: str
    open: str
    contribution: str
    yes: str
    no: str
    agreement: str
    signatures: str
    statement: str
    place_date: str
    sign_giver: str
    sign_giver_note: str
    sign_recipient: str
    sign_recipient_note: str
    sign_institution_note: str
    sign_guardian: str
    sign_guardian_note: str
    binding: NotRequired[str]


class ReceiptContent(TypedDict):
    """A receipt. Dates are printed as given ("18.03.2026"); `issued_at` (ISO 8601 with offset) dates the file only.

    `kind` changes nothing here; what is printed is `agreement` ("Schenkung", "Leihe bis 31.07.2027").
    `pupil` is null if the devices are for the institution itself; `contribution_paid` null: both boxes empty.
    `clauses_version` names the wording ("receipt_gift/1"); kept beside the version that the heading prints.
    `place` and `date` stand on the line beside the signatures; empty ones are filled in by hand.
    With a second language beside the German one: `second` is its code, `second_texts` holds its captions by the names
    of `texts` (those of SECOND_NAMES), `second_clauses` as many clauses, `second_version` names the wordings.
    """

    title: str
    language: str
    number: str
    version: int
    issued_at: str
    kind: Literal["gift", "loan"]
    agreement: str
    handover_number: str
    handover_date: str
    issuer: Issuer
    institution: Institution
    pupil: Pupil | None
    devices: list[Device]
    requested: list[RequestLine]
    contribution_paid: bool | None
    clauses: list[Clause]
    clauses_version: str
    place: str
    date: str
    verification_url: str
    texts: ReceiptTexts
    annex: NotRequired[Annex]
    signed: NotRequired[Signed]
    second: NotRequired[str]
    second_texts: NotRequired[dict[str, str]]
    second_clauses: NotRequired[list[Clause]]
    second_version: NotRequired[str]


SECOND = ("second", "second_texts", "second_clauses", "second_version")
GERMAN_TITLE = "Übergabeprotokoll"
GERMAN_BINDING = "Verbindlich ist der deutsche Text."
GERMAN_DRAFT = "Entwurf"
# What a receipt says in the second language, too; facts and figures stay German.
SECOND_NAMES = (
    "title",
    "binding",
    "verify",
    "parties",
    "giver",
    "institution",
    "pupil_code",
    "recipient",
    "recipient_name",
    "guardian_name",
    "representative_name",
    "representative_function",
    "devices",
    "device_number",
    "device",
    "serial",
    "cosmetic_grade",
    "accessories",
    "medium",
    "grade_legend",
    "request",
    "requested",
    "received",
    "open",
    "contribution",
    "yes",
    "no",
    "agreement",
    "draft",
    "signatures",
    "statement",
    "place_date",
    "sign_giver",
    "sign_recipient",
    "sign_guardian",
)

GERMAN_TEXTS: ReceiptTexts = {
    "version": "Fassung",
    "replaces": "ersetzt Fassung",
    "page": "Seite {page} von {pages}",
    "handed_over_on": "Übergabe am",
    "handover": "Übergabetermin",
    "phone": "Telefon",
    "verify": "Echtheit prüfen",
    "parties": "Wer übergibt, wer erhält",
    "giver": "Geberin",
    "institution": "Einrichtung",
    "official_number": "Schulnummer",
    "pupil_code": "Schülercode",
    "school_grade": "Klassenstufe",
    "recipient": "Empfängerin",
    "institution_itself": "die Einrichtung selbst",
    "recipient_name": "Name der Schülerin / des Schülers",
    "guardian_name": "Name sorgeberechtigte Person",
    "representative_name": "Name der entgegennehmenden Person",
    "representative_function": "Funktion in der Einrichtung",
    "devices": "Geräte und Datenlöschung nach NIST SP 800-88 Rev. 2",
    "device_number": "H4F-Nummer",
    "device": "Gerät",
    "serial": "Seriennummer",
    "cosmetic_grade": "Zustand",
    "accessories": "Zubehör",
    "defects": "Bekannte Mängel:",
    "medium": "Datenträger",
    "medium_serial": "S/N",
    "no_medium": "kein Datenträger",
    "no_erasure": "Löschung entfällt",
    "grade_legend": "Zustand: A = sehr gut, B = leichte, C = deutliche Spuren",
    "request": "Beantragt und erhalten",
    "requested": "Beantragt",
    "received": "Erhalten",
    "open": "Noch offen",
    "contribution": "Kostenbeitrag gezahlt",
    "yes": "ja",
    "no": "nein",
    "agreement": "Vereinbarung",
    "signatures": "Unterschriften",
    "statement": "Die Geräte und das Zubehör wurden wie oben beschrieben übergeben.",
    "place_date": "Ort, Datum",
    "sign_giver": "Geberin",
    "sign_giver_note": "für die Initiative",
    "sign_recipient": "Empfänger*in",
    "sign_recipient_note": "Schüler*in oder Einrichtung",
    "sign_institution_note": "für die Einrichtung",
    "sign_guardian": "Sorgeberechtigte Person",
    "sign_guardian_note": "bei Minderjährigen",
}
