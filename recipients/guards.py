"""What the lifecycles of devices, needs, requests and handovers ask of allocations and receipts before a step."""

import json
from collections.abc import Collection, Mapping

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from custody.lifecycle import Step
from devices.models import Device
from documents.enums import DocumentStatus
from documents.models import Document
from recipients.enums import ACTIVE, Agreement, AllocationStatus, InstitutionStatus, RequestStatus
from recipients.models import Allocation, Handover, Need, NeedItem, Receipt, Request
from recipients.packing.cart import still_missing
from recipients.receipt_content import day_on_paper


def _pks(rows: Collection) -> list[int]:
    return [row.pk for row in rows]


def active_allocation(rows: list[Device], step: Step) -> Mapping[int, str]:
    """The device is promised to somebody."""
    promised = set(
        Allocation.objects.filter(device__in=_pks(rows), status=AllocationStatus.RESERVED).values_list(
            "device", flat=True
        )
    )
    return {row.pk: _("No need has been promised this device.") for row in rows if row.pk not in promised}


def no_active_allocation(rows: list[Device], step: Step) -> Mapping[int, str]:
    """The promise has been released, or the allocation has ended."""
    promised = set(Allocation.objects.active().filter(device__in=_pks(rows)).values_list("device", flat=True))
    return {
        row.pk: _("The device is still promised. Release the allocation first.") for row in rows if row.pk in promised
    }


def receipt_issued(rows: list[Device], step: Step) -> Mapping[int, str]:
    """A valid receipt names the device's active allocation."""
    valid = Receipt.objects.active().filter(
        document__in=Document.objects.valid(),
        allocations__status__in=ACTIVE,
        allocations__device__in=_pks(rows),
    )
    named = set(valid.values_list("allocations__device", flat=True))
    return {row.pk: _("The receipt has not been issued yet.") for row in rows if row.pk not in named}


def institution_confirmed(rows: list[Device], step: Step) -> Mapping[int, str]:
    """The institution said that it has the device: its allocation is handed over, by a receipt that stands."""
    confirmed = Allocation.objects.filter(device__in=_pks(rows), status=AllocationStatus.HANDED_OVER)
    named = Receipt.objects.active().filter(document__in=Document.objects.valid(), allocations=OuterRef("pk"))
    papers = dict(confirmed.annotate(has_paper=Exists(named)).values_list("device", "has_paper"))
    refused = {row.pk: _("The institution has not confirmed this device.") for row in rows if row.pk not in papers}
    without = _("No valid receipt names this device any more. Issue its receipt first, then confirm again.")
    return refused | {row.pk: without for row in rows if papers.get(row.pk) is False}


def receipt_voided(rows: list[Device], step: Step) -> Mapping[int, str]:
    """No standing receipt names the device any more, but for those of earlier times in use: they stay valid."""
    named = set(
        Allocation.objects.filter(device__in=_pks(rows), receipts__active=True)
        .exclude(status=AllocationStatus.RETURNED)
        .values_list("device", flat=True)
    )
    return {row.pk: _("A receipt still names this device. Void it first.") for row in rows if row.pk in named}


def receipt_withdrawn(rows: list[Allocation], step: Step) -> Mapping[int, str]:
    """A reservation ends only when no standing receipt promises the device any more."""
    named = set(Allocation.objects.filter(pk__in=_pks(rows), receipts__active=True).values_list("pk", flat=True))
    return {
        row.pk: _("A receipt names this device. Take it off the handover first.") for row in rows if row.pk in named
    }


def lent_out(rows: list[Device], step: Step) -> Mapping[int, str]:
    """Only a loan can be lost to us; a gift belongs to the pupil."""
    loans = set(
        Allocation.objects.active()
        .filter(device__in=_pks(rows), item__need__agreement=Agreement.LOAN)
        .values_list("device", flat=True)
    )
    return {row.pk: _("Only a device on loan can be reported lost.") for row in rows if row.pk not in loans}


def every_item_handed_over(rows: list[Need], step: Step) -> Mapping[int, str]:
    """Every item of the need that is still asked for has its device in use."""
    given = Allocation.objects.filter(item=OuterRef("pk"), status=AllocationStatus.HANDED_OVER)
    lacking = NeedItem.objects.filter(~Exists(given), given_up=False, need__in=_pks(rows))
    missing = set(lacking.values_list("need", flat=True))
    return {row.pk: _("Not every device of this need has been handed over.") for row in rows if row.pk in missing}


def nothing_promised(rows: list[Need], step: Step) -> Mapping[int, str]:
    """No device is promised to the need, and none of it is in use."""
    active = Allocation.objects.active().filter(item__need__in=_pks(rows)).values_list("item__need", "status")
    refused = {}
    for need, status in active:
        if status == AllocationStatus.HANDED_OVER:
            refused.setdefault(need, _("A device of this need is in use. It has to come back first."))
        else:
            refused[need] = _("A device is promised to this need. Release it first.")
    return refused


def request_was_sent(rows: list[Need], step: Step) -> Mapping[int, str]:
    """A draft's needs are taken out of the draft; whoever withdraws the whole draft changes the request first."""
    drafts = Need.objects.filter(pk__in=_pks(rows), request__status=RequestStatus.DRAFT).values_list("pk", flat=True)
    return {pk: _("This need is in a draft that was not sent. Please take it out of the draft.") for pk in drafts}


def needs_complete(rows: list[Request], step: Step) -> Mapping[int, str]:
    """At least one need; each with an item, and with a code unless it is a loan to the institution itself, or one of a
    class set, which the institution gives out itself."""
    needs = Need.objects.filter(request__in=_pks(rows)).annotate(item_count=Count("items"))
    incomplete = Q(item_count=0) | (Q(pupil_code="", class_set=None) & ~Q(agreement=Agreement.LOAN))
    lacking = set(needs.filter(incomplete).values_list("request", flat=True))
    with_needs = set(needs.values_list("request", flat=True))
    refused = {}
    for row in rows:
        if row.pk not in with_needs:
            refused[row.pk] = _("Please enter at least one need.")
        elif row.pk in lacking:
            refused[row.pk] = _("Every need takes a pupil code and a device.")
    return refused


def entitlement_attested(rows: list[Request], step: Step) -> Mapping[int, str]:
    """Somebody attested by function and day that the entitlement was seen."""
    return {
        row.pk: _("Please attest that the entitlement was seen, by whom (function) and when.")
        for row in rows
        if not (row.attested_by_function and row.entitlement_seen_on)
    }


def institution_approved(rows: list[Request], step: Step) -> Mapping[int, str]:
    """Only an approved institution sends requests."""
    approved = set(
        Request.objects.filter(pk__in=_pks(rows), institution__status=InstitutionStatus.APPROVED).values_list(
            "pk", flat=True
        )
    )
    return {row.pk: _("The institution has not been approved.") for row in rows if row.pk not in approved}


def something_to_hand_over(rows: list[Handover], step: Step) -> Mapping[int, str]:
    """A handover is packed with at least one device."""
    filled = set(Allocation.objects.active().filter(handover__in=_pks(rows)).values_list("handover", flat=True))
    return {row.pk: _("No device has been put on this handover.") for row in rows if row.pk not in filled}


def receipts_ready(rows: list[Handover], step: Step) -> Mapping[int, str]:
    """Every device of the handover stands on a receipt that can be printed."""
    printed = Receipt.objects.active().filter(
        allocations=OuterRef("pk"), handover=OuterRef("handover"), document__status=DocumentStatus.READY
    )
    missing = set(
        Allocation.objects.active().filter(~Exists(printed), handover__in=_pks(rows)).values_list("handover", flat=True)
    )
    return {row.pk: _("Not every receipt is ready. Issue the receipts first.") for row in rows if row.pk in missing}


def everything_scanned(rows: list[Handover], step: Step) -> Mapping[int, str]:
    """Each device was scanned onto the cart; what is missing was taken off the handover."""
    missing = {row.pk: still_missing(row) for row in rows}
    return {pk: text for pk, text in missing.items() if text}


def papers_name_the_day(rows: list[Handover], step: Step) -> Mapping[int, str]:
    """Nothing leaves with a paper that names the day from which the handover was moved away."""
    standing = Receipt.objects.active().filter(handover__in=_pks(rows), document__in=Document.objects.valid())
    days: dict[int, set[str]] = {}
    for pk, content in standing.values_list("handover", "document__content"):
        days.setdefault(pk, set()).add(json.loads(content or "{}").get("handover_date", ""))
    text = _("The handover was moved, and its receipts name the old day. Issue them again and print them anew.")
    return {row.pk: text for row in rows if days.get(row.pk, set()) - {day_on_paper(row)}}


def every_device_answered(rows: list[Handover], step: Step) -> Mapping[int, str]:
    """Of each device is known whether it was handed over or came back."""
    unanswered = set(
        Allocation.objects.filter(
            handover__in=_pks(rows), status__in=[AllocationStatus.RESERVED, AllocationStatus.DELIVERED]
        ).values_list("handover", flat=True)
    )
    return {row.pk: _("Not every device has been confirmed or taken back.") for row in rows if row.pk in unanswered}
