"""The waiting list as a page."""
