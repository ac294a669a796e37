"""Donors of each kind."""

from django.utils import timezone

from donations.donors import contacts
from donations.donors.models import Channel
from donations.enums import DonorKind
from donations.models import Donor
from donations.services import create_donor
from h4f.demo.calendar import Calendar
from h4f.demo.people import Cast

Donors = dict[str, Donor]

KNOWN = {
    "lindner": {
        "kind": DonorKind.COMPANY,
        "name": "Lindner Logistik GmbH",
        "contact": "Thomas Lindner",
        "street": "Gewerbering 14",
        "postcode": "04999",
        "city": "Leipzig",
        "phone": "0341 0000-110",
        "email": "spende@example.org",
    },
    "stadtverwaltung": {
        "kind": DonorKind.PUBLIC_BODY,
        "name": "Stadtverwaltung Musterau, Amt für IT",
        "contact": "Katrin Vogel",
        "street": "Rathausplatz 1",
        "postcode": "04998",
        "city": "Musterau",
        "phone": "0341 0000-220",
        "email": "stadtverwaltung@example.org",
    },
    "ingenieure": {
        "kind": DonorKind.COMPANY,
        "name": "Ingenieurbüro Weststadt GmbH",
        "contact": "Dr. Henrike Blum",
        "street": "Kanalufer 8",
        "postcode": "04997",
        "city": "Leipzig",
        "email": "buero@example.org",
    },
    "kulturverein": {
        "kind": DonorKind.ASSOCIATION,
        "name": "Kulturverein Östliche Vorstadt e. V.",
        "contact": "Paul Wagner",
        "street": "Hofstraße 23",
        "postcode": "04996",
        "city": "Leipzig",
        "phone": "0341 0000-330",
    },
    "hoffmann": {
        "kind": DonorKind.PRIVATE,
        "name": "Ursula Hoffmann",
        "street": "Am Anger 5",
        "postcode": "04995",
        "city": "Markkleeberg",
        "phone": "0341 0000-440",
    },
}


# (donor, days ago, how, what was said)
CONTACTS = (
    ("lindner", 98, Channel.PHONE, "Räumt im Herbst ein Büro; Rampe im Hof, Durchwahl der Pforte steht im Termin."),
    ("stadtverwaltung", 40, Channel.MAIL, "Braucht einen Übergabebeleg statt einer Zuwendungsbestätigung."),
    ("stadtverwaltung", 12, Channel.VISIT, "Die nächsten Monitore kommen erst nach dem Umzug im Januar."),
)


def invite(cast: Cast) -> Donors:
    """Donors by their short names; two have a person who can sign in, the others were entered by coordination."""
    members = {"lindner": cast.donor, "stadtverwaltung": cast.other_donor}
    return {code: create_donor(values=values, member=members.get(code)) for code, values in KNOWN.items()}


def note_contacts(donors: Donors, cast: Cast, calendar: Calendar) -> None:
    """What was said on the telephone and on the doorstep."""
    for code, days, channel, text in CONTACTS:
        when = calendar.workday(days)
        said = {"happened_on": timezone.localdate(when), "channel": channel, "text": text}
        contacts.write(donors[code], **said, actor=cast.coordinator, now=when)
