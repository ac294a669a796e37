"""Which ready devices fit an item of a need, the best fit first, and why."""

from collections.abc import Iterable

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from devices.models import Device
from recipients.models import MinimumSpec, NeedItem

MIB_PER_GIB = 1024


def fitting(item: NeedItem, devices: QuerySet | None = None) -> QuerySet:
    """The ready devices of the item's category that reach its minimum, best fit first: least memory above it, then
    fewest cores above it, then ready longest. What is not known of a device counts as zero."""
    spec = item.minimum_spec
    free = (Device.objects.ready() if devices is None else devices).filter(category=item.category_id)
    return _reaching(free, Value(spec.min_ram_mib if spec else 0), Value(spec.min_cores if spec else 0)).order_by(
        "known_ram", "known_cores", "status_since", "pk"
    )


def _reaching(devices: QuerySet, ram_mib, cores) -> QuerySet:
    known = devices.annotate(
        known_ram=Coalesce(F("ram_mib"), 0, output_field=IntegerField()),
        known_cores=Coalesce(F("cores"), 0, output_field=IntegerField()),
    )
    return known.filter(known_ram__gte=ram_mib, known_cores__gte=cores)


def fits(device: Device, item: NeedItem) -> bool:
    """Whether this device is of the item's category and reaches its minimum, whatever its status."""
    return fitting(item, Device.objects.filter(pk=device.pk)).exists()


def reaches(device: Device, spec: MinimumSpec | None) -> bool:
    """The rule of `fitting` for a device that is in memory: whether it reaches the minimum."""
    if spec is None:
        return True
    return (device.ram_mib or 0) >= spec.min_ram_mib and (device.cores or 0) >= spec.min_cores


def servable(needs: QuerySet) -> QuerySet:
    """Those of which an item could get a device today."""
    ram = Coalesce(OuterRef("minimum_spec__min_ram_mib"), 0, output_field=IntegerField())
    cores = Coalesce(OuterRef("minimum_spec__min_cores"), 0, output_field=IntegerField())
    device = _reaching(Device.objects.ready().filter(category=OuterRef("category")), ram, cores)
    items = NeedItem.objects.unpromised().filter(Exists(device), need=OuterRef("pk"))
    return needs.filter(Exists(items))


def why(device: Device, spec: MinimumSpec | None) -> str:
    """Why this device fits, in one line: what it has beside what is asked, and since when it has been ready."""
    ready = _("ready since %(day)s") % {"day": date_format(localtime(device.status_since), "d.m.y")}
    return " · ".join([*_compared(device, spec), ready])


def _compared(device: Device, spec: MinimumSpec | None) -> Iterable[str]:
    if spec and spec.min_ram_mib:
        yield _("%(has)s GB memory, at least %(asked)s") % {
            "has": gibibytes(device.ram_mib or 0),
            "asked": gibibytes(spec.min_ram_mib),
        }
    if spec and spec.min_cores:
        yield _("%(has)s cores, at least %(asked)s") % {"has": device.cores or 0, "asked": spec.min_cores}


def gibibytes(mib: int) -> str:
    """MiB as people say it: 8192 → "8", 1536 → "1.5"."""
    return f"{round(mib / MIB_PER_GIB, 1):g}"
