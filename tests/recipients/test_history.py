"""Who reads why something happened."""

from datetime import UTC, datetime

import pytest

from recipients import handovers
from recipients.history import lines_for
from recipients.needs import decline_need
from tests import cast
from tests.conftest import Role, person
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def cancelled(school_user, coordinator, volunteer, acting):
    school = cast.institution(school_user)
    handover = handover_cast.planned(school, coordinator, assigned=[volunteer])
    handovers.cancel(handover, reason="Schule geschlossen", actor=acting(coordinator))
    return handover


def notes(user, row) -> list[str]:
    return [line.note for line in lines_for(user, row)]


def test_coordination_reads_who_did_it_and_why(cancelled, coordinator):
    assert notes(coordinator, cancelled) == ["Anna Berger · Schule geschlossen", "Anna Berger"]


def test_the_institution_reads_why(cancelled, school_user):
    assert notes(school_user, cancelled) == ["Schule geschlossen", ""]


def test_who_only_assists_reads_what_happened_and_not_why(cancelled, volunteer):
    assert notes(volunteer, cancelled) == ["", ""]
    assert [line.text for line in lines_for(volunteer, cancelled)] == ["abgesagt", "geplant"]


def test_a_person_of_another_institution_who_assists_does_not_read_it_either(cancelled):
    teacher = person("Tina Lehr", Role.INSTITUTION, Role.VOLUNTEER)
    cast.institution(teacher, name="Andere Schule")
    assert notes(teacher, cancelled) == ["", ""]


def test_the_reason_of_a_need_is_read_by_its_institution(school_user, coordinator, acting):
    need = cast.need(cast.request(cast.institution(school_user), school_user))
    decline_need(need, reason="doppelt angefragt", actor=acting(coordinator), now=datetime(2026, 11, 25, tzinfo=UTC))
    assert notes(school_user, need) == ["doppelt angefragt"]
