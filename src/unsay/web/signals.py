"""Signals: who is writing, and who has which conversation open. Not stored anywhere. Belongs here: which of
them count now, bounded. Not here: who is told (see `presence`).
"""

from collections.abc import Callable

import msgspec

from unsay.core.limits import SIGNAL_LASTS_SECONDS, SIGNALS_EVERY_SECONDS, SIGNALS_MAX_COUNT
from unsay.core.words import Id
from unsay.wire.frames import Signaller


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody writes in a conversation, or has it open."""

    conversation_id: Id
    contact_id: Id
    who: Signaller
    typing: bool
    """Writing; else viewing."""


class _Standing(msgspec.Struct):
    until: float | None
    """When it ends unless repeated; None: when it is taken back or its page goes."""
    told_at: float


class Signals:
    """What counts now, by page and signal; `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._of_page: dict[Id, dict[Signal, _Standing]] = {}
        self._said: dict[Id, dict[Signal, int]] = {}
        """By conversation, how many pages say it."""
        self._count = 0

    def begin(self, page: Id, signal: Signal) -> bool:
        """Count `signal` of `page` from now on; True if others should be told now."""
        now = self._clock()
        until = now + SIGNAL_LASTS_SECONDS if signal.typing else None
        known = self._of_page.get(page, {}).get(signal)
        if known is not None:
            known.until = until
            # Those who listen stop believing in it, so a repeated one is passed on, but not each of many.
            if not signal.typing or now - known.told_at < SIGNAL_LASTS_SECONDS / 3:
                return False
            known.told_at = now
            return True
        if self._count >= SIGNALS_MAX_COUNT:
            return False
        self._count += 1
        self._of_page.setdefault(page, {})[signal] = _Standing(until, now)
        said = self._said.setdefault(signal.conversation_id, {})
        said[signal] = said.get(signal, 0) + 1
        return True

    def end(self, page: Id, signal: Signal) -> bool:
        """Count it no more; True if others should be told now rather than at the next look."""
        known = self._of_page.get(page, {}).get(signal)
        if known is None:
            return False
        now = self._clock()
        if now - known.told_at < SIGNALS_EVERY_SECONDS:
            known.until = now
            return False
        return self._drop(page, signal)

    def over(self) -> list[Signal]:
        """Return those that ended by themselves since the last look."""
        now = self._clock()
        ended = [
            (page, signal)
            for page, signals in self._of_page.items()
            for signal, each in signals.items()
            if each.until is not None and each.until <= now
        ]
        return [signal for page, signal in ended if self._drop(page, signal)]

    def gone(self, page: Id) -> list[Signal]:
        """Return those that end because their page is gone."""
        return [signal for signal in list(self._of_page.get(page, {})) if self._drop(page, signal)]

    def of(self, conversation_id: Id) -> list[Signal]:
        """Return those that count now in one conversation."""
        return list(self._said.get(conversation_id, {}))

    def _drop(self, page: Id, signal: Signal) -> bool:
        """Forget it; True if no other page says the same."""
        self._count -= 1
        signals = self._of_page[page]
        del signals[signal]
        if not signals:
            del self._of_page[page]
        said = self._said[signal.conversation_id]
        said[signal] -= 1
        if said[signal]:
            return False
        del said[signal]
        if not said:
            del self._said[signal.conversation_id]
        return True
