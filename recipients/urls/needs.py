"""Addresses of institutions, requests, needs and allocations."""

urlpatterns = []
