"""Pages of storage media: the list, a medium's own page and what can be done with it, and our wipe stations."""
