"""Addresses of handovers and receipts."""

urlpatterns = []
