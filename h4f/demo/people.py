"""Who can sign in: one person per role, a second donor and a second school, and some that only have a name."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.bench.keys import set_pin
from accounts.bench.models import Bench
from accounts.models import User
from accounts.roles import Role
from custody.actor import Actor
from h4f.demo import PASSWORD

BENCH_PIN = "2580"


@dataclass(frozen=True)
class Cast:
    """Everybody who does something in the story; `schools` are people who come to belong to an institution."""

    coordinator: Actor
    volunteers: tuple[Actor, ...]
    senior: Actor
    donor: User
    other_donor: User
    schools: dict[str, User]


def gather(now: datetime) -> Cast:
    """Makes the people; donors and schools get their roles from the services that make donor and institution."""
    hashed = make_password(PASSWORD)

    def person(address: str, name: str, *roles: Role) -> User:
        user = User.objects.create_user(f"{address}@example.org", name=name, language="de", date_joined=now)
        User.objects.filter(pk=user.pk).update(password=hashed)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    person("verwaltung", "Viktor Albrecht", Role.ADMIN)
    person("neu", "Nele Neumann")
    jonas, mirjam = person("werkstatt", "Jonas Otte", Role.VOLUNTEER), person("mirjam", "Mirjam Öztürk", Role.VOLUNTEER)
    senior = person("endkontrolle", "Maria Krause", Role.SENIOR_VOLUNTEER)
    Bench.objects.create(name="Tisch 1")
    for helper in (jonas, senior):
        set_pin(helper, BENCH_PIN, now=now)
    return Cast(
        coordinator=Actor.person(person("koordination", "Anna Berger", Role.COORDINATOR)),
        volunteers=(Actor.person(jonas), Actor.person(mirjam)),
        senior=Actor.person(senior),
        donor=person("spende", "Thomas Lindner"),
        other_donor=person("stadtverwaltung", "Katrin Vogel"),
        schools={
            "oberschule": person("schule", "Sabine Hartwig"),
            "gymnasium": person("gymnasium", "Friedrich Pohl"),
            "grundschule": person("grundschule", "Leyla Demir"),
            "foerderschule": person("foerderschule", "Gerd Schönfelder"),
        },
    )
