"""The servers that the other tests rest on."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from h4f.health import CHECKS as HEALTH_CHECKS
from h4f.health import WORKER_SEEN, examine
from tests.services.servers import until


@pytest.mark.django_db(transaction=True)
def test_the_database_is_the_one_asked_for():
    assert connection.vendor == settings.TEST_DATABASE


def test_a_broker_comes_back_with_what_it_had_written(valkey):
    valkey.client().set("kept", "yes")
    valkey.kill()
    assert not valkey.answers()
    valkey.start()
    assert valkey.client().get("kept") == b"yes"


def test_a_wiped_broker_knows_nothing(valkey):
    valkey.client().set("kept", "no")
    valkey.wipe()
    assert valkey.client().dbsize() == 0


def test_everything_is_well_while_a_worker_lives(start_worker):
    start_worker()
    until(lambda: cache.get(WORKER_SEEN), "a sign of life")
    assert examine(HEALTH_CHECKS) == {"database": "ok", "broker": "ok", "worker": "ok", "storage": "ok"}


def test_a_dead_broker_is_told_apart_from_a_missing_worker(client, valkey, transactional_db):
    assert client.get("/healthz").json() | {"worker": "never seen"} == {
        "database": "ok",
        "broker": "ok",
        "worker": "never seen",
        "storage": "ok",
    }
    valkey.kill()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {
        "database": "ok",
        "broker": "failed (ConnectionError)",
        "worker": "failed (ConnectionError)",
        "storage": "ok",
    }
