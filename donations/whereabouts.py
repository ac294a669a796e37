"""What a donor may know of a device that has left the house: one sentence, without institution, code or person.

Who has it is known two apps further up; that app registers the answer in its AppConfig.ready().
"""

from collections.abc import Callable, Iterable, Mapping

# {primary key of a device in use: "in use at a school in Leipzig since 24.11.2026"}
Answer = Callable[[Iterable[int]], Mapping[int, str]]

_answers: list[Answer] = []


def register(answer: Answer) -> None:
    """Makes the answer known; registering it again changes nothing."""
    if answer not in _answers:
        _answers.append(answer)


def in_use(device_pks: Iterable[int]) -> dict[int, str]:
    """The sentence for each of these devices that is in use."""
    pks = list(device_pks)
    return {pk: text for answer in _answers for pk, text in answer(pks).items()}
