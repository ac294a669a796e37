"""From the records to the engine's problem, by way of plain data that are kept: what is calculated is always calculated
from what was kept, so that it can be repeated and explained later."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from custody.chain import canonical
from devices.models import Device
from recipients import queue
from recipients.enums import EXTRAS, RuleKind
from recipients.limits.caps import left_today
from recipients.models import Allocation, Need, NeedItem, Proposal, Weight
from recipients.proposals.scope import Scope
from recipients.proposals.traits import traits_of
from recipients.proposing import VERSION
from recipients.proposing import problem as engine

SCHEMA = 1
# How long the proof may take.
SECONDS = 60


@dataclass(frozen=True)
class Inputs:
    """What is kept: `content` by keys and numbers, `wishes` apart ({need: codes}), since they are forgotten."""

    content: dict[str, Any]
    wishes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Equal inputs give an equal text."""
        return canonical(self.content)

    @property
    def sha256(self) -> str:
        """Of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def kept_inputs(proposal: Proposal) -> Inputs:
    """As they were when the proposal was calculated."""
    return Inputs(json.loads(proposal.inputs), proposal.wishes)


def read(proposal: Proposal, *, now: datetime | None = None) -> Inputs:
    """Everything that the proposal depends on, as it is now. Household codes become numbers: codes stand in needs
    alone."""
    now = now or timezone.now()
    scope = Scope.of(proposal.scope)
    rows = _needs(scope, now)
    households = _Households(rows)
    institutions = {row.request.institution_id for row in rows}
    content = {
        "schema": SCHEMA,
        "engine": VERSION,
        "as_of": now.isoformat(),
        "scope": scope.kept(),
        "weights": _weights(now),
        "needs": [_need(row, households) for row in rows],
        "devices": _devices(scope, rows),
        "imagined": proposal.imagined,
        "caps": [[left.institution, left.limit, left.left] for left in _caps(institutions, scope, now)],
        "busy_households": households.busy(),
        "pins": _rules(proposal, RuleKind.PIN),
        "forbidden": _rules(proposal, RuleKind.FORBID),
        "seconds": SECONDS,
    }
    wishes = {str(row.pk): codes for row in rows if (codes := sorted(wish.code for wish in row.wishes.all()))}
    return Inputs(content, wishes)


def _needs(scope: Scope, now: datetime) -> list[Need]:
    """In the order of the waiting list; each with its place in the whole list and its open items that are given out."""
    open_items = NeedItem.objects.unpromised().select_related("category", "minimum_spec").order_by("position")
    places = queue.places(now=now)
    rows = queue.ranked(scope.needs(), now=now).select_related("request", "class_set")
    rows = rows.prefetch_related(Prefetch("items", open_items, to_attr="open_items"), "wishes")
    begun = set(Allocation.objects.active().values_list("item__need", flat=True))
    found = list(rows.order_by(*queue.ORDER))
    for row in found:
        row.place = places[row.pk]
        row.begun = row.pk in begun
        row.open_items = [item for item in row.open_items if scope.takes(item.category_id)]
    return found


def _need(row: Need, households: "_Households") -> dict[str, Any]:
    return {
        "need": row.pk,
        "institution": row.request.institution_id,
        "weight": max(0, row.points),
        "place": row.place,
        "items": [_item(item) for item in row.open_items],
        "household": households.name(row),
        "begun": row.begun,
        "class_set": row.class_set_id if row.class_set_id and row.class_set.same_model else None,
    }


def _item(item: NeedItem) -> dict[str, Any]:
    spec = item.minimum_spec
    return {
        "item": item.pk,
        "category": item.category_id,
        "min_ram_mib": spec.min_ram_mib if spec else 0,
        "min_cores": spec.min_cores if spec else 0,
        "essential": item.category.code not in EXTRAS,
    }


def _devices(scope: Scope, rows: Iterable[Need]) -> list[dict[str, Any]]:
    """Ready devices of the categories that somebody waits for, by their keys."""
    wanted = {item.category_id for row in rows for item in row.open_items}
    ready = Device.objects.ready().filter(category__in=wanted).order_by("pk")
    return [_device(device) for device in ready]


def _device(device: Device) -> dict[str, Any]:
    return {
        "device": device.pk,
        "category": device.category_id,
        "ready_since": timezone.localdate(device.status_since).isoformat(),
        "ram_mib": device.ram_mib or 0,
        "cores": device.cores or 0,
        "model": f"{device.maker} {device.model}".strip() if device.model else "",
        "traits": traits_of(device),
    }


def _caps(institutions: set[int], scope: Scope, now: datetime) -> list:
    return left_today(institutions, day=timezone.localdate(now), cap=scope.cap)


def _weights(now: datetime) -> dict[str, dict[str, Any]]:
    """The points by which the needs are weighed, with the row that says so."""
    valid = Weight.objects.valid_on(timezone.localdate(now))
    return {
        fact: {"points": row.points, "code": row.code, "valid_from": row.valid_from.isoformat()}
        for fact, row in valid.items()
    }


def _rules(proposal: Proposal, kind: RuleKind) -> list[list[int]]:
    return [
        list(pair) for pair in proposal.rules.filter(kind=kind).order_by("item", "device").values_list("item", "device")
    ]


class _Households:
    """Numbers instead of codes, given in the order of the waiting list; a code means something within one institution
    alone."""

    def __init__(self, rows: Iterable[Need]) -> None:
        self._numbers: dict[tuple[int, str], str] = {}
        for row in rows:
            if row.household_code:
                key = (row.request.institution_id, row.household_code)
                self._numbers.setdefault(key, f"h{len(self._numbers) + 1}")

    def name(self, row: Need) -> str:
        """ "" for a need of no household."""
        return self._numbers.get((row.request.institution_id, row.household_code), "")

    def busy(self) -> list[list[Any]]:
        """Households of which a need has a device, or a part of its set, already: the need itself may get the rest."""
        given = Need.objects.filter(pk__in=Allocation.objects.active().values("item__need")).exclude(household_code="")
        keys = given.values_list("request__institution", "household_code").distinct()
        return sorted([key[0], self._numbers[key]] for key in keys if key in self._numbers)


def problem_of(inputs: Inputs) -> engine.Problem:
    """What the engine is asked."""
    content = inputs.content
    return engine.Problem(
        needs=tuple(_engine_need(row, inputs.wishes) for row in content["needs"]),
        devices=tuple(_engine_device(row) for row in content["devices"]) + tuple(_imagined_devices(content)),
        caps={institution: left for institution, _limit, left in content["caps"]},
        busy_households=frozenset((institution, name) for institution, name in content["busy_households"]),
        pins=frozenset((item, device) for item, device in content["pins"]),
        forbidden=frozenset((item, device) for item, device in content["forbidden"]),
        seconds=content["seconds"],
    )


def _engine_need(row: Mapping[str, Any], wishes: Mapping[str, list[str]]) -> engine.Need:
    return engine.Need(
        pk=row["need"],
        institution=row["institution"],
        weight=row["weight"],
        rank=row["place"],
        items=tuple(
            engine.Item(
                pk=item["item"],
                category=item["category"],
                min_ram_mib=item["min_ram_mib"],
                min_cores=item["min_cores"],
                essential=item["essential"],
            )
            for item in row["items"]
        ),
        household=row["household"],
        begun=row["begun"],
        class_set=row["class_set"],
        wishes=frozenset(wishes.get(str(row["need"]), ())),
    )


def _engine_device(row: Mapping[str, Any]) -> engine.Device:
    return engine.Device(
        pk=row["device"],
        category=row["category"],
        ready_since=date.fromisoformat(row["ready_since"]),
        ram_mib=row["ram_mib"],
        cores=row["cores"],
        model=row["model"],
        traits=frozenset(row["traits"]),
    )


def _imagined_devices(content: Mapping[str, Any]) -> Iterable[engine.Device]:
    """Of a what-if: with negative keys, ready tomorrow, so that what is here is given first."""
    tomorrow = timezone.localdate(datetime.fromisoformat(content["as_of"])) + timedelta(days=1)
    number = 0
    for kind in content["imagined"]:
        for _one in range(kind["count"]):
            number += 1
            yield engine.Device(-number, kind["category"], tomorrow, kind["ram_mib"], kind["cores"])


def imagined_kind(imagined: Iterable[Mapping[str, Any]], key: int) -> int:
    """Which row of the imagined devices (from 1) the one with this negative key belongs to."""
    last = 0
    for position, kind in enumerate(imagined, start=1):
        last += kind["count"]
        if -key <= last:
            return position
    raise LookupError(f"There is no imagined device {key}.")
