"""The frozen content of a Löschprotokoll: everything that is printed, resolved to German texts, as plain JSON.

The PDF and its accessible HTML twin are both made from it. No key is optional; what is not known is an empty text or
an empty list.
"""

from typing import TypedDict

from documents.pdf.parties import Addressee, IssuerBlock


class Medium(TypedDict):
    """A storage medium: `device` is its host's number or that it came loose, `size` as on its label."""

    device: str
    asset_tag: str
    name: str
    serial: str
    kind: str
    size: str


class SettledMedium(Medium):
    """`level` "Clear *", `verification` by what the result was seen, `evidence` the first digits of the kept file's
    SHA-256, `operator` a code, never a name."""

    level: str
    method: str
    tool: str
    verification: str
    date: str
    operator: str
    evidence: str


class OpenMedium(Medium):
    """`state` "noch zu löschen", "unter Verschluss" or "Verlust", with its `reason`."""

    state: str
    reason: str


class WithoutMedium(TypedDict):
    """A device in which no medium is known: `finding` says whether somebody looked, `date` and `operator` who."""

    device: str
    asset_tag: str
    name: str
    serial: str
    finding: str
    date: str
    operator: str


class Figure(TypedDict):
    """A number over its caption; the first is the sum of the others."""

    count: int
    caption: str


class Notice(TypedDict):
    """What must be seen first, in a frame; both empty on a final protocol with nothing lost, with no frame then."""

    heading: str
    text: str


class ProtocolTexts(TypedDict):
    """Captions, frozen too."""

    number: str
    version: str
    replaces: str
    donation: str
    arrived: str
    issued: str
    page: str
    verify: str
    phone: str
    position: str
    device: str
    asset_tag: str
    name: str
    serial: str
    kind: str
    size: str
    level: str
    method: str
    tool: str
    verification: str
    date: str
    operator: str
    state: str
    reason: str
    finding: str
    open_media: str
    settled_media: str
    unseen_devices: str
    without_media: str
    none: str
    place_date: str
    signer: str


class ProtocolContent(TypedDict):
    """A Löschprotokoll. `is_final`: nothing is open. `explanation` and `closing` are paragraphs, `footnotes` explain
    the stars in the table."""

    title: str
    subtitle: str
    language: str
    number: str
    version: int
    is_final: bool
    issued_at: str
    issued_on: str
    donation_number: str
    arrived_on: str
    issuer: IssuerBlock
    addressee: Addressee
    notice: Notice
    figures: list[Figure]
    explanation: list[str]
    open_media: list[OpenMedium]
    settled_media: list[SettledMedium]
    unseen_devices: list[WithoutMedium]
    without_media: list[WithoutMedium]
    footnotes: list[str]
    closing: list[str]
    verification_url: str
    texts: ProtocolTexts


GERMAN_TEXTS: ProtocolTexts = {
    "number": "Nummer",
    "version": "Fassung",
    "replaces": "ersetzt Fassung",
    "donation": "Spende",
    "arrived": "Eingang",
    "issued": "Ausgestellt",
    "page": "Seite {page} von {pages}",
    "verify": "Echtheit prüfen",
    "phone": "Telefon",
    "position": "Nr.",
    "device": "Gerät",
    "asset_tag": "Inventar-Nr.",
    "name": "Hersteller und Modell",
    "serial": "Seriennummer",
    "kind": "Typ",
    "size": "Größe",
    "level": "Stufe",
    "method": "Verfahren",
    "tool": "Werkzeug",
    "verification": "Prüfung",
    "date": "Datum",
    "operator": "Person · Beleg",
    "state": "Stand",
    "reason": "Grund",
    "finding": "Befund",
    "open_media": "Offene und verlorene Datenträger",
    "settled_media": "Erledigte Datenträger",
    "unseen_devices": "Geräte, in denen noch niemand nach Datenträgern gesehen hat",
    "without_media": "Geräte ohne Datenträger",
    "none": "–",
    "place_date": "Ort, Datum",
    "signer": "verantwortlich für die Datenlöschung",
}
