"""What can go wrong with papers; the messages are for people."""


class ContentRefused(Exception):
    """A paper can't be made from this content: a glyph is missing, or a text does not fit."""
