"""Stocktaking of accessories, one place after the other."""

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.accessories.forms import ShelfForm
from devices.accessories.stock import count_shelf
from devices.models import AccessoryStock, Location

REFURBISH = "devices.refurbish_device"


@require_safe
@permitted(REFURBISH)
def accessory_places(request: HttpRequest) -> HttpResponse:
    """Every place with accessories, to choose the one that is counted."""
    places = Location.objects.filter(accessories__isnull=False)
    counted = places.annotate(sorts=Count("accessories"), pieces=Sum("accessories__count"))
    return render(request, "devices/accessories/places.html", {"places": counted.order_by("position", "code")})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(REFURBISH)
def accessory_count(request: HttpRequest, pk: int) -> HttpResponse:
    """All sorts of one place in one form; what is left empty is not counted."""
    place = get_object_or_404(Location, pk=pk)
    rows = list(AccessoryStock.objects.visible_to(request.user).with_names().filter(location=place))
    form = ShelfForm(typed(request), rows=rows)
    if form.is_bound and form.is_valid():
        counted = form.counted(form.cleaned_data)
        try:
            differences = count_shelf(counted, actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _told(len(counted), len(differences)))
            return redirect("accessory_places")
    return render(request, "devices/accessories/count.html", {"place": place, "form": form, "rows": rows})


def _told(counted: int, differing: int) -> str:
    text = ngettext("%(count)d sort is counted.", "%(count)d sorts are counted.", counted) % {"count": counted}
    if not differing:
        return f"{text} {_('All as expected.')}"
    other = ngettext("%(count)d was not as expected.", "%(count)d were not as expected.", differing)
    return f"{text} {other % {'count': differing}}"
