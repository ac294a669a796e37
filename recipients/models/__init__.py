"""Institutions, what they ask for, what they are promised and given."""

from recipients.models.allocation import Allocation, AllocationEvent
from recipients.models.allocation_cap import AllocationCap, AllocationCapEvent
from recipients.models.belonging import InstitutionClaim, InstitutionInvitation
from recipients.models.calendar import SchoolHoliday, Term, TermPurpose
from recipients.models.class_set import MOST_IN_A_CLASS_SET, ClassSet
from recipients.models.confirmation import ConfirmationRule
from recipients.models.counter import CounterFamily
from recipients.models.decision import Decision
from recipients.models.handover import Handover, HandoverEvent, HandoverLook, HandoverVolunteer, Receipt
from recipients.models.handover_day import DateWish, PackedDevice
from recipients.models.institution import Institution, InstitutionEvent, InstitutionMember
from recipients.models.need import Need, NeedEvent, NeedItem
from recipients.models.proposal import Proposal, ProposalEvent, ProposalLine, ProposalOutcome, ProposalRule
from recipients.models.receipt_pile import ReceiptPile
from recipients.models.reference import DeviceSet, DeviceSetItem, EntitlementBasis, MinimumSpec, Weight, Wish
from recipients.models.report import DeviceReport, DeviceReportEvent
from recipients.models.request import Request, RequestEvent
from recipients.models.school_change import SchoolChange
from recipients.models.school_list import SchoolList
from recipients.models.school_type import SchoolType
from recipients.models.signature import SignatureReminder

__all__ = [
    "MOST_IN_A_CLASS_SET",
    "Allocation",
    "AllocationCap",
    "AllocationCapEvent",
    "AllocationEvent",
    "ClassSet",
    "ConfirmationRule",
    "CounterFamily",
    "DateWish",
    "Decision",
    "DeviceReport",
    "DeviceReportEvent",
    "DeviceSet",
    "DeviceSetItem",
    "EntitlementBasis",
    "Handover",
    "HandoverEvent",
    "HandoverLook",
    "HandoverVolunteer",
    "Institution",
    "InstitutionClaim",
    "InstitutionEvent",
    "InstitutionInvitation",
    "InstitutionMember",
    "MinimumSpec",
    "Need",
    "NeedEvent",
    "NeedItem",
    "PackedDevice",
    "Proposal",
    "ProposalEvent",
    "ProposalLine",
    "ProposalOutcome",
    "ProposalRule",
    "Receipt",
    "ReceiptPile",
    "Request",
    "RequestEvent",
    "SchoolChange",
    "SchoolHoliday",
    "SchoolList",
    "SchoolType",
    "SignatureReminder",
    "Term",
    "TermPurpose",
    "Weight",
    "Wish",
]
