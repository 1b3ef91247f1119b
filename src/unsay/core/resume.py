"""Resuming: whether a page that comes back can go on from where it was. Pure; both audiences ask here."""

import msgspec

from unsay.core.limits import CATCH_UP_MAX_ENTRIES


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a counter stands: the desk's timeline and its last number."""

    epoch: str
    upto: int


def must_reset(*, after: int | None, epoch: str | None, standing: Standing) -> bool:
    """Say whether a page that last applied `after` of `epoch` has to start afresh."""
    if after is None or after < 0 or epoch != standing.epoch:
        return True
    return after > standing.upto or standing.upto - after > CATCH_UP_MAX_ENTRIES
