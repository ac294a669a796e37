"""How facts of a device are said to people; the stored fact stays as the firmware said it."""

import re

_NOISE = re.compile(r"\((R|TM|C)\)|\bCPU\b|\bProcessor\b|@.*$", re.IGNORECASE)


def short_cpu(text: str) -> str:
    """A processor without marks and clock: "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz" is "Intel Core i5-6300U"."""
    return " ".join(_NOISE.sub(" ", text).split())
