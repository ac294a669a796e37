"""Demo data for trying the tracker on one machine: invented people, donors and schools whose devices stand at every
station. Everything is made by the services that pages call, so that histories, counts and papers are real ones."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import ROLE_LABELS, Role

PASSWORD = "hardware4future"  # noqa: S105 - made for one machine, `manage.py demo` refuses everywhere else

# What `manage.py up` prints: who one is after signing in, and the address.
SIGN_INS: list[tuple[str | Promise, str]] = [
    (ROLE_LABELS[Role.DONOR], "spende@example.org"),
    (_("Donor, another one"), "stadtverwaltung@example.org"),
    (ROLE_LABELS[Role.INSTITUTION], "schule@example.org"),
    (_("Institution, another one"), "gymnasium@example.org"),
    (ROLE_LABELS[Role.VOLUNTEER], "werkstatt@example.org"),
    (ROLE_LABELS[Role.SENIOR_VOLUNTEER], "endkontrolle@example.org"),
    (ROLE_LABELS[Role.COORDINATOR], "koordination@example.org"),
    (ROLE_LABELS[Role.ADMIN], "verwaltung@example.org"),
    (_("Just signed up, no role yet"), "neu@example.org"),
]
