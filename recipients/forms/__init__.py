"""Forms of institutions, requests and allocations."""
