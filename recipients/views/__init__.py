"""Pages of institutions, requests, needs and allocations."""
