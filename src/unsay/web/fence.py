"""The fence: keeps a recalled message from leaving between its rendering and its sending (law 5). Not here:
transports (see `outlet`).

Whoever renders for a contact takes a `ticket` *before* its read begins and sends under a `guard` of the
ticket and of the messages whose text it holds. The guard is asked in the same breath as the bytes are given
to the transport.

| the writer says | when                            | what happens here                                     |
| --------------- | ------------------------------- | ----------------------------------------------------- |
| `raise_`        | before a recall's commit        | guards with the message are hit, outlets that may     |
|                 |                                 | still hold it are cut                                 |
| `settle`        | after it, or not known whether  | guards are hit whose ticket is older than this        |
| `lower`         | it certainly did not happen     | as if nothing had been said                           |

Everything but those three (called from the writer's thread) belongs to the event loop that sends.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol
from weakref import WeakSet

from unsay.core.limits import DATABASE_WAIT_SECONDS, FENCE_WAIT_SECONDS
from unsay.core.words import Id
from unsay.desk.ports import UnavailableError


class FencedError(Exception):
    """What was about to be sent holds a message that is being, or has been, recalled. Nothing of it was
    sent.
    """


class Ticket:
    """When a rendering began, in settled recalls. The fence remembers recalls for as long as anyone holds
    an older ticket, so a ticket is let go by going out of scope: nobody can forget to give it back.
    """

    __slots__ = ("__weakref__", "number")

    def __init__(self, number: int) -> None:
        self.number = number


class Guard:
    """The messages whose text a rendering holds, and when it began."""

    __slots__ = ("_fence", "_ticket", "message_ids")

    def __init__(self, fence: "Fence", message_ids: frozenset[Id], ticket: Ticket) -> None:
        self.message_ids = message_ids
        self._fence = fence
        self._ticket = ticket

    def is_hit(self) -> bool:
        """Say whether one of the messages is being recalled, or has been since the rendering began."""
        return self._fence.is_hit(self.message_ids, self._ticket)

    async def settled(self) -> None:
        """Wait until no recall of these messages is under way any more; then a new rendering is right."""
        await self._fence.calm(self.message_ids)

    def watch(self, outlet: "Holding") -> None:
        """Have `outlet` cut if one of the messages is recalled while it may hold their text."""
        self._fence.watch(outlet)

    def unwatch(self, outlet: "Holding") -> None:
        """Forget about `outlet`: it holds nothing any more."""
        self._fence.unwatch(outlet)


class Holding(Protocol):
    """A way out that may hold rendered bytes the kernel has not taken yet."""

    def cut_if_holding(self, message_ids: Iterable[Id]) -> None:
        """End the connection at once if it may hold the text of one of the messages."""
        ...


class Fence:
    """One a process. Until `open` nobody is behind it, so the command line's writer may use one as it is."""

    def __init__(self, *, wait_seconds: float = FENCE_WAIT_SECONDS) -> None:
        self._wait_seconds = wait_seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: int | None = None
        self._blocked: set[Id] = set()
        self._settled: dict[Id, int] = {}
        self._ticket = Ticket(0)
        self._tickets: WeakSet[Ticket] = WeakSet()
        self._outlets: set[Holding] = set()
        self._waiting: set[asyncio.Future[None]] = set()

    def open(self) -> None:
        """Take the running event loop as the one that sends. Called in it, before anything is served."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()

    def close(self) -> None:
        """Nothing is sent any more."""
        self._loop = None

    def ticket(self) -> Ticket:
        """Return the ticket of a rendering whose read is about to begin."""
        return self._ticket

    def guard(self, message_ids: frozenset[Id], ticket: Ticket) -> Guard:
        """Return the guard of a rendering that holds the text of `message_ids`."""
        return Guard(self, message_ids, ticket)

    def is_hit(self, message_ids: frozenset[Id], ticket: Ticket) -> bool:
        """Say whether one of `message_ids` is blocked, or was settled after `ticket` was taken."""
        if self._blocked and not self._blocked.isdisjoint(message_ids):
            return True
        if ticket is self._ticket:
            return False
        return any(self._settled.get(each, 0) > ticket.number for each in message_ids)

    async def calm(self, message_ids: frozenset[Id]) -> None:
        """Wait until none of `message_ids` is blocked. Raises `UnavailableError` if that takes too long."""
        try:
            async with asyncio.timeout(self._wait_seconds + DATABASE_WAIT_SECONDS):
                while not self._blocked.isdisjoint(message_ids):
                    waiter = asyncio.get_running_loop().create_future()
                    self._waiting.add(waiter)
                    try:
                        await waiter
                    finally:
                        self._waiting.discard(waiter)
        except TimeoutError:
            raise UnavailableError("a recall of what was asked for has not come to an end") from None

    def watch(self, outlet: Holding) -> None:
        """Remember an outlet that may hold rendered bytes."""
        self._outlets.add(outlet)

    def unwatch(self, outlet: Holding) -> None:
        """Forget an outlet."""
        self._outlets.discard(outlet)

    def raise_(self, message_ids: Sequence[Id]) -> None:
        """Block `message_ids` and cut what may hold them; returns when that is done. Raises
        `UnavailableError`.
        """
        done = threading.Event()

        def block() -> None:
            self._blocked.update(message_ids)
            self._cut(message_ids)
            done.set()

        if not self._in_loop(block):
            return
        if not done.wait(self._wait_seconds):
            # The loop keeps the order of what it is given, so this undoes the block whenever that may yet
            # happen.
            self.lower(message_ids)
            raise UnavailableError("the sending side did not answer in time")

    def settle(self, message_ids: Sequence[Id]) -> None:
        """The messages are recalled, or may be: whatever was rendered before now with them is rendered
        anew.
        """

        def settle() -> None:
            # A recall made by another process was not raised here, so what may hold it is cut now.
            self._cut(message_ids)
            number = self._ticket.number + 1
            self._settled.update(dict.fromkeys(message_ids, number))
            self._tickets.add(self._ticket)
            self._ticket = Ticket(number)
            oldest = min((each.number for each in self._tickets), default=number)
            self._settled = {each: at for each, at in self._settled.items() if at > oldest}
            self._unblock(message_ids)

        self._in_loop(settle)

    def lower(self, message_ids: Sequence[Id]) -> None:
        """The messages were certainly not recalled. Where that is not certain, `settle` is right and costs
        little.
        """
        self._in_loop(lambda: self._unblock(message_ids))

    def _in_loop(self, act: Callable[[], None]) -> bool:
        """Run `act` in the loop that sends; False if there is none, or none any more."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return False
        if threading.get_ident() == self._thread:
            act()
            return True
        try:
            loop.call_soon_threadsafe(act)
        except RuntimeError:  # closed: nothing leaves any more
            return False
        return True

    def _cut(self, message_ids: Iterable[Id]) -> None:
        for outlet in list(self._outlets):
            outlet.cut_if_holding(message_ids)

    def _unblock(self, message_ids: Iterable[Id]) -> None:
        self._blocked.difference_update(message_ids)
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
