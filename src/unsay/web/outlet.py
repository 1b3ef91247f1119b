"""The outlet: the last stretch from us to the kernel, one a connection. Belongs here: uvicorn's two
protocols, made to hold nothing back and to ask the fence. Not here: what is sent, or to whom.

An `Outlet` stands between uvicorn and the transport. Its write limits are 0, so a write either reaches the
kernel at once (uvloop and asyncio both try `write(2)` before they buffer) or what is left of it is all we
hold, and no next frame is rendered before it is gone. Proven in tests/live/test_slow_readers.py.

`uvicorn.Config(app, **SERVED_BY)` serves through outlets. An application finds its outlet with `outlet_of(scope)`:

    await outlet.writable()
    with outlet.guarded(guard):
        await send(...)          # raises FencedError instead of writing, if the guard is hit
"""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from unsay.core.limits import (
    FRAGMENTS_MAX_COUNT,
    FRAME_IN_MAX_BYTES,
    FRAMES_BURST,
    FRAMES_PER_SECOND,
    HEARTBEAT_ANSWER_SECONDS,
    HEARTBEAT_SECONDS,
    REQUEST_HEAD_MAX_BYTES,
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


class FencedHttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol behind an outlet."""

    outlet: Outlet
    _head_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.outlet = Outlet(cast("asyncio.Transport", transport), self.loop)
        super().connection_made(self.outlet)

    def connection_lost(self, exc: Exception | None) -> None:
        self.outlet.connection_lost()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        self.outlet.pause_writing()
        super().pause_writing()

    def resume_writing(self) -> None:
        self.outlet.resume_writing()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        # The parser keeps a head of any length; one that isn't over by now is nobody's.
        self._head_bytes += len(data)
        if self._head_bytes > REQUEST_HEAD_MAX_BYTES + len(data):
            self.outlet.cut()
            return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        with_outlet(cast("Scope", self.scope), self.outlet)

    def on_headers_complete(self) -> None:
        self._head_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._head_bytes = 0
        super().on_body(body)

    def shutdown(self) -> None:
        super().shutdown()
        if self.outlet.is_closing():
            self.outlet.close_soon()


class FencedWebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's socket protocol behind an outlet, with jittered heartbeats and bounds on what it may hold."""

    outlet: Outlet
    _pings_left = float(FRAMES_BURST)
    _pinged_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)
        self.outlet = transport if isinstance(transport, Outlet) else Outlet(transport, self.loop)
        super().connection_made(self.outlet)

    def connection_lost(self, exc: Exception | None) -> None:
        self.outlet.connection_lost()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        self.outlet.pause_writing()
        super().pause_writing()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.outlet.resume_writing()

    def handle_connect(self, event: Any) -> None:  # noqa: ANN401 -- uvicorn's own signature
        super().handle_connect(event)
        if hasattr(self, "scope"):
            with_outlet(cast("Scope", self.scope), self.outlet)

    def handle_cont(self, event: Frame) -> None:
        # Their bytes are bounded by `ws_max_size`; empty ones have none, so they are counted.
        if len(self.frames) >= FRAGMENTS_MAX_COUNT:
            self.outlet.cut()
            return
        super().handle_cont(event)

    def handle_ping(self) -> None:
        now = self.loop.time()
        regained = (now - self._pinged_at) * FRAMES_PER_SECOND
        self._pings_left = min(float(FRAMES_BURST), self._pings_left + regained) - 1
        self._pinged_at = now
        if self._pings_left < 0:
            self.outlet.cut()
        elif self.outlet.is_writable:
            super().handle_ping()
        else:
            # A peer that doesn't read gets no pile of pongs; only its latest ping need be answered (RFC
            # 6455, 5.5.3).
            self.conn.data_to_send()

    def handle_parser_exception(self) -> None:
        if self.conn.close_sent is None:  # before the handshake was over, so there is no closing one
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1006})
            self.outlet.cut()
            return
        super().handle_parser_exception()

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not _is_utf8(self.frames):
            # Not text, whatever it says: the session refuses it as it refuses any frame that isn't.
            self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()

    def schedule_ping(self) -> None:
        assert self.ping_interval is not None
        # Jittered, so that pages which came together after a restart don't answer in step for ever.
        delay = self.ping_interval * random.uniform(0.8, 1.2)  # noqa: S311 -- not a secret
        self.ping_timer = self.loop.call_later(delay, self.send_keepalive_ping)

    def send_keepalive_ping(self) -> None:
        if self.outlet.is_writable:
            super().send_keepalive_ping()
        elif not self.outlet.is_closing():
            # Behind a frame that isn't read a ping would not be either; how long that may last is the
            # outlet's to say.
            self.schedule_ping()

    def keepalive_timeout(self) -> None:
        # A closing handshake with a peer that is silent would only wait again.
        self.pong_timer = None
        self.outlet.cut()

    def shutdown(self) -> None:
        super().shutdown()
        self.outlet.close_soon()


def _is_utf8(parts: list[bytes]) -> bool:
    try:
        b"".join(parts).decode()
    except UnicodeDecodeError:
        return False
    return True


SERVED_BY: dict[str, Any] = {
    "http": FencedHttpProtocol,
    "ws": FencedWebSocketProtocol,
    "ws_max_size": FRAME_IN_MAX_BYTES,
    "ws_per_message_deflate": False,
    "ws_ping_interval": float(HEARTBEAT_SECONDS),
    "ws_ping_timeout": float(HEARTBEAT_ANSWER_SECONDS),
}
"""What `uvicorn.Config` is to be given, so that everything leaves through an outlet."""
