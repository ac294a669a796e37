"""Addresses of institutions, requests, needs and allocations. Codes never stand in them."""

from django.urls import path, register_converter

from recipients.views import (
    allocations,
    class_sets,
    drafts,
    institutions,
    need_changes,
    needs,
    pasting,
    remainders,
    request_export,
    requests,
)


class RequestNumber:
    """A request's number, so that words beside it (`/requests/new/`) are never read as one."""

    regex = r"B-\d{4}-\d{5,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RequestNumber, "request")

urlpatterns = [
    path("institutions/", institutions.InstitutionList.as_view(), name="institution_list"),
    path("institutions/apply/", institutions.institution_apply, name="institution_apply"),
    path("institutions/<int:pk>/", institutions.institution_detail, name="institution_detail"),
    path("institutions/<int:pk>/approve/", institutions.institution_approve, name="institution_approve"),
    path("institutions/<int:pk>/refuse/", institutions.institution_refuse, name="institution_refuse"),
    path("institutions/<int:pk>/suspend/", institutions.institution_suspend, name="institution_suspend"),
    path("institutions/<int:pk>/lift/", institutions.institution_lift, name="institution_lift"),
    path("requests/", requests.RequestList.as_view(), name="request_list"),
    path("requests/new/", drafts.request_new, name="request_new"),
    path("requests/<request:number>/", requests.request_detail, name="request_detail"),
    path("requests/<request:number>/edit/", drafts.request_edit, name="request_edit"),
    path("requests/<request:number>/paste/", pasting.request_paste, name="request_paste"),
    path("requests/<request:number>/class-sets/new/", class_sets.class_set_new, name="class_set_new"),
    path("requests/<request:number>/export/", request_export.request_export, name="request_export"),
    path("requests/<request:number>/submit/", requests.request_submit, name="request_submit"),
    path("requests/<request:number>/withdraw/", requests.request_withdraw, name="request_withdraw"),
    path("requests/<request:number>/close-rest/", remainders.request_close_rest, name="request_close_rest"),
    path("requests/<request:number>/reopen-rest/", remainders.request_reopen_rest, name="request_reopen_rest"),
    path(
        "requests/<request:number>/reopen-rest/<int:closing>/",
        remainders.request_reopen_closing,
        name="request_reopen_closing",
    ),
    path("requests/<request:number>/approve/", requests.request_approve, name="request_approve"),
    path("requests/<request:number>/decline/", requests.request_decline, name="request_decline"),
    path("class-sets/<int:pk>/edit/", class_sets.class_set_edit, name="class_set_edit"),
    path("class-sets/<int:pk>/remove/", class_sets.class_set_remove, name="class_set_remove"),
    path("class-sets/<int:pk>/reduce/", class_sets.class_set_reduce, name="class_set_reduce"),
    path("class-sets/<int:pk>/close-rest/", remainders.class_set_close_rest, name="class_set_close_rest"),
    path("needs/<int:pk>/", needs.need_detail, name="need_detail"),
    path("needs/<int:pk>/edit/", need_changes.need_edit, name="need_edit"),
    path("needs/<int:pk>/language/", need_changes.need_language, name="need_language"),
    path("needs/<int:pk>/withdraw/", needs.need_withdraw, name="need_withdraw"),
    path("needs/<int:pk>/close-rest/", remainders.need_close_rest, name="need_close_rest"),
    path("needs/<int:pk>/decline/", needs.need_decline, name="need_decline"),
    path("needs/items/<int:pk>/allocate/", allocations.allocation_create, name="allocation_create"),
    path("allocations/<int:pk>/release/", allocations.allocation_release, name="allocation_release"),
    path("allocations/<int:pk>/swap/", allocations.allocation_swap, name="allocation_swap"),
]
