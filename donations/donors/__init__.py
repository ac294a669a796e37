"""Donors as coordination keeps them: who belongs to one, which are the same, and what was said to whom."""
