"""Institutions, what they ask for, what they are promised and given."""

from recipients.models.allocation import Allocation, AllocationEvent
from recipients.models.calendar import SchoolHoliday, Term, TermPurpose
from recipients.models.class_set import MOST_IN_A_CLASS_SET, ClassSet
from recipients.models.decision import Decision
from recipients.models.handover import Handover, HandoverEvent, HandoverLook, HandoverVolunteer, Receipt
from recipients.models.handover_day import DateWish, PackedDevice
from recipients.models.institution import Institution, InstitutionEvent, InstitutionMember
from recipients.models.need import Need, NeedEvent, NeedItem
from recipients.models.reference import DeviceSet, DeviceSetItem, EntitlementBasis, MinimumSpec, Weight, Wish
from recipients.models.request import Request, RequestEvent

__all__ = [
    "MOST_IN_A_CLASS_SET",
    "Allocation",
    "AllocationEvent",
    "ClassSet",
    "DateWish",
    "Decision",
    "DeviceSet",
    "DeviceSetItem",
    "EntitlementBasis",
    "Handover",
    "HandoverEvent",
    "HandoverLook",
    "HandoverVolunteer",
    "Institution",
    "InstitutionEvent",
    "InstitutionMember",
    "MinimumSpec",
    "Need",
    "NeedEvent",
    "NeedItem",
    "PackedDevice",
    "Receipt",
    "Request",
    "RequestEvent",
    "SchoolHoliday",
    "Term",
    "TermPurpose",
    "Weight",
    "Wish",
]
