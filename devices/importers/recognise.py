"""The one door of the readers: which tool wrote a file is told from its content, never from its name."""

import re
from typing import Any

from . import lshw, nwipe
from .decode import json_values, text_of
from .facts import ErasureReport, HardwareReport, UnreadableReport

JSON_BEGINS = re.compile(r"^\s*[\[{]", re.MULTILINE)


def read(data: bytes) -> HardwareReport | ErasureReport:
    """Read what a tool printed, from the bytes of an uploaded file.

    Raises:
        UnreadableReport: and nothing else, whatever the bytes are.
    """
    text = text_of(data)
    if nwipe.looks_like(text):
        return nwipe.read(text)
    if JSON_BEGINS.search(text[:20_000]):
        return _from_json(text)
    raise UnreadableReport("unknown_format")


def _from_json(text: str) -> HardwareReport:
    values, repaired = json_values(text)
    return read_values(values, repaired=repaired)


def read_values(values: list[Any], *, repaired: bool = False) -> HardwareReport:
    """Read JSON values of any tool that prints JSON.

    Raises:
        UnreadableReport: no known tool prints these.
    """
    if lshw.looks_like(values):
        return lshw.read(values, repaired=repaired)
    raise UnreadableReport("unknown_format")
