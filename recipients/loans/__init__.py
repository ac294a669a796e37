"""Devices that are lent: when they are due, who is reminded, how they come back."""
