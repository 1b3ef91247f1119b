"""Waiting for what a desk does in its own time: polls with a generous deadline, never a bare sleep, never a
measured speed.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_SECONDS = 20.0
Value = TypeVar("Value")


def eventually(
    look: Callable[[], Value | None], *, seconds: float = PATIENCE_SECONDS, every: float = 0.05
) -> Value:
    """The first true value of `look`; an assertion that fails inside it counts as "not yet" until the
    deadline.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            value = look()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        else:
            if value:
                return value
            assert time.monotonic() <= deadline, f"still not true after {seconds} s"
        time.sleep(every)
