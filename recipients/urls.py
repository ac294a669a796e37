"""Addresses of recipients."""

urlpatterns = []
