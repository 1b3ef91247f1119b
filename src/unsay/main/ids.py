"""New ids and secrets. Belongs here: the only randomness of the program. Not here: what is named by them."""

import secrets
import threading
import time

_RANDOM_BITS = 74
_COUNT_ROOM_BITS = 62
"""A millisecond's first id leaves this much above it for those that follow in the same millisecond."""


class Ids:
    """Makes UUIDv7 text; within a process each is greater than the one before, whatever the clock does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millis = 0
        self._low = 0

    def new(self) -> str:
        """Return a new UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random bits that only grow within
        one.
        """
        now = time.time_ns() // 1_000_000
        with self._lock:
            if now > self._millis:
                self._millis, self._low = now, secrets.randbits(_RANDOM_BITS - 1)
            else:
                self._low += 1 + secrets.randbits(_COUNT_ROOM_BITS)
                if self._low >> _RANDOM_BITS:
                    self._millis, self._low = self._millis + 1, secrets.randbits(_RANDOM_BITS - 1)
            millis, low = self._millis, self._low
        high, rest = low >> 62, low & ((1 << 62) - 1)
        text = f"{millis << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | rest:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
