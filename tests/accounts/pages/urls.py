"""Addresses for tests of the page machinery: the names that the shell uses, a list and a form."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django_filters import ChoiceFilter, DateFilter, FilterSet, MultipleChoiceFilter

from accounts.pages.columns import Column
from accounts.pages.filters import SearchFilter
from accounts.pages.flash import flash
from accounts.pages.forms import DateInput, RowFormSet
from accounts.pages.lists import BulkAction, ListPage
from devices.enums import CosmeticGrade, DeviceStatus
from devices.models import Device


class DeviceFilter(FilterSet):
    q = SearchFilter(numbers=("number", "serial"))
    status = MultipleChoiceFilter(choices=DeviceStatus.choices, label="Status")
    grade = ChoiceFilter(field_name="cosmetic_grade", choices=CosmeticGrade.choices, label="Grade")
    since = DateFilter(field_name="status_since", lookup_expr="date__gte", label="Since", widget=DateInput())

    class Meta:
        model = Device
        fields: list[str] = []


class DeviceList(ListPage):
    model = Device
    filterset_class = DeviceFilter
    permission_required = "devices.view_device"
    title = "Things"
    default_sort = "-since"
    related = ("category", "location", "donation__donor")
    pick_value = "number"
    bulk_actions = (
        BulkAction("Print labels", "start"),
        BulkAction("Decide", "start", permission="devices.recycle_device"),
    )
    columns = (
        Column("number", "Number", sort="number", code=True, link=lambda device: f"/things/{device.number}/"),
        Column("title", "Thing", sort=("maker", "model"), main=True),
        Column("status", "Status", badge="device", sort="status", mark=lambda device: device.hold_reason),
        Column("location", "Location", data_label="at"),
        Column("since", "Since", value="status_since", sort="status_since", numeric=True),
        Column("donor", "Donor", value="donation.donor.name", permission="donations.view_donation"),
        Column("serial", "Serial", on_page=False),
        Column("grade", "Grade", value="cosmetic_grade", in_export=False),
    )


class OfferForm(forms.Form):
    kind = forms.ChoiceField(choices=[("a", "Company"), ("b", "Person")], widget=forms.RadioSelect)
    mail = forms.EmailField(label="Mail", help_text="We write to it.")
    grade = forms.ChoiceField(choices=[("A", "good")], required=False)
    note = forms.CharField(widget=forms.Textarea(attrs={"class": "h4f-short", "placeholder": "x"}), required=False)
    file = forms.FileField(required=False)
    agree = forms.BooleanField(label="Agree")


class RowForm(forms.Form):
    maker = forms.CharField(label="Maker")


Rows = forms.formset_factory(RowForm, formset=RowFormSet, extra=1)


@login_not_required
def offer(request: HttpRequest) -> HttpResponse:
    form, rows = OfferForm(request.POST or None), Rows(request.POST or None, prefix="rows")
    return render(request, "offer.html", {"form": form, "rows": rows})


def shelf(request: HttpRequest) -> HttpResponse:
    flash(request, "Saved.", undo_url="/undo/1/")
    return render(request, "base.html", {"title": "Shelf"})


@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html", {"title": "Nothing"})


SHELL = (
    "search",
    "set_language_choice",
    "profile",
    "session_left",
    "session_stay",
    "bench_keys",
    "bench_open",
    "help",
    "privacy",
    "accessibility",
    "imprint",
)
urlpatterns = [
    path("", nothing, name="start"),
    path("things/", DeviceList.as_view(), name="things"),
    path("offer/", offer, name="offer"),
    path("shelf/", shelf, name="shelf"),
    path("account/", include("allauth.urls")),
    *[path(f"{name}/", nothing, name=name) for name in SHELL],
]
