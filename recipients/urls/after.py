"""Addresses of what comes after a handover: devices in use, reports, loans, changes of school."""

from django.urls import path

from recipients.loans import views as loans
from recipients.reports import lists, views
from recipients.school_changes import views as school_changes

urlpatterns = [
    path("in-use/", lists.InUseList.as_view(), name="in_use_list"),
    path("in-use/<int:pk>/report/", views.report_new, name="report_new"),
    path("reports/", lists.ReportList.as_view(), name="report_list"),
    path("reports/new/", views.report_find, name="report_find"),
    path("reports/<int:pk>/", views.report_detail, name="report_detail"),
    path("reports/<int:pk>/decide/", views.report_decide, name="report_decide"),
    path("reports/<int:pk>/arrived/", views.report_arrived, name="report_arrived"),
    path("reports/<int:pk>/not-repairable/", views.report_give_up, name="report_give_up"),
    path("reports/<int:pk>/withdraw/", views.report_withdraw, name="report_withdraw"),
    path("reports/<int:pk>/undo/", views.report_undo, name="report_undo"),
    path("needs/<int:pk>/change-school/", school_changes.need_change_school, name="need_change_school"),
    path("needs/<int:pk>/carry-over/", school_changes.need_carry_over, name="need_carry_over"),
    path("school-changes/<int:pk>/undo/", school_changes.school_change_undo, name="school_change_undo"),
    path("loans/extend/", loans.loan_extend, name="loan_extend"),
    path("loans/return/", loans.loan_return, name="loan_return"),
    path("loans/<int:pk>/lost/", loans.loan_lost, name="loan_lost"),
]
