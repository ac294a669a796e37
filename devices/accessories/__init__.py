"""Accessories in stock, counted; and what goes with a device."""
