"""Pages of proposals and caps."""
