"""Why this device, or what is missing: sentences from the engine's numbers and from what was calculated from, so that
they are the same years later."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from devices.models import Category
from recipients.matching import gibibytes
from recipients.models import Need, Proposal, ProposalLine, Wish
from recipients.proposals.reading import kept_inputs
from recipients.proposing.problem import Lack

_ELSEWHERE = gettext_lazy("Stock: of %(category)s %(fitting)d fit, all of them go to other needs.")


class Explanation:
    """What stands behind the lines of one proposal."""

    def __init__(self, proposal: Proposal) -> None:
        inputs = kept_inputs(proposal)
        self._wishes = inputs.wishes
        self._imagined = proposal.imagined
        self._forbidden = inputs.content["forbidden"]
        self._needs = {need["need"]: need for need in inputs.content["needs"]}
        self._items = {item["item"]: item for need in self._needs.values() for item in need["items"]}
        self._devices = {device["device"]: device for device in inputs.content["devices"]}

    @cached_property
    def _categories(self) -> dict[int, str]:
        return {row.pk: row.name for row in Category.objects.all()}

    @cached_property
    def _wish_names(self) -> dict[str, str]:
        return {row.code: row.name for row in Wish.objects.all()}

    def asked(self, line: ProposalLine) -> str:
        """What the item asked for when it was calculated, in a few words."""
        least = self._items[line.item_id]["min_ram_mib"]
        memory = [_("at least %(memory)s GB") % {"memory": gibibytes(least)}] if least else []
        return ", ".join([self._category_of(line.item_id), *memory])

    def because(self, line: ProposalLine) -> str:
        """One line for lists."""
        told = self.why(line) if line.device_id or line.imagined else self.why_not(line)
        return " · ".join(told)

    def why(self, line: ProposalLine) -> list[str]:
        """Why this device, the most important first."""
        item = self._items[line.item_id]
        device = self._devices[line.device_id] if line.device_id else self._imagined[line.imagined - 1]
        pinned = [_("pinned by coordination")] if line.is_pinned else []
        return [*pinned, *_compared(device, item), *_ready(device), *_choice(line.reason), *self._wished(line, device)]

    def _wished(self, line: ProposalLine, device: Mapping[str, Any]) -> Iterator[str]:
        granted = set(self._wishes.get(str(line.need_id), ())) & set(device.get("traits", ()))
        for code in sorted(granted):
            yield _("wish met: %(wish)s") % {"wish": self._wish_names.get(code, code)}

    def why_not(self, line: ProposalLine) -> list[str]:
        """What is missing: lacks of this thing before those of the need's other things."""
        lacks = sorted(line.missing, key=lambda lack: lack.get("item") not in (line.item_id, None))
        return [self._lack(lack) for lack in lacks] or [
            self._lack(self._of_extra(line.item_id)),
            _("The need is served without it."),
        ]

    def _of_extra(self, item_pk: int) -> dict[str, Any]:
        """What a thing is missing that its need is served without: no lack of the need, which the engine tells."""
        item = self._items[item_pk]
        ready = [device for device in self._devices.values() if device["category"] == item["category"]]
        fitting = [device for device in ready if _reaches(device, item)]
        allowed = [device for device in fitting if [item_pk, device["device"]] not in self._forbidden]
        kind = Lack.STOCK if allowed else Lack.FORBIDDEN if fitting else Lack.SPEC if ready else Lack.NO_STOCK
        return {"lack": kind, "item": item_pk, "in_category": len(ready), "fitting": len(allowed), "extra": True}

    def _category_of(self, item: int) -> str:
        return self._categories.get(self._items[item]["category"], "")

    def _lack(self, lack: Mapping[str, Any]) -> str:
        kind = Lack(lack["lack"])
        item = self._items.get(lack.get("item"))
        if item is not None:
            return self._lack_of(kind, lack, item)
        return self._lack_of_need(kind, lack)

    def _lack_of(self, kind: Lack, lack: Mapping[str, Any], item: Mapping[str, Any]) -> str:
        words = {
            "category": self._categories.get(item["category"], ""),
            "asked": _asked(item),
            "ready": lack.get("in_category", 0),
            "fitting": lack.get("fitting", 0),
        }
        sentences = {
            Lack.NO_STOCK: _("Stock: no %(category)s is ready."),
            Lack.SPEC: _("Equipment: of %(ready)d ready (%(category)s) none has %(asked)s."),
            Lack.FORBIDDEN: _("Ruled out: every %(category)s that fits was ruled out or is pinned to another need."),
            Lack.STOCK: _ELSEWHERE if lack.get("extra") else _stock_sentence(lack.get("later", 0)),
            Lack.TOGETHER: _("Each thing of the set is there, not all of them at once (%(category)s)."),
        }
        return sentences.get(kind, _("Not proven in time (%(category)s).")) % words

    def _lack_of_need(self, kind: Lack, lack: Mapping[str, Any]) -> str:
        if kind == Lack.CAP:
            return _cap_sentence(lack.get("cap") or 0, lack.get("later", 0))
        if kind == Lack.HOUSEHOLD:
            instead = lack.get("instead")
            if instead is None:
                return _("Household: another need of the same household has a device already.")
            sentence = _("Household: %(need)s of the same household comes first.")
            if lack.get("later"):
                sentence = _("Household: %(need)s of the same household is proposed. It comes later, but %(because)s.")
            return sentence % {"need": self._need_names[instead], "because": _because_of_all()}
        if kind == Lack.TOGETHER:
            return _("Each thing of the set is there, not all of them at once.")
        return _("The time was up before it was known whether this need can be served as well.")

    @cached_property
    def _need_names(self) -> dict[int, str]:
        return {row.pk: str(row) for row in Need.objects.filter(pk__in=self._needs).select_related("request")}


def _reaches(device: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    return device["ram_mib"] >= item["min_ram_mib"] and device["cores"] >= item["min_cores"]


def _because_of_all() -> str:
    return _("in total more points are served this way, or somebody pinned it")


def _stock_sentence(later: int) -> str:
    if not later:
        return _("Stock: of %(category)s %(fitting)d fit, all of them go to needs that come first.")
    sentence = ngettext(
        "Stock: of %%(category)s %%(fitting)d fit, all of them go to other needs. %(count)d of these comes later, "
        "but %(because)s.",
        "Stock: of %%(category)s %%(fitting)d fit, all of them go to other needs. %(count)d of these come later, "
        "but %(because)s.",
        later,
    )
    return sentence % {"count": later, "because": _because_of_all()}


def _cap_sentence(cap: int, later: int) -> str:
    if not cap:
        return _("Limit: the institution has had all its device sets of this period.")
    if later:
        sentence = ngettext(
            "Limit: all device sets that the institution gets in this period go to other needs of it. %(count)d of "
            "these comes later, but %(because)s.",
            "Limit: all device sets that the institution gets in this period go to other needs of it. %(count)d of "
            "these come later, but %(because)s.",
            later,
        )
        return sentence % {"count": later, "because": _because_of_all()}
    sentence = ngettext(
        "Limit: the institution gets %(count)d more device set in this period, which goes to a need that comes first.",
        "Limit: the institution gets %(count)d more device sets in this period, which go to needs that come first.",
        cap,
    )
    return sentence % {"count": cap}


def _asked(item: Mapping[str, Any]) -> str:
    parts = []
    if item["min_ram_mib"]:
        parts.append(_("%(memory)s GB memory") % {"memory": gibibytes(item["min_ram_mib"])})
    if item["min_cores"]:
        parts.append(_("%(cores)s cores") % {"cores": item["min_cores"]})
    return ", ".join(parts) or _("what is asked for")


def _compared(device: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[str]:
    if item["min_ram_mib"]:
        has, asked = gibibytes(device["ram_mib"]), gibibytes(item["min_ram_mib"])
        yield _("%(has)s GB memory, at least %(asked)s") % {"has": has, "asked": asked}
    if item["min_cores"]:
        yield _("%(has)s cores, at least %(asked)s") % {"has": device["cores"], "asked": item["min_cores"]}


def _ready(device: Mapping[str, Any]) -> Iterator[str]:
    if "ready_since" in device:
        day = date.fromisoformat(device["ready_since"])
        yield _("ready since %(day)s") % {"day": date_format(day, "d.m.y")}


def _choice(reason: Mapping[str, int]) -> Iterable[str]:
    """Where the other devices that would fit are."""
    if count := reason.get("smaller_given"):
        yield (
            ngettext(
                "%(count)d smaller one goes to another need",
                "%(count)d smaller ones go to other needs",
                count,
            )
            % {"count": count}
        )
    if count := reason.get("older_given"):
        yield (
            ngettext(
                "%(count)d older one of the kind goes to another need",
                "%(count)d older ones of the kind go to other needs",
                count,
            )
            % {"count": count}
        )
    if count := reason.get("better_left"):
        yield (
            ngettext(
                "%(count)d better one stays for who needs more",
                "%(count)d better ones stay for those who need more",
                count,
            )
            % {"count": count}
        )
    if reason.get("alike_of"):
        yield (
            _("class set: %(alike)d of %(of)d of this model")
            % {"alike": reason.get("alike", 0), "of": reason["alike_of"]}
        )
