"""Whether a machine has a camera, told from what a tool lists on USB and among multimedia devices."""

import re
from collections.abc import Iterable
from typing import Any

from .placeholders import clean

Node = dict[str, Any]
CAMERA_DRIVER = re.compile(r"\buvcvideo\b|\bgspca|\bstkwebcam\b|\br5u87|\bintel[-_]ipu", re.IGNORECASE)
CAMERA_NAME = re.compile(
    r"camera|web ?cam|_cam\b|\bcam\b|\bisight\b|\bbisoncam\b|easycam|crystal ?eye|\buvc\b", re.IGNORECASE
)
NAMED_AS = ("description", "product", "vendor")


def named_like_a_camera(*texts: Any) -> bool:
    """Whether one of these names of a device is a camera's."""
    return any(CAMERA_NAME.search(text) for each in texts if (text := clean(each)))


def in_lshw(nodes: Iterable[Node]) -> bool | None:
    """True where lshw lists a camera, False where it lists what is on USB and no camera is there, else None."""
    lists_usb = False
    for node in nodes:
        on_usb = str(node.get("businfo")).startswith("usb@")
        lists_usb = lists_usb or on_usb
        if _is_camera(node, on_usb=on_usb):
            return True
    return False if lists_usb else None


def in_inxi(sections: dict[str, list[list[tuple[str, str]]]]) -> bool | None:
    """True where inxi lists a camera, False where it lists what is on USB and no camera is there, else None."""
    listed = [(row, name == "USB") for name in ("Graphics", "Audio", "USB") for row in sections.get(name, [])]
    if any(_row_is_camera(dict(reversed(row)), on_usb=on_usb) for row, on_usb in listed):
        return True
    return False if any(on_usb for _, on_usb in listed) else None


def in_components(components: Iterable[Node]) -> bool | None:
    """True where Workbench 11 lists a camera, else None: it does not list everything on USB."""
    listed = (each for each in components if each.get("@type", each.get("type")) in ("Camera", "SoundCard"))
    return (
        True if any(each.get("type") == "Camera" or named_like_a_camera(each.get("model")) for each in listed) else None
    )


def of_all(answers: Iterable[bool | None]) -> bool | None:
    """One answer from those of several tools: a camera that one of them sees is there."""
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None


def _is_camera(node: Node, *, on_usb: bool) -> bool:
    if node.get("class") not in ("multimedia", "generic", "communication", "input"):
        return False
    configuration = node.get("configuration")
    driver = configuration.get("driver") if isinstance(configuration, dict) else None
    if CAMERA_DRIVER.search(str(driver)):
        return True
    if not on_usb or node.get("class") == "input":
        return False
    is_video = node.get("class") == "multimedia" and str(node.get("description")).casefold() == "video"
    return is_video or named_like_a_camera(*(node.get(key) for key in NAMED_AS))


def _row_is_camera(fields: dict[str, str], *, on_usb: bool) -> bool:
    """A row of inxi: ``Device`` is a name, but an address in the list of what is on USB; ``info`` is the name there."""
    if CAMERA_DRIVER.search(fields.get("driver", "")):
        return True
    outside = on_usb or "usb" in fields.get("type", "").casefold()
    return outside and named_like_a_camera(fields.get("Device"), fields.get("info"))
