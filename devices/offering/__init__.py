"""Offering devices: the public form, its confirmation, what is probably refused, and what is found at the door."""
