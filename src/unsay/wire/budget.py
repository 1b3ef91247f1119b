"""How many frames a peer may send. Pure: the time is an argument."""

from unsay.core.limits import FRAMES_BURST, FRAMES_PER_SECOND


class FrameBudget:
    """So many at once, then so many a second."""

    __slots__ = ("_at", "_left")

    def __init__(self, now: float) -> None:
        self._left = float(FRAMES_BURST)
        self._at = now

    def take(self, now: float) -> bool:
        """Take one, at `now` in monotonic seconds; False if there is none left."""
        self._left = min(float(FRAMES_BURST), self._left + (now - self._at) * FRAMES_PER_SECOND) - 1
        self._at = now
        return self._left >= 0
