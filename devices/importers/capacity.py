"""Sizes as tools print them, and the capacity that a rounded size stands for."""

import re
from typing import Any

MEGABYTE, GIGABYTE, MEBIBYTE = 10**6, 10**9, 2**20
POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
SIZE = re.compile(r"(\d{1,15}(?:[.,]\d{1,6})?)\s*([kmgtp]?)i?(?:b|bytes?)\b", re.IGNORECASE)
SECTOR = 512
MODULE_STEP = 64
# The rule holds for disks; eMMC and sticks have any size. Printed more coarsely, any disk would fit.
SMALLEST_NOMINAL, COARSEST_GIGABYTES = 40, 100
SMALLEST_BYTES = 8 * GIGABYTE
LEADING_NUMBER = re.compile(r"\s*(\d{1,12}(?:\.\d{1,12})?)(?![\d.])")
LARGEST_QUANTITY = 10**10
LARGER_UNITS = {"gib": 1024, "gb": 1000, "giga": 1000, "tib": 1024**2, "tb": 1000**2, "tera": 1000**2}


def binary_size(text: Any) -> int | None:
    """Bytes of a text like ``8 GB``, ``15.53 GiB`` or ``8192 MB``, each unit 1024 times the one before it."""
    printed = _printed_size(text)
    return round(printed[0] * printed[1]) or None if printed else None


def mebibytes(size: int | None) -> int | None:
    """Bytes as whole MiB; None for nothing."""
    return round(size / MEBIBYTE) or None if size else None


def nominal_capacity(gigabytes: int) -> int:
    """Bytes of a drive sold with so many gigabytes, by the industry's rule IDEMA LBA1-03."""
    return (97_696_368 + 1_953_504 * (gigabytes - 50)) * SECTOR


def drive_capacity(text: Any) -> int | None:
    """Bytes of a drive whose size was printed rounded, like ``465.76 GiB``; exact where it is a nominal one."""
    printed = _printed_size(text)
    if printed is None:
        return None
    number, unit, printed_digits = printed
    # inxi rounds to two decimal places and leaves out zeros at the end.
    digits = max(printed_digits, 2)
    fewest, most = (round((number + step * 0.5 / 10**digits) * unit / GIGABYTE) for step in (-1, 1))
    fewest = max(fewest, SMALLEST_NOMINAL)
    if most - fewest > COARSEST_GIGABYTES:
        return round(number * unit) or None
    sold = [size for size in range(fewest, most + 1) if round(nominal_capacity(size) / unit, digits) == number]
    if sold:
        # Printed coarsely, several fit: drives are sold in round sizes.
        return nominal_capacity(max(sold, key=_roundness))
    return round(number * unit) or None


def _roundness(gigabytes: int) -> int:
    return max(step for step in (1, 10, 16, 120, 128, 250, 480, 500, 512, 1000) if gigabytes % step == 0)


def drive_capacity_from_megabytes(value: Any) -> int | None:
    """Bytes of a drive from "MB" of Workbench 11: whole numbers are binary, cut off; from 11.0b7 on, printed with a
    decimal point or as text with its unit, they are decimal ones, the last versions' to the byte."""
    size = _megabytes(value)
    if size is None:
        return None
    number, unit = size
    for each in (MEGABYTE, MEBIBYTE):
        nominal = nominal_capacity(round(number * each / GIGABYTE))
        if nominal >= SMALLEST_BYTES and abs(nominal / each - number) < 1:
            return nominal
    sold = round(number * unit / GIGABYTE) * GIGABYTE
    return sold if 0 <= sold - number * unit < unit else round(number * unit)


def memory_from_megabytes(value: Any) -> int | None:
    """MiB of a memory module from "MB": modules come in binary sizes, whichever unit was meant."""
    printed = _megabytes(value)
    if printed is None:
        return None
    size = round(printed[0])
    if size % MODULE_STEP == 0:
        return size
    nearest = round(size * MEGABYTE / MEBIBYTE / MODULE_STEP) * MODULE_STEP
    return nearest if abs(nearest * MEBIBYTE / MEGABYTE - size) < 1 else size


def quantity(value: Any) -> float | None:
    """The number of a printed quantity like ``662.0 hour * milliampere``, or a plain number; None unless positive."""
    if isinstance(value, str):
        match = LEADING_NUMBER.match(value)
        value = float(match[1]) if match else None
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
    return number if 0 < number < LARGEST_QUANTITY else None


def _megabytes(value: Any) -> tuple[float, int] | None:
    """A size in megabytes and the bytes of one: the unit's where it is named, else as the number is written."""
    number = quantity(value)
    if number is None:
        return None
    if isinstance(value, str):
        words = value.casefold()
        thousands = next((factor for name, factor in LARGER_UNITS.items() if name in words), 1)
        return number * thousands, MEBIBYTE if "ib" in words or value.strip().isdigit() else MEGABYTE
    if isinstance(value, float) and (value.is_integer() or _is_exact(value)):
        return number, MEGABYTE
    return number, MEBIBYTE


def _is_exact(megabytes: float) -> bool:
    """Whether decimal megabytes with a fraction are whole sectors: ``240057.409536``."""
    size = megabytes * MEGABYTE
    return abs(size - round(size)) < 0.01 and round(size) % SECTOR == 0


def _printed_size(text: Any) -> tuple[float, int, int] | None:
    """Number, unit in bytes and decimal places of a printed size."""
    match = SIZE.match(text.strip()[:60]) if isinstance(text, str) else None
    if match is None:
        return None
    number = match[1].replace(",", ".")
    return float(number), 1024 ** POWERS[match[2].lower()], len(number.partition(".")[2])
