"""Somebody else was there first: a sentence, whatever page it happens on; a database that is gone stays an error."""

import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError, connection

from custody import conflicts
from recipients import handovers
from tests import cast

pytestmark = pytest.mark.django_db

SENTENCE = "Jemand anderes arbeitet gerade daran. Es wurde nichts geändert; bitte versuchen Sie es noch einmal."


class Sqlstate(Exception):
    """What the driver of PostgreSQL raises beneath Django's error."""

    def __init__(self, code: str) -> None:
        self.sqlstate = code
        super().__init__(code)


def error(text: str, code: str = "") -> OperationalError:
    raised = OperationalError(text)
    raised.__cause__ = Sqlstate(code) if code else None
    return raised


def fails(raised: OperationalError) -> None:
    """A statement that the database answers with this error."""

    def refuse(*_args) -> None:
        raise raised

    with connection.execute_wrapper(refuse), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


CONFLICTS = [
    error("database is locked"),
    error("deadlock detected", "40P01"),
    error("canceling statement due to lock timeout", "55P03"),
    error("could not serialize access", "40001"),
]


@pytest.mark.parametrize("raised", CONFLICTS, ids=str)
def test_a_lock_conflict_is_a_sentence(raised):
    with conflicts.told(), pytest.raises(conflicts.LockConflict) as refusal:
        fails(raised)
    assert str(refusal.value) == SENTENCE
    assert refusal.value.__cause__ is raised


@pytest.mark.parametrize("raised", [error("server closed the connection"), error("disk full", "53100")], ids=str)
def test_another_failure_of_the_database_stays_what_it_is(raised):
    with conflicts.told(), pytest.raises(OperationalError):
        fails(raised)


@pytest.fixture
def appointment(school_user, coordinator, client):
    client.force_login(coordinator)
    return cast.handover(cast.institution(school_user), coordinator)


def meets_a_conflict(*_args, **_options) -> None:
    fails(CONFLICTS[1])


def test_a_page_that_knows_refusals_shows_it_and_keeps_what_was_typed(client, appointment, monkeypatch):
    monkeypatch.setattr(handovers, "cancel", meets_a_conflict)
    page = client.post(f"/handovers/{appointment.number}/cancel/", {"reason": "Schule geschlossen"})
    assert page.status_code == 200
    assert SENTENCE in page.content.decode()
    assert "Schule geschlossen" in page.content.decode()


@pytest.mark.parametrize(
    ("came_from", "led_to"),
    [("http://testserver/handovers/", "http://testserver/handovers/"), ("https://elsewhere.example/", "/"), ("", "/")],
)
def test_a_page_that_expects_none_leads_back_with_the_sentence(client, appointment, monkeypatch, came_from, led_to):
    monkeypatch.setattr("recipients.views.handovers.visible", meets_a_conflict)
    answer = client.post(f"/handovers/{appointment.number}/pack/", headers={"referer": came_from})
    assert (answer.status_code, answer.headers["Location"]) == (302, led_to)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [SENTENCE]
