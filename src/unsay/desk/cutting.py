"""Cutting what is told so that it fits: a range of changes into a frame, part of a list into an answer.

Belongs here: the upper bound of a size and where to cut.

Changes are numbered; what one number changed stays together, or a page could stop between and miss the rest.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from unsay.core.limits import FRAME_OUT_MAX_BYTES, FRAME_OUT_MAX_MESSAGES, LIST_MAX_BYTES

T = TypeVar("T")
FETCH_ROWS = FRAME_OUT_MAX_MESSAGES + 1
"""How many changed rows to fetch: one more than fits tells that there are more."""
FRAME_BUDGET_BYTES = FRAME_OUT_MAX_BYTES * 7 // 16
"""For each of the two lists a desk frame may hold, with room for what is around them."""
_AROUND_BYTES = 1_500
"""More than ids, times, words of ours and field names of one message, or of one conversation, take."""


def view_bytes(*texts: str | None) -> int:
    """Return an upper bound of the bytes that a message or a conversation with these `texts` takes as JSON:
    everything in it that somebody wrote, names included.
    """
    return _AROUND_BYTES + sum(len(msgspec.json.encode(text)) + 1 for text in texts)


def first_fitting(rows: Sequence[T], *, limit: int, size: Callable[[T], int]) -> Sequence[T]:
    """Return the first `limit` of `rows`, or fewer if they would be too long an answer, but not none."""
    total = 0
    for count, row in enumerate(rows[:limit]):
        total += size(row)
        if total > LIST_MAX_BYTES and count:
            return rows[:count]
    return rows[:limit]


def cut(
    rows: Sequence[T], *, number: Callable[[T], int], size: Callable[[T], int]
) -> tuple[Sequence[T], int | None]:
    """Return the `rows` (ordered by number, at most FETCH_ROWS fetched) that fit, and the last number they
    cover.

    None: all there is. Nothing fits only where one number changed too much; then the page must start afresh.
    """
    total = 0
    for row in rows[:FRAME_OUT_MAX_MESSAGES]:
        total += size(row)
        if total > FRAME_BUDGET_BYTES:
            boundary = number(row)
            break
    else:
        if len(rows) < FETCH_ROWS:
            return rows, None
        boundary = number(rows[-1])
    return [row for row in rows if number(row) < boundary], boundary - 1
