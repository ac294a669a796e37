"""How often something may be asked for."""

from django.core.cache import cache
from redis.exceptions import ConnectionError as NoServer

from accounts.pages.limits import Limit


def test_each_has_its_own_count():
    cache.clear()
    limit = Limit("test", most=2, seconds=60)
    assert [limit.allows("a") for _time in range(3)] == [True, True, False]
    assert limit.allows("b")
    assert Limit("other", most=1, seconds=60).allows("a")


def test_the_count_begins_anew_after_its_time():
    cache.clear()
    limit = Limit("test", most=1, seconds=0)
    assert [limit.allows("a") for _time in range(2)] == [True, True]


def test_nobody_is_kept_out_while_there_is_no_cache(monkeypatch):
    def fail(*_args):
        raise NoServer

    monkeypatch.setattr(cache, "add", fail)
    assert Limit("test", most=0, seconds=60).allows("a")


def test_who_asked_does_not_stand_in_the_cache(monkeypatch):
    keys = []
    monkeypatch.setattr(cache, "add", lambda key, *_args: keys.append(key))
    Limit("test", most=1, seconds=60).allows("203.0.113.7")
    assert "203.0.113.7" not in keys[0]
