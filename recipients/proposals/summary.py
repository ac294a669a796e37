"""A proposal at a glance: who is served by institution, what is reached of each goal, what changed since the version
before."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recipients.enums import WeightFact
from recipients.matching import gibibytes
from recipients.models import Allocation, Institution, Need, NeedItem, Proposal
from recipients.proposals.reading import kept_inputs


@dataclass(frozen=True)
class InstitutionLine:
    """How many needs of one institution get a whole device set, and how many wait on."""

    institution: Institution
    served: int
    unserved: int


def by_institution(proposal: Proposal) -> list[InstitutionLine]:
    """In the order of their names."""
    inputs = kept_inputs(proposal)
    given = set(proposal.lines.exclude(device=None, imagined=None).values_list("item", flat=True))
    served: Counter[int] = Counter()
    unserved: Counter[int] = Counter()
    for need in inputs.content["needs"]:
        counted = served if _is_served(need, given) else unserved
        counted[need["institution"]] += 1
    rows = Institution.objects.filter(pk__in={*served, *unserved})
    return [InstitutionLine(row, served[row.pk], unserved[row.pk]) for row in rows]


def _is_served(need: dict[str, Any], given: set[int]) -> bool:
    essential = [item["item"] for item in need["items"] if item["essential"]]
    return all(item in given for item in essential or [item["item"] for item in need["items"]])


def verdict(proposal: Proposal) -> tuple[str, str]:
    """How good it is proven to be: a heading and a sentence."""
    proof = proposal.result["proof"]
    if proposal.optimal:
        return _("Provably the best"), _(
            "No other allocation of these devices serves more points; among those that serve as many, none respects "
            "the order of the waiting list, the equipment asked for and the age of the stock better."
        )
    if proof["open_goal"] == "queue":
        return _("The best found, not proven in everything"), _(
            "No other allocation serves more points. The time of %(seconds)d s was up before it was proven that no "
            "other one with as many points respects the order of the waiting list better."
        ) % {"seconds": proof["seconds"]}
    most = proof["bound"] - proof["weight"]
    return _("The best found, not proven"), _(
        "The time of %(seconds)d s was up. This proposal serves %(reached)s points; at most %(most)s more "
        "(%(share)s %%) may be possible. You can confirm it, or have it calculated again."
    ) % {
        "seconds": proof["seconds"],
        "reached": localize(proof["weight"]),
        "most": localize(most),
        "share": localize(round(100 * most / proof["bound"], 1) if proof["bound"] else 0),
    }


def goals(proposal: Proposal, pairs: int) -> list[tuple[str, str]]:
    """What is reached by so many pairs, in the order in which the goals count."""
    reached = proposal.result["goals"]
    content = kept_inputs(proposal).content
    said = [
        (_("1. Most points served"), _("%(points)s points") % {"points": localize(reached["weight"])}),
        (_("2. Limits of institutions"), _limits(content)),
        (_("3. One device set for each household"), _households(content)),
        (_("4. Least more than asked for"), _excess(reached)),
        (_("5. Oldest stock first"), _age(reached, pairs, content)),
    ]
    if reached["alike_of"]:
        alike = _("%(alike)d of %(of)d devices are of their class set's model") % {
            "alike": reached["alike"],
            "of": reached["alike_of"],
        }
        said.append((_("6. Class sets alike"), alike))
    return [*said, (_("Sets begun with what is left"), _sets(reached))]


def _limits(content: dict[str, Any]) -> str:
    capped = len(content["caps"])
    if not capped:
        return _("none in force")
    limits = ngettext("%(count)d institution with a limit", "%(count)d institutions with a limit", capped)
    return _("%(limits)s: all kept") % {"limits": limits % {"count": capped}}


def _households(content: dict[str, Any]) -> str:
    codes = {(need["institution"], need["household"]) for need in content["needs"] if need["household"]}
    if not codes:
        return _("no need with a household code")
    homes = ngettext("%(count)d household", "%(count)d households", len(codes))
    return _("%(limits)s: all kept") % {"limits": homes % {"count": len(codes)}}


def how_long_a_household_waits(proposal: Proposal) -> str:
    """What the third goal means for a second need of a household; nothing where no need has a household code."""
    if not any(need["household"] for need in kept_inputs(proposal).content["needs"]):
        return ""
    return _(
        "A second need of a household waits as long as the household has a reserved or a handed-over device in this "
        "institution and its codes are kept: until the end of the school year after that of the handover. Then it "
        "counts as any other."
    )


def _sets(reached: dict[str, int]) -> str:
    if not reached["begun"]:
        return _("none: nobody gets half a set")
    return ngettext(
        "%(count)d set begins and waits for the rest", "%(count)d sets begin and wait for the rest", reached["begun"]
    ) % {"count": reached["begun"]}


def _excess(reached: dict[str, int]) -> str:
    return _("%(memory)s GB memory and %(cores)s cores more than asked for, in total") % {
        "memory": gibibytes(reached["excess_ram_mib"]),
        "cores": localize(reached["excess_cores"]),
    }


def _age(reached: dict[str, int], pairs: int, content: dict[str, Any]) -> str:
    if not pairs:
        return _("no device is given out")
    today = timezone.localdate(datetime.fromisoformat(content["as_of"])).toordinal()
    days = round(today - reached["ready_days"] / pairs)
    return ngettext("%(count)d day in stock on average", "%(count)d days in stock on average", days) % {"count": days}


def inputs_in_words(proposal: Proposal) -> list[tuple[str, str]]:
    """What it was calculated from."""
    content = kept_inputs(proposal).content
    as_of = timezone.localtime(datetime.fromisoformat(content["as_of"]))
    points = ", ".join(f"{WeightFact(fact).label}: {row['points']}" for fact, row in content["weights"].items())
    return [
        (_("As of"), date_format(as_of, "d.m.Y, H:i")),
        (_("Needs"), localize(len(content["needs"]))),
        (_("Ready devices"), localize(len(content["devices"]))),
        (_("Points"), points),
        (_("Pinned and ruled out"), f"{len(content['pins'])} / {len(content['forbidden'])}"),
        (_("SHA-256 of the inputs"), proposal.inputs_sha256),
    ]


@dataclass(frozen=True)
class Change:
    """What a new version says otherwise about one need. `before`, `after`: device numbers or words, "" for none."""

    need: Need
    before: str
    after: str


@dataclass
class Changes:
    """Since the version before: needs that get something now, that get nothing any more, that get another device."""

    gained: list[Change] = field(default_factory=list)
    lost: list[Change] = field(default_factory=list)
    other: list[Change] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many needs are affected."""
        return len(self.gained) + len(self.lost) + len(self.other)


def changes(proposal: Proposal) -> Changes | None:
    """None without a version before that has a result."""
    before = proposal.predecessor
    if before is None or before.optimal is None:
        return None
    old, new = _devices(before), _devices(proposal)
    differing = {item for item in {*old, *new} if old.get(item, "") != new.get(item, "")}
    needs = Need.objects.filter(items__in=differing).select_related("request")
    needs = needs.prefetch_related(Prefetch("items", NeedItem.ever.all()))
    found = Changes()
    for need in needs.distinct().order_by("pk"):
        for item in need.items.all():
            if item.pk in differing:
                _sort_in(found, Change(need, *(_in_words(devices.get(item.pk, "")) for devices in (old, new))))
    return found


def _in_words(device: str) -> str:
    """A device's number, or that it is imagined."""
    return _("imagined") if device.startswith("+") else device


def _sort_in(found: Changes, change: Change) -> None:
    if not change.before:
        found.gained.append(change)
    elif not change.after:
        found.lost.append(change)
    else:
        found.other.append(change)


def _devices(proposal: Proposal) -> dict[int, str]:
    """{item: the number of its device}; an imagined one has its kind's number."""
    lines = proposal.lines.exclude(device=None, imagined=None)
    return {
        item: number or f"+{kind}" for item, number, kind in lines.values_list("item", "device__number", "imagined")
    }


@dataclass(frozen=True)
class Waiting:
    """An institution with devices that were reserved by a proposal and are on no handover yet."""

    institution: Institution
    reserved: int


def to_hand_over(proposal: Proposal) -> list[Waiting]:
    """For planning handovers by institution."""
    waiting = Allocation.objects.filter(proposal_outcome__line__proposal=proposal, status="reserved", handover=None)
    counted = Institution.objects.filter(requests__needs__items__allocations__in=waiting).annotate(
        reserved=Count("requests__needs__items__allocations", filter=Q(requests__needs__items__allocations__in=waiting))
    )
    return [Waiting(row, row.reserved) for row in counted.distinct()]
