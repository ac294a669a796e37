"""Addresses of papers that confirm a gift."""

from django.urls import path

from devices.confirmations import by_link, views
from devices.confirmations.due import ConfirmationsDue

urlpatterns = [
    path("donations/to-confirm/", ConfirmationsDue.as_view(), name="confirmations_due"),
    path("donations/state/<str:token>/values/", by_link.state_values, name="donation_state_values"),
    path("donations/state/<str:token>/values/origin/", by_link.state_origin, name="donation_state_origin"),
    path("donations/state/<str:token>/address/", by_link.address, name="donation_state_address"),
    path("donations/<donation:number>/values/", views.state_values, name="donation_values"),
    path("donations/<donation:number>/values/origin/", views.state_origin, name="donation_origin"),
    path("donations/<donation:number>/confirm/", views.confirm, name="donation_confirm"),
    path("donations/<donation:number>/confirm/tax/", views.issue_tax, name="confirmation_issue"),
    path("donations/<donation:number>/confirm/transfer/", views.issue_transfer, name="transfer_issue"),
    path("donations/<donation:number>/confirmed/<str:document>/void/", views.void, name="confirmation_void"),
    path("donations/<donation:number>/confirmed/<str:document>/copy/", views.copy, name="confirmation_copy"),
]
