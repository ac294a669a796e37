"""Pallets for recycling."""
