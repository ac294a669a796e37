"""Who does something, and by which way."""

from dataclasses import dataclass

from accounts.models import User
from custody.enums import Via


@dataclass(frozen=True)
class Actor:
    """A person (with an account), or nobody: somebody with a link, or the system itself."""

    user: User | None
    via: Via

    @classmethod
    def person(cls, user: User) -> "Actor":
        """Somebody who is signed in."""
        return cls(user=user, via=Via.PERSON)

    @classmethod
    def program(cls, user: User) -> "Actor":
        """A program that has somebody's token."""
        return cls(user=user, via=Via.TOKEN)

    @classmethod
    def link(cls) -> "Actor":
        """Somebody who holds a signed link, or a visitor."""
        return cls(user=None, via=Via.LINK)

    @classmethod
    def system(cls) -> "Actor":
        """A rule that runs by itself."""
        return cls(user=None, via=Via.SYSTEM)
