"""Defects and returns that an institution reports, and what becomes of them."""
