"""Times as the outside reads them: RFC 3339, UTC, milliseconds, `Z`."""

from datetime import UTC, datetime
from functools import lru_cache

from unsay.core.words import Millis


@lru_cache(maxsize=4096)
def rfc3339(at: Millis) -> str:
    """Return `at` as text such as `2026-01-31T09:05:07.123Z`."""
    seconds, millis = divmod(at, 1000)
    # Not by strftime, which takes ten times as long.
    moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=millis * 1000, tzinfo=None)
    return f"{moment.isoformat(timespec='milliseconds')}Z"


def rfc3339_or_none(at: Millis | None) -> str | None:
    """Return `at` as text, None staying None."""
    return None if at is None else rfc3339(at)
