"""Needs pasted as a small table out of a spreadsheet."""
