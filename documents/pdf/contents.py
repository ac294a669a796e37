"""The texts in a paper's frozen content."""

from collections.abc import Iterator


def strings(value: object) -> Iterator[str]:
    """All of them, however deep they stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
