"""Labels: what stands on them, how they are printed and printed again, and numbers printed ahead of their devices."""
