"""For how long a device is kept for a need, and what happens when that time is over."""
