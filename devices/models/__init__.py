"""Devices, their media, the evidence about them, and what is checked."""

from devices.models.accessories import AccessoryAssignment, AccessoryKind, AccessoryMovement, AccessoryStock, Plug
from devices.models.checks import Check, QualityControl
from devices.models.confirmations import ConfirmedValue, StatedValue, TaxConfirmation, TransferReceipt, VatRate
from devices.models.device import Device, DeviceEvent, DeviceQuerySet
from devices.models.effect import EffectFactor, Saved
from devices.models.evidence import Erasure, Evidence
from devices.models.labels import LabelKind, LabelPrinter, LabelRun, LabelSheet, ReservedNumber
from devices.models.matching import EvidenceMatch, InboxItem, InboxKey
from devices.models.media import MediumEvent, StorageMedium
from devices.models.offers import AcceptanceRule, Goods, GoodsOutcome, Offer, OfferedLine
from devices.models.pallet_lists import PalletList
from devices.models.pallets import Pallet, PalletCertificate, PalletEvent, PalletLine, RecyclingGoods
from devices.models.parts import Part, PartEvent, PartKind
from devices.models.photos import DevicePhoto, PhotoStatus
from devices.models.piles import Pile, PileLine, PileOutcome
from devices.models.protocols import ErasureProtocol, PickUpNote
from devices.models.reference import Category, Checklist, ChecklistStep, ErasureMethod, Location
from devices.models.snapshots import Snapshot
from devices.models.spreadsheets import ImportState, RowState, SpreadsheetImport, SpreadsheetRow
from devices.models.stations import WipeStation
from devices.models.unplaced import UnplacedSerial
from devices.models.uploads import Upload, UploadLine
from devices.models.waiting import DonorQuestion, RecyclingProposal

__all__ = [
    "AcceptanceRule",
    "AccessoryAssignment",
    "AccessoryKind",
    "AccessoryMovement",
    "AccessoryStock",
    "Category",
    "Check",
    "Checklist",
    "ChecklistStep",
    "ConfirmedValue",
    "Device",
    "DeviceEvent",
    "DevicePhoto",
    "DeviceQuerySet",
    "DonorQuestion",
    "EffectFactor",
    "Erasure",
    "ErasureMethod",
    "ErasureProtocol",
    "Evidence",
    "EvidenceMatch",
    "Goods",
    "GoodsOutcome",
    "ImportState",
    "InboxItem",
    "InboxKey",
    "LabelKind",
    "LabelPrinter",
    "LabelRun",
    "LabelSheet",
    "Location",
    "MediumEvent",
    "Offer",
    "OfferedLine",
    "Pallet",
    "PalletCertificate",
    "PalletEvent",
    "PalletLine",
    "PalletList",
    "Part",
    "PartEvent",
    "PartKind",
    "PhotoStatus",
    "PickUpNote",
    "Pile",
    "PileLine",
    "PileOutcome",
    "Plug",
    "QualityControl",
    "RecyclingGoods",
    "RecyclingProposal",
    "ReservedNumber",
    "RowState",
    "Saved",
    "Snapshot",
    "SpreadsheetImport",
    "SpreadsheetRow",
    "StatedValue",
    "StorageMedium",
    "TaxConfirmation",
    "TransferReceipt",
    "UnplacedSerial",
    "Upload",
    "UploadLine",
    "VatRate",
    "WipeStation",
]
