"""The whole story in its order: people, what they bring, what the workshop makes of it, who asks, who gets it."""

from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import translation

from custody.mail import deliver
from custody.models import Mail
from h4f.demo import donors, people, visitor
from h4f.demo.aftermath import report_troubles
from h4f.demo.calendar import Calendar
from h4f.demo.counter import open_counter
from h4f.demo.donations import Deliveries
from h4f.demo.files import leave_files
from h4f.demo.gifts import confirm_gifts
from h4f.demo.handovers import Appointments
from h4f.demo.openings import open_house
from h4f.demo.proposals import propose
from h4f.demo.schools import Schools
from h4f.demo.store import Store
from h4f.demo.workshop import Workshop

SEED = 2020


def tell(now: datetime) -> None:
    """Makes everything as of `now`, or, when something goes wrong, nothing.

    Papers are drawn and files stored inside this one transaction, unlike anywhere else: nobody else uses the database
    yet, and half a story would be kept for ever, since a second attempt finds people and refuses.
    """
    calendar, chance = Calendar(now), Random(SEED)  # noqa: S311 - the same story every time is what is wanted
    with transaction.atomic(), translation.override("de"):
        cast = people.gather(calendar.at(100, "08:00"))
        store = Store(cast, calendar.at(99, "09:00"))
        workshop = Workshop(cast, chance, store)
        turns: dict[int, int] = {}
        givers = donors.invite(cast)
        donors.note_contacts(givers, cast, calendar)
        for piece in Deliveries(cast, givers, calendar).all():
            turn = turns.setdefault(piece.device.donation_id, 0)
            turns[piece.device.donation_id] = turn + 1
            workshop.work(piece.device, piece.machine, piece.fate, arrived_at=piece.arrived_at, turn=turn)
        visitor.call_in(calendar)
        confirm_gifts(cast, calendar)
        store.clear_out(calendar.at(20, "14:00"), calendar.at(2, "15:00"))
        _give_out(Schools(cast, calendar, chance), Appointments(cast, calendar))
        open_counter(cast.coordinator, calendar)
        leave_files(cast.volunteers[0], now)
        open_house(cast, calendar, now)
        propose(cast.coordinator, calendar)
        for pk in Mail.objects.waiting().values_list("pk", flat=True):
            deliver(pk)


def _give_out(schools: Schools, appointments: Appointments) -> None:
    """Requests and handovers in the order of the calendar, so that the papers' numbers follow their days."""
    schools.apply()
    first = schools.ask("oberschule", 66, ["notebook"] * 5)
    lindenhof = schools.ask("foerderschule", 62, ["notebook"] * 3)
    second = schools.ask("gymnasium", 48, ["notebook", "notebook", "desktop+monitor", "desktop+monitor"])
    schools.ask_in_vain()
    loan = schools.ask("oberschule", 28, ["ALL_IN_ONE+MONITOR"])
    school_class = schools.ask_for_a_class("oberschule", 27)
    third = schools.ask("oberschule", 22, ["notebook"] * 8)
    fourth = schools.ask("gymnasium", 14, ["notebook"] * 5)
    schools.ask_lately()
    oldest = appointments.past(first, 3, weeks=7)
    reported = appointments.past(first, 2, weeks=6)
    appointments.past(lindenhof, 2, weeks=5)
    newest = appointments.past(second, 3, weeks=4)
    appointments.past(second, 1, weeks=3)
    appointments.past(loan, 1, weeks=2)
    appointments.past(school_class, 3, weeks=2, clock="13:30")
    appointments.past(third, 2, weeks=1, kept_back="Das Kind war am Tag der Übergabe krank.")
    reason = "Die Familie ist in eine andere Stadt gezogen."
    appointments.come_back(oldest, days=16, reason=reason, replacement=False, again=True)
    reason = "Lüfter sehr laut, das Gerät wird im Unterricht zu heiß."
    appointments.come_back(newest, days=9, reason=reason, replacement=True, again=False)
    report_troubles(reported, appointments.cast, appointments.calendar)
    schools.suspend()
    schools.drop_one_need(third)
    appointments.cancelled(fourth, 1)
    appointments.under_way(fourth, 2)
    appointments.today(third, 3)
    appointments.tomorrow(fourth, 1)
