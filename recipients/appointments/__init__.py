"""A handover's day: its room, what speaks against it, splitting one over two, wishes for another date, mails."""
