"""Institutions, what they ask for, what they are promised and given."""

from recipients.models.allocation import Allocation, AllocationEvent
from recipients.models.handover import Handover, HandoverEvent, HandoverLook, HandoverVolunteer, Receipt
from recipients.models.institution import Institution, InstitutionEvent, InstitutionMember
from recipients.models.need import Need, NeedEvent, NeedItem
from recipients.models.reference import MinimumSpec, Weight
from recipients.models.request import Request, RequestEvent

__all__ = [
    "Allocation",
    "AllocationEvent",
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
    "Receipt",
    "Request",
    "RequestEvent",
    "Weight",
]
