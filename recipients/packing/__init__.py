"""Putting a handover together: the list by shelf, the scan of every packed device, an equal one in place of another."""
