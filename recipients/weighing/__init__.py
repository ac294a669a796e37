"""How much each fact weighs: what holds from which day, what a change would do, and who changed it."""
