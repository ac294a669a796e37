"""Asking for devices: what can be asked for, needs and class sets as they are written, changed and put into words."""
