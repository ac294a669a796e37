import pytest
from kombu import Connection
from kombu.transport.redis import Transport

from h4f.broker import MortalChannel
from h4f.celery import app


def closed_channel() -> MortalChannel:
    """As a worker holds one after its broker died."""
    channel = MortalChannel.__new__(MortalChannel)
    channel.connection = Transport(Connection("redis://127.0.0.1:1"))
    channel.connection.client = None
    channel._pool = None
    return channel


@pytest.mark.parametrize("connection_too", [False, True])
def test_a_closed_channel_fails_with_an_error_that_a_worker_survives(connection_too):
    channel = closed_channel()
    if connection_too:
        channel.connection = None
    with pytest.raises(Transport.connection_errors):
        _ = channel.pool


def test_workers_use_such_channels():
    assert app.connection_for_read("redis://127.0.0.1:1").transport.Channel is MortalChannel
