"""Appointments in every state, for tests; made by the services, so that everything around them is consistent.

Their receipts are made as in life, but for the drawing, which takes long: in place of a page stands its content. A test
that looks at a file asks for `drawn=True`.
"""

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import timedelta
from unittest import mock

from django.db import transaction
from django.db.models import Model, OuterRef, Subquery
from django.db.models.base import ModelState

from accounts.models import User
from custody.actor import Actor
from devices.enums import MediumStatus
from devices.models import Device, Erasure, Evidence, StorageMedium
from documents.enums import DocumentStatus
from documents.models import Document
from documents.registry import KINDS, Content
from documents.rendering import render_many
from recipients import delivering, handovers, receipts
from recipients.enums import AllocationStatus
from recipients.models import Allocation, Handover, Institution, Need, NeedItem, PackedDevice
from tests import cast


def erased_notebook(operator: User, **fields) -> Device:
    """A ready notebook with one erased disk and the report that proves it."""
    device = cast.device(
        status="in_refurbishment",
        serial=f"SN{cast._next()}",
        cpu="Intel(R) Core(TM) i5-3320M CPU @ 2.60GHz",
        ram_mib=8192,
        display='14"',
        operating_system="Linux Mint 22.1",
        cosmetic_grade="B",
        known_defects="Kratzer auf dem Deckel",
        accessories="Netzteil 90 W",
        **fields,
    )
    evidence = Evidence.objects.create(
        sha256=f"{device.pk:064x}",
        file_name="nwipe.log",
        file_bytes=10,
        kind="erasure_report",
        uploaded_at=cast.NOW,
    )
    proof = {
        "method": "PRNG Stream",
        "tool": "nwipe",
        "tool_version": "0.42",
        "verified": True,
        "finished_at": cast.NOW - timedelta(days=3),
        "operator": operator,
        "evidence": evidence,
        "recorded_at": cast.NOW,
    }
    cast.medium(device, status="erased", maker="Hitachi", size_bytes=500_107_862_016, proof=proof)
    Device.objects.filter(pk=device.pk).update(status="ready")
    device.refresh_from_db()
    return device


def reserved(school: Institution, by: User, *, needs: int = 2, items: int = 1, **fields) -> list[Allocation]:
    """Needs of one request, each with its reserved notebooks."""
    request = cast.request(school, by)
    return [
        cast.allocation(erased_notebook(by), item, by)
        for _position in range(needs)
        for item in cast.need(request, items=items, **fields).items.all()
    ]


@transaction.atomic
def many_reserved(school: Institution, by: User, *, needs: int) -> list[Allocation]:
    """Hundreds like `reserved`, of one donation: rows like those of the first need, written by few statements."""
    (first,) = reserved(school, by, needs=1)
    medium = first.device.media.get()
    proof = medium.settled_by
    # Numbers that nobody else is given.
    marks = [cast._next() for _row in range(needs - 1)]
    devices = Device.objects.bulk_create(
        _like(first.device, number=f"H4F-{mark}", serial=f"SN{mark}", uuid="") for mark in marks
    )
    unproven = {"status": MediumStatus.PENDING, "settled_by": None}
    media = StorageMedium.objects.bulk_create(
        _like(medium, device=device, serial=f"TF{device.number}", **unproven) for device in devices
    )
    papers = Evidence.objects.bulk_create(_like(proof.evidence, sha256=f"{device.pk:064x}") for device in devices)
    Erasure.objects.bulk_create(
        _like(proof, medium=row, evidence=paper) for row, paper in zip(media, papers, strict=True)
    )
    settling = Erasure.objects.filter(medium=OuterRef("pk")).values("pk")
    settled = StorageMedium.objects.filter(pk__in=[row.pk for row in media])
    settled.update(status=MediumStatus.ERASED, settled_by=Subquery(settling))
    need = first.item.need
    places = enumerate(marks, start=need.position + 1)
    asked = Need.objects.bulk_create(
        _like(need, position=position, pupil_code=f"M7K-{position}TR") for position, _mark in places
    )
    items = NeedItem.objects.bulk_create(_like(first.item, need=row) for row in asked)
    pairs = zip(devices, items, strict=True)
    return [first, *Allocation.objects.bulk_create(_like(first, device=device, item=item) for device, item in pairs)]


def _like(row: Model, **fields) -> Model:
    """A new row with the values of this one, but for these."""
    new = copy(row)
    new._state, new.pk = ModelState(), None
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def planned(school: Institution, by: User, *, allocations: Sequence[Allocation] | None = None, **plan) -> Handover:
    """An appointment tomorrow with two notebooks, unless others are given."""
    rows = reserved(school, by) if allocations is None else allocations
    fields = {"starts_at": cast.NOW + timedelta(days=1), "place": "Sekretariat", "assigned": [], **plan}
    return handovers.plan(school, allocations=rows, actor=Actor.person(by), now=cast.NOW, **fields)


def with_receipts(school: Institution, by: User, *, drawn: bool = False, **options) -> Handover:
    """Planned, its receipts ready."""
    handover = planned(school, by, **options)
    receipts.issue(handover, actor=Actor.person(by), now=cast.NOW)
    kind = KINDS[receipts.KIND]
    with mock.patch.dict(KINDS, {} if drawn else {kind.code: replace(kind, draw=_not_drawn)}):
        render_many(Document.objects.filter(status=DocumentStatus.QUEUED).order_by("pk").values_list("pk", flat=True))
    return handover


def _not_drawn(contents: Sequence[Content]) -> bytes:
    """A file of its own for every paper."""
    return b"%PDF-1.7 " + json.dumps(contents).encode()


def packed(school: Institution, by: User, **options) -> Handover:
    """On the cart."""
    handover = with_receipts(school, by, **options)
    on_cart(handover)
    handovers.pack(handover, actor=Actor.person(by))
    return handover


def on_cart(handover: Handover) -> None:
    """Every device of it was scanned onto the cart."""
    missing = handover.allocations.filter(packing=None)
    PackedDevice.objects.bulk_create([PackedDevice(allocation=row, packed_at=cast.NOW) for row in missing])


def under_way(school: Institution, by: User, **options) -> Handover:
    """All of it scanned out."""
    return set_out(packed(school, by, **options), by)


def set_out(handover: Handover, by: User) -> Handover:
    """What was on the cart is scanned out."""
    for allocation in handover.allocations.filter(status=AllocationStatus.RESERVED):
        scanned = delivering.scan_out(handover, allocation.device.number, actor=Actor.person(by))
        assert scanned.outcome == "ok", scanned.text
    handover.refresh_from_db()
    return handover


def closed(school: Institution, by: User, **options) -> Handover:
    """All of it handed over."""
    handover = under_way(school, by, **options)
    delivering.confirm(handover, exceptions={}, actor=Actor.person(by))
    handover.refresh_from_db()
    return handover
