"""Signatures on receipts: on screen, ticked off, waited for."""
