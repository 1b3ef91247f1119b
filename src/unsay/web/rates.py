"""How often one may do a thing: token buckets.

Belongs here: counting in memory, bounded. Not here: sign-in failures (see `sign_in_limits`).
"""

from collections import OrderedDict
from collections.abc import Callable

import msgspec

KEYS_MAX_COUNT = 20_000
"""Buckets kept; beyond it the longest unused is forgotten, which only ever errs to the generous side."""


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """So many at once, then so many a second."""

    burst: float
    per_second: float

    @classmethod
    def parse(cls, text: str) -> "Rate":
        """Read `burst/per second`; raises `ValueError`."""
        burst, _, per_second = text.partition("/")
        try:
            rate = cls(burst=float(burst), per_second=float(per_second))
        except ValueError:
            raise ValueError("expected burst/per second such as 200/10, or off") from None
        if not (1 <= rate.burst < float("inf") and 0 < rate.per_second < float("inf")):
            raise ValueError("expected a burst of at least 1 and more than 0 per second")
        return rate


class Buckets:
    """One bucket a key; `clock` is monotonic seconds. Without a rate everything may pass."""

    def __init__(self, rate: Rate | None, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Take one from the bucket of `key` and return 0, or return in how many seconds there will be one."""
        rate = self._rate
        if rate is None:
            return 0.0
        now = self._clock()
        left, since = self._left.get(key, (rate.burst, now))
        left = min(rate.burst, left + (now - since) * rate.per_second)
        passes = left >= 1
        self._left[key] = (left - 1 if passes else left, now)
        self._left.move_to_end(key)
        if len(self._left) > KEYS_MAX_COUNT:
            self._left.popitem(last=False)
        return 0.0 if passes else (1 - left) / rate.per_second
