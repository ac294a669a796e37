"""The kinds of piles that every workshop has."""

from devices.piles.registry import register
from devices.piles.shelf import MOVE
from devices.piles.stocktaking import STOCKTAKING


def register_kinds() -> None:
    """Called in AppConfig.ready()."""
    register(MOVE, STOCKTAKING)
