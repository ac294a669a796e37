"""Mails about what follows a promise: its end, a loan's end, what became of a report."""
