"""Who asks for devices, and for what. No pupil has a name here either: codes and grades, as everywhere."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from custody.actor import Actor
from devices.models import Category
from h4f.demo.calendar import Calendar
from h4f.demo.people import Cast
from recipients import institutions, needs, requests
from recipients.asking.class_sets import ClassWish, add_class_set
from recipients.asking.offers import offers
from recipients.codes import DIGITS, LETTERS
from recipients.enums import Agreement, Answer, AttestingFunction, InstitutionKind, ReceiptLanguage
from recipients.models import Institution, Request, SchoolType, Wish
from recipients.requests import NeedWish

LAST_GRADE = 10
SCHOOLS = {
    "oberschule": {
        "name": "Oberschule am Beispielpark",
        "official_number": "9900001",
        "school_type": "secondary",
        "street": "Parkweg 3",
        "postcode": "04994",
        "contact": "Sabine Hartwig, Schulsozialarbeit",
        "phone": "0341 0000-510",
    },
    "gymnasium": {
        "name": "Gymnasium Neue Mitte",
        "official_number": "9900002",
        "school_type": "grammar",
        "street": "Mittelstraße 40",
        "postcode": "04993",
        "contact": "Friedrich Pohl, Sekretariat",
        "phone": "0341 0000-520",
    },
    "foerderschule": {
        "name": "Förderzentrum Lindenhof",
        "official_number": "9900003",
        "school_type": "special",
        "street": "Lindenhof 1",
        "postcode": "04992",
        "contact": "Gerd Schönfelder, Schulleitung",
        "phone": "",
    },
    "grundschule": {
        "name": "Grundschule Sonnenwinkel",
        "official_number": "9900004",
        "school_type": "primary",
        "street": "Sonnenwinkel 12",
        "postcode": "04991",
        "contact": "Leyla Demir, Schulleitung",
        "phone": "0341 0000-540",
    },
}


class Schools:
    """Institutions by their short names, and their requests."""

    def __init__(self, cast: Cast, calendar: Calendar, chance: Random) -> None:
        self.cast, self.calendar, self.chance = cast, calendar, chance
        self.categories = {category.code: category for category in Category.objects.all()}
        self.known: dict[str, Institution] = {}
        self.codes: set[str] = set()

    def apply(self) -> None:
        """Two schools are approved and stay so, one is suspended later, one has just applied."""
        for code, days in (("oberschule", 95), ("gymnasium", 88), ("foerderschule", 80), ("grundschule", 2)):
            self._apply(code, days)

    def _apply(self, code: str, days: int) -> None:
        values = {"kind": InstitutionKind.SCHOOL, "city": "Leipzig", **SCHOOLS[code]}
        values["school_type"] = SchoolType.objects.get(code=values["school_type"])
        member = self.cast.schools[code]
        applied = self.calendar.at(days, "14:10")
        school = institutions.apply(values=values, member=member, actor=Actor.person(member), now=applied)
        self.known[code] = school
        if code != "grundschule":
            moment = self.calendar.at(days - 2, "09:30")
            institutions.approve(school, actor=self.cast.coordinator, now=moment)

    def suspend(self) -> None:
        """The school closes for rebuilding; what waits stays on the list."""
        reason = "Das Schulhaus wird umgebaut, die Übergaben gehen nach den Winterferien weiter."
        moment = self.calendar.at(12, "10:45")
        institutions.suspend(self.known["foerderschule"], reason=reason, actor=self.cast.coordinator, now=moment)

    def ask(
        self,
        code: str,
        days: int,
        sets: Sequence[str],
        *,
        sent: bool = True,
        approved: bool = True,
        siblings: bool = False,
    ) -> Request:
        """A request of that many days ago. Each set names categories ("desktop+monitor") for one pupil, or, in
        capitals, for the school itself on loan. With `siblings` the first two are of one household."""
        wishes = [self._wish(code, wanted) for wanted in sets]
        if siblings:
            wishes[:2] = self._of_one_household(wishes[:2])
        school, member = self.known[code], Actor.person(self.cast.schools[code])
        moment = self.calendar.at(days, "11:15")
        request = requests.open_draft(
            institution=school,
            values={
                "attested_by_function": AttestingFunction.SOCIAL_WORK,
                "entitlement_seen_on": self.calendar.at(days + 2).date(),
                "entitlement_valid_until": self.calendar.at(-180).date(),
            },
            wishes=wishes,
            actor=member,
            now=moment,
        )
        if sent:
            self._send(request, days, approved=approved)
        return request

    def _send(self, request: Request, days: int, *, approved: bool) -> None:
        requests.submit(request, actor=Actor.person(request.filed_by), now=self.calendar.at(days, "11:40"))
        if approved:
            requests.approve(request, actor=self.cast.coordinator, now=self.calendar.at(days - 1, "15:20"))

    def ask_for_a_class(self, code: str, days: int) -> Request:
        """Three notebooks on loan for a class, as one entry with one receipt."""
        request = self.ask(code, days, [], sent=False)
        notebooks = ClassWish(3, offers()["notebook"], same_model=False, agreement=Agreement.LOAN, school_grade=8)
        add_class_set(request, notebooks)
        self._send(request, days, approved=True)
        return request

    def _wish(self, school: str, wanted: str) -> NeedWish:
        categories = [self.categories[name] for name in wanted.lower().split("+")]
        if wanted.isupper():
            return NeedWish(categories, agreement=Agreement.LOAN)
        answers, grade = (Answer.YES, Answer.NO, Answer.UNKNOWN), self.chance.randint(5, LAST_GRADE)
        return NeedWish(
            categories,
            pupil_code=self._code(),
            school_grade=grade,
            final_year=Answer.YES if grade == LAST_GRADE else Answer.NO,
            no_device_at_home=self.chance.choice(answers),
            siblings_share=self.chance.choice(answers),
        )

    def _of_one_household(self, wishes: Sequence[NeedWish]) -> list[NeedWish]:
        """They read Ukrainian beside German, and one of them carries the device far."""
        light = Wish.objects.filter(code="light")
        common = {"household_code": "4KM-7TR", "receipt_language": ReceiptLanguage.UKRAINIAN}
        return [replace(wish, **common, wishes=light[:place]) for place, wish in enumerate(wishes)]

    def _code(self) -> str:
        """In the shape of recipients.codes, but the same ones every time."""
        letter, digit = self.chance.choices(LETTERS, k=4), self.chance.choices(DIGITS, k=2)
        code = f"{letter[0]}{digit[0]}{letter[1]}-{digit[1]}{letter[2]}{letter[3]}"
        return code if code not in self.codes and not self.codes.add(code) else self._code()

    def ask_in_vain(self) -> None:
        """Requests that lead to nothing: declined, taken back."""
        declined = self.ask("gymnasium", 40, ["notebook"] * 2, approved=False)
        reason = "Für diese Klasse sind im September schon Geräte ausgegeben worden."
        requests.decline(declined, reason=reason, actor=self.cast.coordinator, now=self.calendar.at(38, "12:00"))
        taken_back = self.ask("oberschule", 31, ["notebook"], approved=False)
        member = Actor.person(self.cast.schools["oberschule"])
        reason = "Die Familie hat inzwischen ein Gerät."
        requests.withdraw(taken_back, reason=reason, actor=member, now=self.calendar.at(29, "08:20"))

    def ask_lately(self) -> None:
        """One that waits for coordination, one that is not sent yet."""
        self.ask("oberschule", 1, ["notebook", "notebook", "desktop+monitor"], approved=False, siblings=True)
        draft = self.ask("gymnasium", 1, ["notebook", "tablet"], sent=False)
        notebooks = ClassWish(12, offers()["notebook"], same_model=True, agreement=Agreement.LOAN, school_grade=7)
        add_class_set(draft, notebooks)

    def drop_one_need(self, request: Request) -> None:
        """A pupil has left the school."""
        need = request.needs.order_by("-position").first()
        member = Actor.person(self.cast.schools["oberschule"])
        reason = "Das Kind hat die Schule gewechselt."
        needs.withdraw_need(need, reason=reason, actor=member, now=self.calendar.at(6, "13:00"))
