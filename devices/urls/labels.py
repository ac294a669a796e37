"""Addresses of labels."""

from django.urls import path

from devices.labelling import reference_views, stuck, views

urlpatterns = [
    path("donations/<donation:number>/labels/", views.donation_labels, name="donation_labels"),
    path("devices/labels/", views.device_labels, name="device_labels"),
    path("labels/", views.LabelRunList.as_view(), name="label_runs"),
    path("labels/blank/", views.blank_labels, name="blank_labels"),
    path("labels/locations/", views.location_labels, name="location_labels"),
    path("labels/runs/<int:pk>/", views.label_run, name="label_run"),
    path("labels/runs/<int:pk>/pdf/", views.label_run_pdf, name="label_run_pdf"),
    path("labels/sheets/", reference_views.SheetList.as_view(), name="label_sheet_list"),
    path("labels/sheets/new/", reference_views.sheet_new, name="label_sheet_new"),
    path("labels/sheets/<slug:code>/", reference_views.sheet_edit, name="label_sheet"),
    path("labels/printers/", reference_views.PrinterList.as_view(), name="label_printer_list"),
    path("labels/printers/new/", reference_views.printer_new, name="label_printer_new"),
    path("labels/printers/<int:pk>/", reference_views.printer_edit, name="label_printer"),
    path("labels/printers/<int:pk>/test-page/<slug:code>/", reference_views.printer_test_page, name="label_test_page"),
    path("labels/<device:number>/", stuck.label_detail, name="label_detail"),
    path("labels/<device:number>/new-device/", stuck.label_new_device, name="label_new_device"),
    path("labels/<device:number>/release/", stuck.label_release, name="label_release"),
    path("labels/<device:number>/throw-away/", stuck.label_throw_away, name="label_throw_away"),
    path("labels/<device:number>/take-back/", stuck.label_take_back, name="label_take_back"),
]
