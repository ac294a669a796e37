"""How often something may be asked for: counted in the cache for some minutes, by keyed digests, so that no address of
a person or a machine is stored anywhere."""

import logging
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """At most `most` times within `seconds`, counted from the first time on."""

    name: str
    most: int
    seconds: int

    def allows(self, whose: str) -> bool:
        """Counts one more time for them; False when it was too often. Without a cache nobody is kept out."""
        key = f"limit:{self.name}:{salted_hmac('accounts.pages.limits', whose).hexdigest()}"
        try:
            cache.add(key, 0, self.seconds)
            return cache.incr(key) <= self.most
        except ValueError:  # the key's time ended between the two
            return True
        except RedisError as error:
            logger.warning("Nobody counts for limit %s: %s", self.name, type(error).__name__)
            return True


def machine_of(request: HttpRequest) -> str:
    """The network address that a request came from, as far as a trusted proxy tells."""
    return get_adapter().get_client_ip(request)
