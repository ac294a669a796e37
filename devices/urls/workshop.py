"""Addresses of devices and of the workshop."""

urlpatterns = []
