"""The board's page: one filter, three ways to look at what stands in the workshop."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.pages.lists import PAGE, ListPage
from devices.board.cards import columns
from devices.board.filters import BoardFilter
from devices.board.places import places, stock
from devices.enums import IN_WORKSHOP
from devices.models import Device
from devices.workshop_views.lists import DeviceList

VIEW = "view"
BY_STAGE, BY_PLACE, STOCK = "stages", "places", "stock"
VIEWS = ((BY_STAGE, _("By stage")), (BY_PLACE, _("What stands where")), (STOCK, _("Ready stock")))


class WorkshopBoard(ListPage):
    """What stands in the workshop; its export holds the devices that the board counts."""

    model = Device
    filterset_class = BoardFilter
    template_name = "devices/workshop/board.html"
    permission_required = "devices.view_device"
    title = _("Workshop")
    default_sort = "status_since"
    related = DeviceList.related
    columns = DeviceList.columns

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(status__in=IN_WORKSHOP)

    def rows(self, objects: QuerySet) -> list[dict[str, Any]]:
        """The board draws cards and counts instead of a page of rows."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        view = self.request.GET.get(VIEW, BY_STAGE)
        context |= {
            "kept": {VIEW: view} if view != BY_STAGE else {},
            "views": [(word, self.address(**{VIEW: code, PAGE: None}), code == view) for code, word in VIEWS],
            "mine_url": self.address(person=self.request.user.pk),
            "is_mine": self.request.GET.get("person") == str(self.request.user.pk),
        }
        return context | self._seen(view, self.filterset.qs)

    def _seen(self, view: str, devices: QuerySet[Device]) -> dict[str, Any]:
        if view == BY_PLACE:
            stages, rows = places(devices, self.list_of)
            return {"heads": [stage.title for stage in stages], "places": rows}
        if view == STOCK:
            grades, rows = stock(devices, self.list_of)
            return {"heads": grades, "stock": rows}
        return {"stages": columns(devices, self.list_of)}

    def list_of(self, **narrowed: Any) -> str:
        """The list of devices with the board's filters and these."""
        query = QueryDict(mutable=True)
        for name in self.filterset.form.fields:
            if value := self.request.GET.get(name):
                query[name] = value
        for name, value in narrowed.items():
            query[name] = value
        return f"{reverse('device_list')}?{query.urlencode()}"
