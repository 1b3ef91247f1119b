"""Why a socket is closed, as its closing handshake says it (protocol, section 4). Belongs here: the codes."""

from enum import IntEnum


class Close(IntEnum):
    """A close code. Those below 4000 are the WebSocket protocol's own."""

    GOODBYE = 1000
    TROUBLE = 1011
    RESTARTING = 1012
    TRY_LATER = 1013
    """Nothing can be read or written just now."""
    BAD_FRAME = 4400
    NOT_SIGNED_IN = 4401
    NO_HELLO = 4408
    REVOKED = 4409
    REPLACED = 4410
    """The same page connected again."""
    TOO_FAST = 4429
