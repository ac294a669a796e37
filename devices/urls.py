"""Addresses of devices."""

urlpatterns = []
