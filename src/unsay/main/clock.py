"""The one clock.

Belongs here: reading the machine's time. Not here: desk time, which never goes back (see `core.desk_time`).
"""

import time

from unsay.core.words import Millis


def wall_clock() -> Millis:
    """Return the machine's time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000
