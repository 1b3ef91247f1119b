"""What a channel can do about a message that was sent: three ways to recall, as data.

Nowhere else may anything ask which channel it is.
"""

import msgspec

from unsay.core.words import Millis


class Live(msgspec.Struct, frozen=True, tag="live"):
    """We hold the contact's view ourselves and remove the message from it."""


class Platform(msgspec.Struct, frozen=True, tag="platform"):
    """The platform deletes on request while a message is younger than `max_age`."""

    max_age: Millis


class Unable(msgspec.Struct, frozen=True, tag="none"):
    """The platform offers no recall; `reason` is what an agent is told."""

    reason: str


RecallCapability = Live | Platform | Unable
