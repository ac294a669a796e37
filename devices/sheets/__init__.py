"""Papers for days without internet: printed ahead, filled in by hand, entered later with their real time."""
