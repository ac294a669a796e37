"""What the papers say: plain values, every text already in its language, so that drawing is pure."""

from collections.abc import Mapping
from dataclasses import dataclass

# Captions by name; see gather.py for what each says.
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """One step of the checklist. `ticked` are its boxes (in order, not in order, not applicable) as they are already;
    `said` is the minutes that it took and who did it when."""

    name: str
    hint: str = ""
    ticked: tuple[bool, ...] = ()
    said: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class CardMedium:
    """One storage medium. `ticked` are its boxes (erased, taken out, destroyed) as they are already, `said` how, by
    whom and when."""

    name: str = ""
    ticked: tuple[bool, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class WorkCard:
    """One device's card. A blank one has no number, no facts, no media and no steps: lines to write on."""

    number: str = ""
    title: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    media: tuple[CardMedium, ...] = ()
    holds_media: bool = True
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class AnnouncedDevice:
    """One line of an intake list; goods like a bag of cables have no number."""

    number: str
    title: str
    serial: str = ""
    asset_tag: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class IntakeSheet:
    """What is announced of one donation."""

    number: str
    facts: tuple[tuple[str, str], ...]
    devices: tuple[AnnouncedDevice, ...]

    @property
    def device_count(self) -> int:
        """How many are announced, goods without a number left aside."""
        return sum(bool(device.number) for device in self.devices)
