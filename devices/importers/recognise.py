"""The one door of the readers: which tool wrote a file is told from its content, never from its name."""

from collections.abc import Callable
from functools import partial
from typing import Any

from . import dmidecode, inxi, lshw, nwipe, smartctl, upower, workbench
from .decode import JSON_BEGINS, check_depth, json_values, text_of
from .facts import ErasureReport, HardwareReport, UnreadableReport

CHATTER = 20_000
Report = HardwareReport | ErasureReport


def read(data: bytes) -> Report:
    """Read what a tool printed, from the bytes of an uploaded file.

    Raises:
        UnreadableReport: and nothing else, whatever the bytes are.
    """
    text = text_of(data)
    if nwipe.looks_like(text):
        return _read_as("nwipe", nwipe.read, text)
    if not JSON_BEGINS.match(text.lstrip()):
        if dmidecode.looks_like(text):
            return _read_as("dmidecode", dmidecode.read, text)
        if upower.looks_like(text):
            return _read_as("upower", upower.read, text)
    # Tools print warnings for people before their JSON.
    if JSON_BEGINS.search(text[:CHATTER]):
        return _from_json(*json_values(text))
    raise UnreadableReport("unknown_format")


def read_json(value: Any) -> Report:
    """Read a file's JSON that was parsed already, as a service does that answers about it.

    Raises:
        UnreadableReport: and nothing else.
    """
    values = [value]
    check_depth(values)
    return _from_json(values, repaired=False)


def _from_json(values: list[Any], repaired: bool) -> Report:
    if workbench.looks_like(values):
        return _read_as("workbench", workbench.read, values)
    if lshw.looks_like(values):
        return _read_as("lshw", partial(lshw.read, repaired=repaired), values)
    if smartctl.looks_like(values):
        return _read_as("smartctl", smartctl.read, values)
    if inxi.looks_like(values):
        return _read_as("inxi", inxi.read, values)
    raise UnreadableReport("unknown_format")


def _read_as(name: str, reader: Callable[[Any], Report], content: Any) -> Report:
    """What a format's reader makes of its content; where it can't, the problem tells the format."""
    try:
        return reader(content)
    except UnreadableReport as problem:
        problem.format = name
        raise
