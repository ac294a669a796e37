"""Families at our own counter: a code, one way to reach them, and nothing of it in any event."""

from datetime import date, datetime, timedelta

import pytest

from custody.lifecycle import TransitionRefused
from custody.models import Mail
from recipients.counter import families, forgetting
from recipients.counter.families import Reached
from recipients.models import CounterFamily, RequestEvent
from tests import cast

pytestmark = pytest.mark.django_db
ADDRESS = "familie@example.org"


@pytest.fixture
def counter():
    return cast.institution(kind="counter", name="Ausgabestelle", official_number="")


@pytest.fixture
def record(counter, coordinator, acting, now):
    def act(children=1, channel="mail", contact=ADDRESS) -> CounterFamily:
        return families.record_family(
            counter,
            reached=Reached(channel, contact),
            children=children,
            category=cast.category(),
            actor=acting(coordinator),
            now=now,
        )

    return act


@pytest.fixture
def promised(counter, coordinator):
    """Their device lies ready."""

    def act(**fields) -> CounterFamily:
        family = cast.family(counter, coordinator, **fields)
        cast.allocation(cast.device(status="ready"), cast.need(family.request).items.get(), coordinator)
        return family

    return act


def written() -> str:
    """Everything that the history of requests holds."""
    return " ".join(str(line.data) + (line.note.text if line.note else "") for line in RequestEvent.objects.all())


def test_each_child_gets_a_code_and_the_family_the_household_code(record):
    family = record(children=3)
    needs = list(family.request.needs.all())
    assert len({family.code, *(need.pupil_code for need in needs)}) == 4
    assert {need.household_code for need in needs} == {family.code}
    assert family.request.status == "draft"


def test_no_event_carries_contact_or_code(record, promised, coordinator, acting, now):
    family = record()
    invited = promised(channel="mail", contact=ADDRESS)
    families.invite(invited, at=now + timedelta(days=1), place="Musterstraße 1", actor=acting(coordinator), now=now)
    forgetting.forget(now=now + timedelta(days=30))
    for secret in (ADDRESS, family.code, invited.code, "Musterstraße"):
        assert secret not in written()


def test_only_our_own_counter_records_families(coordinator, acting):
    school = cast.institution()
    with pytest.raises(TransitionRefused, match="Ausgabestelle"):
        families.record_family(
            school, reached=Reached("mail", ADDRESS), children=1, category=cast.category(), actor=acting(coordinator)
        )


def test_the_invitation_says_when_and_where_in_the_familys_language(promised, coordinator, acting, now):
    family = promised(channel="mail", contact=ADDRESS, language="en")
    at = datetime.fromisoformat("2026-12-01T14:00:00+00:00")
    families.invite(family, at=at, place="Musterstraße 1, Leipzig", actor=acting(coordinator), now=now)
    mail = Mail.objects.get()
    assert (mail.recipient, mail.subject) == (ADDRESS, "Your device is ready")
    assert "01.12.2026 at 15:00" in mail.body
    assert "Musterstraße 1, Leipzig" in mail.body
    assert family.code not in mail.body
    family.refresh_from_db()
    assert family.invited_at == now


def test_each_corrected_invitation_is_sent_too(promised, coordinator, acting, now):
    family, actor = promised(channel="mail", contact=ADDRESS), acting(coordinator)
    early, late = now + timedelta(days=1), now + timedelta(days=2)
    for at, place in ((early, "Parkweg 1"), (early, "Parkweg 2"), (late, "Parkweg 2"), (early, "Parkweg 2")):
        families.invite(family, at=at, place=place, actor=actor, now=now)
    assert ["Parkweg 1" in mail.body for mail in Mail.objects.order_by("pk")] == [True, False, False, False]


def test_a_call_is_noted_with_its_day_only_when_somebody_answered(promised, coordinator, acting, now):
    family = promised()
    families.note_call(family, reached=False, actor=acting(coordinator), now=now)
    family.refresh_from_db()
    assert family.called_on is None
    families.note_call(family, reached=True, actor=acting(coordinator), now=now)
    family.refresh_from_db()
    assert family.called_on == date(2026, 11, 24)
    calls = [line.data["reached"] for line in family.request.events.filter(kind="family_called")]
    assert calls == [False, True]


def test_what_cannot_be_said_to_a_family_is_refused(record, promised, coordinator, acting, now):
    actor, at = acting(coordinator), now + timedelta(days=1)
    with pytest.raises(TransitionRefused, match="noch kein Gerät"):
        families.invite(record(), at=at, place="x", actor=actor, now=now)
    with pytest.raises(TransitionRefused, match="anderem Weg"):
        families.invite(promised(), at=at, place="x", actor=actor, now=now)
    with pytest.raises(TransitionRefused, match="anderem Weg"):
        families.note_call(promised(channel="mail", contact=ADDRESS), reached=True, actor=actor)
    with pytest.raises(TransitionRefused, match="vorbei"):
        families.invite(promised(channel="mail", contact=ADDRESS), at=now, place="x", actor=actor, now=now)
    with pytest.raises(TransitionRefused, match="gelöscht"):
        families.note_call(promised(contact="", contact_deleted_on=date(2026, 1, 1)), reached=True, actor=actor)
