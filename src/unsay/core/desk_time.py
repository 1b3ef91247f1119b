"""Desk time: the one clock every decision is made by.

Belongs here: its definition. Not here: reading a clock.
"""

from unsay.core.words import Millis


def desk_time(*, clock: Millis, last_entry_at: Millis) -> Millis:
    """Return the later of the clock and the last entry's time, so that desk time never goes back."""
    return max(clock, last_entry_at)
