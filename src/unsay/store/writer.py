"""The one way to change anything: a bounded queue and one thread that carries it out in batches.

Belongs here: waiting, batching, answering. Not here: transactions and trouble (see `transactions`).
"""

import asyncio
import logging
import threading
from collections import deque
from typing import TypeVar, cast

from unsay.core.limits import WRITER_BATCH_MAX_UNITS, WRITER_QUEUE_MAX_UNITS
from unsay.core.refusals import Refusal
from unsay.desk.ports import Deed, OverloadedError, UnavailableError
from unsay.store.deciding import AnyDeed, Outcome
from unsay.store.transactions import Transactions

T = TypeVar("T")
UNEASY_LOOK_SECONDS = 1.0
"""How often an idle writer looks whether a commit of unknown outcome has ended, or trouble is over."""
_Waiting = tuple[AnyDeed, asyncio.AbstractEventLoop, "asyncio.Future[object]"]
_log = logging.getLogger("unsay.store")


class QueueingWriter:
    """See `desk.ports.Writer`.

    `submit` belongs to an event loop; `run` to a tool without one, before `start`.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to carry out what is submitted."""
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str | None:
        """Why the last attempt to write failed, in words; None if it didn't."""
        return self._transactions.trouble

    def submit(self, deed: Deed[T]) -> asyncio.Future[T | Refusal]:
        """Put `deed` in line, at once; see the port.

        A caller that goes away takes nothing back: what was submitted is carried out.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[object] = loop.create_future()
        with self._changed:
            if self._closing:
                future.set_exception(UnavailableError("The desk is stopping."))
            elif len(self._waiting) >= WRITER_QUEUE_MAX_UNITS:
                future.set_exception(OverloadedError("Too much is waiting to be written."))
            else:
                self._waiting.append((deed, loop, future))
                self._changed.notify()
        return cast("asyncio.Future[T | Refusal]", future)

    def run(self, deed: Deed[T]) -> T | Refusal:
        """Carry out one deed here and now."""
        assert self._thread is None, "a started writer takes deeds by `submit`"
        (outcome,) = self._transactions.carry_out([deed])
        if outcome.error is not None:
            raise outcome.error
        return cast("T | Refusal", outcome.answer)

    def close(self) -> None:
        """Carry out what is waiting, then stop."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        self._transactions.close()

    def _work(self) -> None:
        while True:
            batch = self._next_batch()
            if batch is None:
                return
            if not batch:
                self._transactions.look_again()
                continue
            try:
                outcomes = self._transactions.carry_out([deed for deed, _, _ in batch])
            except Exception:  # noqa: BLE001 -- a bug of ours: nobody waits for ever, and the desk goes on
                _log.exception("A batch of %d was given up", len(batch))
                given_up = Outcome(error=UnavailableError("The outcome is unknown; ask again."))
                outcomes = [given_up] * len(batch)
            _answer(batch, outcomes)

    def _next_batch(self) -> list[_Waiting] | None:
        """Wait for deeds and take as many as go into one transaction; None when there will be no more."""
        with self._changed:
            while not self._waiting:
                if self._closing:
                    return None
                patience = UNEASY_LOOK_SECONDS if self._transactions.is_uneasy else None
                if not self._changed.wait(patience):
                    return []
            size = min(len(self._waiting), WRITER_BATCH_MAX_UNITS)
            return [self._waiting.popleft() for _ in range(size)]


def _answer(batch: list[_Waiting], outcomes: list[Outcome]) -> None:
    """Hand the answers over with one call a loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[object], Outcome]]] = {}
    for (_, loop, future), outcome in zip(batch, outcomes, strict=True):
        by_loop.setdefault(loop, []).append((future, outcome))
    for loop, answers in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle, answers)
        except RuntimeError:
            _log.info("%d answers came after their loop had ended", len(answers))


def _settle(answers: list[tuple["asyncio.Future[object]", Outcome]]) -> None:
    for future, (answer, error) in answers:
        if future.cancelled():
            continue
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(answer)
