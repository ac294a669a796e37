"""Devices, their media, the evidence about them, and what is checked."""

from devices.models.checks import Check, QualityControl
from devices.models.device import Device, DeviceEvent, DeviceQuerySet
from devices.models.evidence import Erasure, Evidence
from devices.models.media import MediumEvent, StorageMedium
from devices.models.piles import Pile, PileLine, PileOutcome
from devices.models.reference import Category, Checklist, ChecklistStep, ErasureMethod, Location

__all__ = [
    "Category",
    "Check",
    "Checklist",
    "ChecklistStep",
    "Device",
    "DeviceEvent",
    "DeviceQuerySet",
    "Erasure",
    "ErasureMethod",
    "Evidence",
    "Location",
    "MediumEvent",
    "Pile",
    "PileLine",
    "PileOutcome",
    "QualityControl",
    "StorageMedium",
]
