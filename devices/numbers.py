"""The devices' own numbers: one series for devices and for labels that were printed ahead."""

from custody.numbering import take_numbers

SERIES_OF_DEVICES = "H4F"


def next_numbers(count: int) -> list[str]:
    """The next `count` numbers, like H4F-000123. Must run inside the transaction that uses them."""
    return [f"{SERIES_OF_DEVICES}-{number:06d}" for number in take_numbers(SERIES_OF_DEVICES, count)]
