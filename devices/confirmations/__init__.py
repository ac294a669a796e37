"""Papers that confirm what a donor gave: stated values, the tax confirmation, the transfer receipt without values."""
