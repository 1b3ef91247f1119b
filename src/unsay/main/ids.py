"""New ids and secrets. Belongs here: the only randomness of the program. Not here: what is named by them."""

import secrets
import threading
import time

_RANDOM_BITS = 74
_COUNT_ROOM_BITS = 62
"""A millisecond's first id leaves this much above it for those that follow in the same millisecond."""

_STOCK_BYTES = 1_024


class Ids:
    """Makes UUIDv7 text; within a process each is greater than the one before, whatever the clock does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millis = 0
        self._low = 0
        self._random = b""

    def new(self) -> str:
        """Return a new UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random bits that only grow within
        one.
        """
        now = time.time_ns() // 1_000_000
        with self._lock:
            if now > self._millis:
                self._millis, self._low = now, self._bits(_RANDOM_BITS - 1)
            else:
                self._low += 1 + self._bits(_COUNT_ROOM_BITS)
                if self._low >> _RANDOM_BITS:
                    self._millis, self._low = self._millis + 1, self._bits(_RANDOM_BITS - 1)
            millis, low = self._millis, self._low
        high, rest = low >> 62, low & ((1 << 62) - 1)
        text = f"{millis << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | rest:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _bits(self, count: int) -> int:
        """Return so many random bits, out of a stock: the kernel is asked once for many ids."""
        size = (count + 7) // 8
        if len(self._random) < size:
            self._random = secrets.token_bytes(_STOCK_BYTES)
        taken, self._random = self._random[:size], self._random[size:]
        return int.from_bytes(taken) >> (size * 8 - count)
