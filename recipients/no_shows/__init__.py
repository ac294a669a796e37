"""Appointments to which nobody came: a pupil's family, or a whole institution."""
