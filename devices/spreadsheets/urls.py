"""Addresses of imports."""

from django.urls import path

from devices.spreadsheets.views import columns, entering, files, rows, start

urlpatterns = [
    path("donations/import/", start.start, name="import_start"),
    path("donations/import/<int:pk>/", start.detail, name="import_detail"),
    path("donations/import/<int:pk>/columns/", columns.columns, name="import_columns"),
    path("donations/import/<int:pk>/read-again/", columns.read_again, name="import_read_again"),
    path("donations/import/<int:pk>/sheet/", columns.another_sheet, name="import_sheet"),
    path("donations/import/<int:pk>/kinds/", rows.name_kinds, name="import_kinds"),
    path("donations/import/<int:pk>/rows/", rows.save, name="import_rows"),
    path("donations/import/<int:pk>/rows/<int:number>/", rows.edit, name="import_row"),
    path("donations/import/<int:pk>/rows/<int:number>/leave-out/", rows.leave_out, name="import_row_leave_out"),
    path("donations/import/<int:pk>/rows/<int:number>/bring-back/", rows.bring_back, name="import_row_bring_back"),
    path("donations/import/<int:pk>/enter/", entering.enter, name="import_enter"),
    path("donations/import/<int:pk>/errors/", files.errors, name="import_errors"),
    path("donations/import/<int:pk>/file/", files.original, name="import_file"),
    path("donations/import/<int:pk>/put-away/", start.put_away, name="import_put_away"),
    path("donations/import/<int:pk>/take-up/", start.take_up, name="import_take_up"),
]
