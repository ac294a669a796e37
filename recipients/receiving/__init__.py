"""Whom a receipt is for: a need, or a class set as a whole, which the institution receives with an annex."""
