"""The one door of the readers: which tool wrote a file is told from its content, never from its name."""

import re
from typing import Any

from . import dmidecode, inxi, lshw, nwipe, smartctl, upower, workbench
from .decode import json_values, text_of
from .facts import ErasureReport, HardwareReport, UnreadableReport

JSON_BEGINS = re.compile(r"^[ \t]*[\[{]", re.MULTILINE)
CHATTER = 20_000


def read(data: bytes) -> HardwareReport | ErasureReport:
    """Read what a tool printed, from the bytes of an uploaded file.

    Raises:
        UnreadableReport: and nothing else, whatever the bytes are.
    """
    text = text_of(data)
    if nwipe.looks_like(text):
        return nwipe.read(text)
    if not text.lstrip().startswith(("{", "[")):
        for reader in (dmidecode, upower):
            if reader.looks_like(text):
                return reader.read(text)
    # Tools print warnings for people before their JSON.
    if JSON_BEGINS.search(text[:CHATTER]):
        return _from_json(*json_values(text))
    raise UnreadableReport("unknown_format")


def _from_json(values: list[Any], repaired: bool) -> HardwareReport:
    if workbench.looks_like(values):
        return workbench.read(values)
    if lshw.looks_like(values):
        return lshw.read(values, repaired=repaired)
    if smartctl.looks_like(values):
        return smartctl.read(values)
    if inxi.looks_like(values):
        return inxi.read(values)
    raise UnreadableReport("unknown_format")
