"""Piles of so many receipts that a worker draws them."""
