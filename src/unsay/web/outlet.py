"""The outlet: the last stretch from us to the kernel, one a connection, which holds nothing back and asks the
fence. Not here: uvicorn's protocols that write to it (see `fenced_protocols`), what is sent, or to whom.

An `Outlet` stands between uvicorn and the transport. Its write limits are 0, so a write either reaches the
kernel at once (uvloop and asyncio both try `write(2)` before they buffer) or what is left of it is all we
hold, and no next frame is rendered before it is gone. Proven in tests/live/test_slow_readers.py.

`uvicorn.Config(app, **SERVED_BY)` serves through outlets. An application finds its outlet with
`outlet_of(scope)`:

    await outlet.writable()
    with outlet.guarded(guard):
        await send(...)          # raises FencedError instead of writing, if the guard is hit
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any

from unsay.core.limits import (
    SEND_STALL_SECONDS,
    SHUTDOWN_FLUSH_SECONDS,
)
from unsay.core.words import Id
from unsay.web.fence import FencedError, Guard

Scope = MutableMapping[str, Any]

_KEY = "unsay.outlet"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Outlet(asyncio.Transport):
    """A connection's transport as uvicorn sees it. Belongs to the event loop."""

    __slots__ = (
        "_guard",
        "_loop",
        "_lost",
        "_paused",
        "_stall",
        "_transport",
        "_unsent",
        "_waiters",
        "on_writable",
    )

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        transport.set_write_buffer_limits(high=0)
        self._transport = transport
        self._loop = loop
        self._guard: Guard | None = None
        self._unsent: list[Guard] = []
        self._paused = False
        self._lost = False
        self._stall: asyncio.TimerHandle | None = None
        self._waiters: list[asyncio.Future[None]] = []
        self.on_writable: Callable[[], None] | None = None
        """Called whenever the outlet can be written to again."""

    # --- for applications ---------------------------------------------------------------------------------

    @property
    def is_writable(self) -> bool:
        """Nothing is waiting for the kernel, and the connection stands."""
        return not self._paused and not self._transport.is_closing()

    async def writable(self) -> None:
        """Wait until the kernel has taken everything; returns at once if the connection is over (sending
        will say so).
        """
        while self._paused and not self._lost:
            waiter = self._loop.create_future()
            self._waiters.append(waiter)
            await waiter

    async def gone(self) -> None:
        """Wait until the connection is over; to be called after `cut`."""
        while not self._lost:
            waiter = self._loop.create_future()
            self._waiters.append(waiter)
            await waiter

    @contextlib.contextmanager
    def guarded(self, guard: Guard | None) -> Iterator[None]:
        """Everything written inside is guarded. Don't wait inside for anything but the `send` of what is
        guarded.
        """
        self._guard = guard
        try:
            yield
        finally:
            self._guard = None

    def cut(self) -> None:
        """End the connection at once: no byte we still hold reaches the kernel, and it drops what it can."""
        if self._lost:
            return
        # `abort` alone is not enough: uvloop goes on with a started write until its next turn. Shut down,
        # the kernel itself refuses. The descriptor is ours until `connection_lost`, so it can't be
        # another's by now.
        with contextlib.suppress(OSError), _borrowed(self._transport) as raw:
            raw.shutdown(socket.SHUT_RDWR)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._transport.abort()

    # --- for the fence ------------------------------------------------------------------------------------

    def cut_if_holding(self, message_ids: Iterable[Id]) -> None:
        """Cut if the text of one of the messages may still be with us rather than with the kernel."""
        if any(not guard.message_ids.isdisjoint(message_ids) for guard in self._unsent):
            self.cut()

    # --- for the protocols below --------------------------------------------------------------------------

    def pause_writing(self) -> None:
        """The kernel did not take everything."""
        self._paused = True
        if self._stall is None:
            self._stall = self._loop.call_later(SEND_STALL_SECONDS, self.cut)

    def resume_writing(self) -> None:
        """The kernel has taken everything."""
        self._paused = False
        self._let_go()
        if self.on_writable is not None:
            self.on_writable()

    def connection_lost(self) -> None:
        """The connection is over; the transport holds nothing any more."""
        self._lost = True
        self._let_go()

    def close_soon(self) -> None:
        """Close; a peer that doesn't take what is still held is cut after `SHUTDOWN_FLUSH_SECONDS`."""
        self._transport.close()
        self._loop.call_later(SHUTDOWN_FLUSH_SECONDS, self.cut)

    def _let_go(self) -> None:
        for guard in self._unsent:
            guard.unwatch(self)
        self._unsent.clear()
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    # --- asyncio.Transport --------------------------------------------------------------------------------

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Hand `data` to the kernel, or raise `FencedError` if what is guarded has been recalled."""
        guard = self._guard
        if guard is None:
            self._transport.write(data)
            return
        if guard.is_hit():
            raise FencedError
        self._transport.write(data)
        if self._transport.get_write_buffer_size():
            self._unsent.append(guard)
            guard.watch(self)

    def close(self) -> None:
        self._transport.close()

    def abort(self) -> None:
        self._transport.abort()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def is_reading(self) -> bool:
        return self._transport.is_reading()

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def get_write_buffer_size(self) -> int:
        return self._transport.get_write_buffer_size()

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 -- asyncio's own
        return self._transport.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._transport.set_protocol(protocol)

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._transport.get_protocol()


def outlet_of(scope: Scope) -> Outlet:
    """Return the outlet a request or socket is answered through."""
    outlet = scope.get(_KEY)
    assert isinstance(outlet, Outlet), "to be served with FencedHttpProtocol and FencedWebSocketProtocol"
    return outlet


def with_outlet(scope: Scope, outlet: Outlet) -> None:
    """Name the outlet `scope` is answered through."""
    scope[_KEY] = outlet


@contextlib.contextmanager
def _borrowed(transport: asyncio.Transport) -> Iterator[socket.socket]:
    """Lend the transport's socket as a real one; the descriptor stays the transport's."""
    raw = socket.socket(fileno=transport.get_extra_info("socket").fileno())
    try:
        yield raw
    finally:
        raw.detach()
