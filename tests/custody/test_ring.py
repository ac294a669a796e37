import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from custody import ring as ringing
from custody.models import Mail
from custody.ring import ring
from tests.clocks import unhurried_seconds


class Bell:
    """Stands in for the task: the broker is what these tests are about."""

    def __init__(self, error: Exception | None = None):
        self.error, self.rung = error, []

    def apply_async(self, args, retry):
        self.rung.append((args, retry))
        if self.error:
            raise self.error


@pytest.fixture
def bell(monkeypatch):
    bell = Bell()
    monkeypatch.setitem(ringing.current_app.tasks, "custody.tasks.deliver_mail", bell)
    return bell


@pytest.mark.django_db(transaction=True)
class TestRinging:
    def test_it_rings_with_keys_after_the_commit(self, bell):
        with transaction.atomic():
            ring("custody.tasks.deliver_mail", 7)
            assert bell.rung == []
        assert bell.rung == [((7,), False)]

    def test_a_rollback_rings_nothing(self, bell):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            ring("custody.tasks.deliver_mail", 7)
            raise ZeroDivisionError
        assert bell.rung == []

    @pytest.mark.parametrize("error", [OperationalError("down"), ConnectionRefusedError(), TimeoutError()])
    def test_a_broker_that_is_down_fails_no_request_and_is_logged_without_content(self, bell, error, caplog):
        bell.error = error
        started = unhurried_seconds()
        with transaction.atomic():
            Mail.objects.create(key="a", recipient="dora@example.org", subject="a", body="a")
            ring("custody.tasks.deliver_mail", 7)
        assert Mail.objects.count() == 1
        assert unhurried_seconds() - started < 1
        assert [record.message for record in caplog.records] == [
            f"The broker did not take custody.tasks.deliver_mail: {type(error).__name__}. It is rung again later."
        ]
