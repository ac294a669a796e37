"""Deciding about several requests or needs in one step, and taking it back as one."""
