"""Proposals of allocations: read what waits and what is ready, have it calculated, say something to it, confirm it. The
calculation itself is `recipients.proposing`."""
