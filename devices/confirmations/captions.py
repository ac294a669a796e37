"""German captions of the papers. Those of the official form are overwritten by its versioned wording."""

from devices.confirmations.papers.content import ConfirmationTexts, TransferTexts

CONFIRMATION_CAPTIONS: ConfirmationTexts = {
    "issuer": "",
    "donor": "",
    "value": "",
    "in_figures": "",
    "in_words": "",
    "day": "",
    "description": "",
    "signature": "",
    "hint": "",
    "verify": "Echtheit prüfen",
    "number": "Nr.",
    "page": "Seite {page} von {pages}",
    "annex": "Anlage zur Bestätigung über Sachzuwendungen Nr.",
    "position": "Nr.",
    "device_number": "H4F-Nummer",
    "device": "Gerät",
    "age": "Alter, Zustand, Kaufpreis",
    "basis": "Grundlage des Werts",
    "device_value": "Wert",
    "total": "Summe, wie auf Seite 1 bestätigt",
    "version": "Fassung",
}

TRANSFER_TEXTS: TransferTexts = {
    "parties": "Wer gibt, wer erhält",
    "giver": "Spender",
    "receiver": "Empfängerin",
    "position": "Nr.",
    "device_number": "H4F-Nummer",
    "device": "Gerät",
    "serial": "Seriennummer",
    "asset_tag": "Inventarnummer",
    "statements": "Was gilt",
    "signatures": "Unterschriften",
    "place_date": "Ort, Datum",
    "sign_giver": "für den Spender",
    "sign_receiver": "für die Empfängerin",
    "phone": "Telefon",
    "verify": "Echtheit prüfen",
    "page": "Seite {page} von {pages}",
    "given": "Was übergeben wurde",
    "version": "Fassung",
}
