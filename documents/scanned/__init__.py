"""Signed papers that come back in a pile: scanned together, told apart by their codes, the rest put before a person."""
