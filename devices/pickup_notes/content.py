"""The frozen content of an Abholschein: everything that is printed, resolved to German texts, as plain JSON."""

from typing import Literal, TypedDict

from documents.pdf.clauses import Clause
from documents.pdf.parties import Addressee, IssuerBlock
from documents.pdf.signed import Signed


class Goods(TypedDict):
    """One line: a device with its number, or `count` things that are told apart by nothing."""

    count: str
    name: str
    serial: str
    asset_tag: str
    device: str


class Media(TypedDict):
    """What the donor said about data on disks, and what covers them ("Vereinbarung … unterschrieben am …")."""

    answer: Literal["yes", "no", "unknown"]
    agreement: str


class NoteTexts(TypedDict):
    """Captions, frozen too."""

    version: str
    replaces: str
    page: str
    verify: str
    phone: str
    donation: str
    appointment: str
    parties: str
    donor: str
    collector: str
    where: str
    goods: str
    position: str
    count: str
    name: str
    serial: str
    asset_tag: str
    device: str
    taken: str
    more: str
    media: str
    question: str
    yes: str
    no: str
    unknown: str
    agreement: str
    signatures: str
    statement: str
    remark: str
    place_date: str
    name_donor: str
    name_collector: str
    sign_donor: str
    sign_collector: str
    signed_on_screen: str


class NoteContent(TypedDict):
    """An Abholschein. `signed` is null until it was signed on screen: then there are lines to write on instead."""

    title: str
    language: str
    number: str
    version: int
    issued_at: str
    donation_number: str
    appointment: str
    issuer: IssuerBlock
    donor: Addressee
    where: list[str]
    goods: list[Goods]
    media: Media
    clauses: list[Clause]
    clauses_version: str
    signed: Signed | None
    verification_url: str
    texts: NoteTexts


GERMAN_TEXTS: NoteTexts = {
    "version": "Fassung",
    "replaces": "ersetzt Fassung",
    "page": "Seite {page} von {pages}",
    "verify": "Echtheit prüfen",
    "phone": "Telefon",
    "donation": "Spende",
    "appointment": "Termin",
    "parties": "Wer gibt, wer nimmt entgegen",
    "donor": "Spender",
    "collector": "Empfängerin",
    "where": "Ort der Übergabe",
    "goods": "Gegenstände",
    "position": "Nr.",
    "count": "Anzahl",
    "name": "Bezeichnung",
    "serial": "Seriennummer",
    "asset_tag": "Inventar-Nr.",
    "device": "H4F-Nummer",
    "taken": "erhalten",
    "more": "Weiteres, von Hand:",
    "media": "Daten auf Datenträgern",
    "question": "Nach Angabe des Spenders sind Datenträger mit Daten dabei:",
    "yes": "ja",
    "no": "nein",
    "unknown": "nicht bekannt",
    "agreement": "Auftragsverarbeitung (Art. 28 DSGVO):",
    "signatures": "Unterschriften",
    "statement": "Die aufgeführten Gegenstände wurden übergeben.",
    "remark": "Bemerkungen:",
    "place_date": "Ort, Datum, Uhrzeit",
    "name_donor": "Name in Druckschrift",
    "name_collector": "Name in Druckschrift",
    "sign_donor": "für den Spender",
    "sign_collector": "für die Empfängerin",
    "signed_on_screen": "am Bildschirm unterschrieben",
}
