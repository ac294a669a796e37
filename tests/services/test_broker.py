"""The broker is only a bell: dead, hanging or wiped, it costs a request little and loses nothing."""

import time

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from custody import mail
from custody.enums import MailStatus
from custody.leases import RING_AGAIN_AFTER
from custody.models import Mail
from custody.ring import ring
from tests.clocks import unhurried_seconds
from tests.services.servers import until

AT_MOST_SECONDS = 1.0


def seconds_to_ring() -> float:
    """What a request pays for ringing once."""
    started = unhurried_seconds()
    with transaction.atomic():
        ring("custody.tasks.reconcile_mail")
    return unhurried_seconds() - started


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_costs_a_request_at_most_a_second(valkey):
    assert seconds_to_ring() < AT_MOST_SECONDS
    valkey.kill()
    assert seconds_to_ring() < AT_MOST_SECONDS
    assert seconds_to_ring() < AT_MOST_SECONDS


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_hangs_costs_a_request_at_most_a_second(valkey):
    assert seconds_to_ring() < AT_MOST_SECONDS
    with valkey.hanging():
        assert seconds_to_ring() < AT_MOST_SECONDS
        assert seconds_to_ring() < AT_MOST_SECONDS
    valkey.wipe()
    seconds_to_ring()
    assert valkey.client().llen("celery") == 1


def queue(key: str) -> Mail:
    """A mail in the outbox."""
    return mail.queue_mail(key=key, recipient="erika@example.org", subject="Hello", body="A laptop is ready.")


def is_sent(letter: Mail) -> bool:
    """Whether the worker has sent it."""
    letter.refresh_from_db()
    return letter.status == MailStatus.SENT


def test_a_mail_goes_out_by_the_worker(start_worker):
    start_worker()
    letter = queue("rung")
    until(lambda: is_sent(letter), "the mail's sending")


def test_what_was_ordered_while_the_broker_was_dead_is_done_when_a_worker_starts(start_worker, valkey):
    valkey.kill()
    letter = queue("unheard")
    Mail.objects.filter(pk=letter.pk).update(rung_at=timezone.now() - RING_AGAIN_AFTER)
    valkey.start()
    start_worker()
    until(lambda: is_sent(letter), "the mail's sending")


def test_a_worker_survives_silence_and_a_broker_that_dies_and_comes_back(start_worker, valkey):
    worker = start_worker()
    time.sleep(2 * settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"])
    assert "Connection to broker lost" not in worker.output()
    valkey.kill()
    worker.wait_for("Connection to broker lost")
    valkey.start()
    until(valkey.answers, "the broker's return")
    letter = queue("after the broker's return")
    until(lambda: is_sent(letter), "the mail's sending")


def test_a_wiped_broker_loses_no_mail(start_worker, valkey):
    letter = queue("wiped")
    valkey.wipe()
    Mail.objects.filter(pk=letter.pk).update(rung_at=timezone.now() - RING_AGAIN_AFTER)
    start_worker()
    until(lambda: is_sent(letter), "the mail's sending")
