"""A device's way as its donor may see it. The history is known one app further up; that app registers the answer in its
AppConfig.ready()."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Stop:
    """What happened to a device, in words, and when."""

    text: str
    when: datetime


# {primary key of a device: its stops, the first one first}
Answer = Callable[[Iterable[int]], Mapping[int, list[Stop]]]

_answers: list[Answer] = []


def register(answer: Answer) -> None:
    """Makes the answer known; registering it again changes nothing."""
    if answer not in _answers:
        _answers.append(answer)


def of(device_pks: Iterable[int]) -> dict[int, list[Stop]]:
    """The way of each of these devices."""
    pks = list(device_pks)
    return {pk: stops for answer in _answers for pk, stops in answer(pks).items()}
