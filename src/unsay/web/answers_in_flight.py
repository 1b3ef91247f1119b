"""How much of what was rendered for contacts may wait to be read. Belongs here: counting it, by contact and
in all. Not here: sending (see `fenced_response`).

An answer counts from its rendering until the kernel has taken all of it: a peer that asks and doesn't read
costs itself a further answer, and not the desk its memory.
"""

from collections import Counter
from types import TracebackType
from typing import Self

from unsay.core.limits import ANSWERS_PER_CONTACT_MAX_BYTES, ANSWERS_WAITING_MAX_BYTES
from unsay.core.words import Id
from unsay.desk.ports import OverloadedError, UnavailableError


class AnswersInFlight:
    """Bytes by contact. Belongs to the event loop."""

    def __init__(
        self,
        *,
        max_bytes: int = ANSWERS_WAITING_MAX_BYTES,
        max_bytes_each: int = ANSWERS_PER_CONTACT_MAX_BYTES,
    ) -> None:
        self._max_bytes = max_bytes
        self._max_bytes_each = max_bytes_each
        self._bytes = Counter[Id]()
        self._total = 0

    def of(self, contact_id: Id, *, done: bool = False) -> "Share":
        """Return a contact's share, for one answer; `done`: it tells of something that has happened, so that
        who can't be told has to ask again.
        """
        return Share(self, contact_id, UnavailableError if done else OverloadedError)

    def has_room(self, contact_id: Id, size: int) -> bool:
        """Say whether so much more may wait. What waits alone may be of any size."""
        theirs, all_ = self._bytes[contact_id], self._total
        return (not theirs or theirs + size <= self._max_bytes_each) and (
            not all_ or all_ + size <= self._max_bytes
        )

    def add(self, contact_id: Id, size: int) -> None:
        """Count `size` bytes more; fewer, if it is negative."""
        self._bytes[contact_id] += size
        self._total += size
        if not self._bytes[contact_id]:
            del self._bytes[contact_id]


class Share:
    """What one answer takes; entered for as long as it is held."""

    def __init__(self, answers: AnswersInFlight, contact_id: Id, refusal: type[Exception]) -> None:
        self._answers = answers
        self._contact_id = contact_id
        self._refusal = refusal
        self._held = 0

    def __enter__(self) -> Self:
        return self

    def hold(self, size: int) -> None:
        """Hold so many bytes, instead of what was held before. Raises `OverloadedError`, or
        `UnavailableError` if it is done, when there is no room.
        """
        self._let_go()
        if not self._answers.has_room(self._contact_id, size):
            raise self._refusal
        self._answers.add(self._contact_id, size)
        self._held = size

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()

    def _let_go(self) -> None:
        self._answers.add(self._contact_id, -self._held)
        self._held = 0
