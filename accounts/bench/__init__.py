"""Shared computers: one sign-in for the bench, and a PIN or badge for whoever works at it."""
