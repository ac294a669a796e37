"""What kombu's Redis transport lacks: a worker outlives the death of its broker."""

from kombu.transport.redis import Channel, Transport
from redis.exceptions import ConnectionError as BrokerGone


class MortalChannel(Channel):
    """A channel whose connection has been closed says so by a connection error.

    kombu 5.7 gives messages back, and acknowledges them, also through a channel that lost its connection with a broker
    that died. It then fails with an AttributeError, which ends the worker; a connection error it survives.
    """

    def _connparams(self, asynchronous: bool = False) -> dict:
        if self.connection is None or self.connection.client is None:
            raise BrokerGone("This channel's connection has been closed.")
        return super()._connparams(asynchronous=asynchronous)


def outlive_the_broker() -> None:
    """Makes every connection of this process use such channels."""
    Transport.Channel = MortalChannel
