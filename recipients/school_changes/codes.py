"""The code by which one school hands a waiting time over to another. Of it only a digest is kept."""

import hashlib
import secrets

# Without what looks alike.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
GROUPS, LENGTH = 3, 4


def new_code() -> str:
    """59 random bits in three groups, for example "K7MW-2PXD-Q9TA"."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(LENGTH)) for _group in range(GROUPS))


def digest(typed: str) -> str:
    """SHA-256 of a code, however it was typed."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()
