"""Scan-a-pile: one thing is done with many devices, one scan each, and every line can be undone."""
