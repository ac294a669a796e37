"""Our own counter with two families, and a school of a list that nobody acts for yet."""

from datetime import datetime

from custody.actor import Actor
from devices.models import Category
from h4f.demo.calendar import Calendar
from recipients import institutions, requests
from recipients.asking.needs import NeedWish
from recipients.counter.families import Reached, record_family
from recipients.enums import Answer, AttestingFunction, InstitutionKind
from recipients.models import CounterFamily, Institution, SchoolType
from recipients.models.counter import Channel

PLACE = {"street": "Musterstraße 12", "postcode": "04990", "city": "Leipzig"}
LISTED = {
    "name": "Gemeinschaftsschule am Kanal",
    "official_number": "9900005",
    "street": "Kanalstraße 8",
    "postcode": "04989",
    "city": "Leipzig",
    "email": "sekretariat@kanalschule.example.org",
}


def open_counter(coordinator: Actor, calendar: Calendar) -> None:
    """One family of two children waits, one was recorded yesterday and its needs are still to be entered."""
    values = {"kind": InstitutionKind.COUNTER, "name": "Ausgabestelle Musterstraße", **PLACE}
    counter = institutions.enter(values=values, actor=coordinator, now=calendar.at(90, "11:00"))
    family = _record(counter, Reached(Channel.PHONE, "0341 0000-777"), 2, coordinator, calendar.at(5, "16:10"))
    _send(family, coordinator, calendar)
    _record(counter, Reached(Channel.MAIL, "familie@example.org"), 1, coordinator, calendar.at(1, "15:40"))
    kind = SchoolType.objects.get(code="community")
    listed = {"kind": InstitutionKind.SCHOOL, "school_type": kind, **LISTED}
    institutions.enter(values=listed, actor=coordinator, now=calendar.at(30, "10:30"))


def _record(counter: Institution, reached: Reached, children: int, coordinator: Actor, now: datetime) -> CounterFamily:
    notebook = Category.objects.get(code="notebook")
    return record_family(counter, reached=reached, children=children, category=notebook, actor=coordinator, now=now)


def _send(family: CounterFamily, coordinator: Actor, calendar: Calendar) -> None:
    """Grades, facts and attestation are entered on the same afternoon."""
    notebook = Category.objects.get(code="notebook")
    wishes = [
        NeedWish(
            [notebook],
            pupil_code=need.pupil_code,
            household_code=family.code,
            school_grade=grade,
            siblings_share=Answer.YES,
        )
        for need, grade in zip(family.request.needs.all(), (4, 8), strict=True)
    ]
    seen = {"attested_by_function": AttestingFunction.ADVICE, "entitlement_seen_on": calendar.at(5).date()}
    requests.rewrite_draft(family.request, values=seen, wishes=wishes)
    requests.submit(family.request, actor=coordinator, now=calendar.at(5, "16:20"))
    requests.approve(family.request, actor=coordinator, now=calendar.at(5, "16:25"))
