"""Spare parts: from one device into stock and into another."""
