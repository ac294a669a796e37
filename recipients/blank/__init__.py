"""Papers of a handover to print ahead for days without internet: filled in by hand, entered later."""
