"""What can be wrong with the content of a paper; each error names the text, so that a person can mend it."""

import unicodedata


class PaperError(ValueError):
    """A paper can't be drawn from this content."""


class MissingGlyph(PaperError):
    """A text holds a character that the embedded fonts can't draw.

    `character` is the character, `code_point` its code as U+XXXX, `context` the text that holds it.
    """

    def __init__(self, character: str, context: str) -> None:
        self.character = character
        self.code_point = f"U+{ord(character):04X}"
        self.context = context
        name = unicodedata.name(character, "unnamed")
        super().__init__(f"No glyph for {self.code_point} {name} in “{context}”")


class DoesNotFit(PaperError):
    """A text is too long for its place. `place` names the place, `text` is what was to be printed."""

    def __init__(self, place: str, text: str) -> None:
        self.place = place
        self.text = text
        super().__init__(f"Does not fit into {place}: “{text}”")


class LogoMissing(PaperError):
    """The letterhead's logo is not in the storage, or is not the file that was stored. `key` is its SHA-256."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"The logo {key[:12]} is missing")
