"""Where a session stands. Both audiences go the same way."""

from enum import Enum, auto


class Phase(Enum):
    """A session's states, in the order they are gone through; a hello begins again at `OPENING`."""

    AWAITING_HELLO = auto()
    OPENING = auto()
    """Hello was said; who says it is being proved and where they stand is being read."""
    LIVE = auto()
    CLOSED = auto()
