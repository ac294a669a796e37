"""When goods come: drop-off slots, pick-ups, the calendar of both, and what is said about them by mail."""
