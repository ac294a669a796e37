"""Addresses of donations."""

urlpatterns = []
