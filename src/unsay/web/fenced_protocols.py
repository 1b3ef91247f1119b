"""uvicorn's two protocols, made to write through an outlet. Belongs here: that, heartbeats, and bounds on
what a peer may make a connection hold. Not here: the outlet itself.
"""

import asyncio
import random
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
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
    REQUEST_HEAD_WITHIN_SECONDS,
)
from unsay.core.refusals import Refusal
from unsay.web.outlet import Outlet, Scope, with_outlet
from unsay.web.problems import ProblemError, as_http


class FencedHttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol behind an outlet, with bounds on a head's length and how long it may take."""

    outlet: Outlet
    head_within_seconds: float = REQUEST_HEAD_WITHIN_SECONDS
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.outlet = Outlet(cast("asyncio.Transport", transport), self.loop)
        super().connection_made(self.outlet)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
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
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None or cycle.response_complete:
            # An empty line, or a body after its answer: uvicorn waits for the rest without end.
            self._await_head()
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        self.outlet.write(as_http(ProblemError(Refusal.NOT_HTTP)))
        self.outlet.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        with_outlet(cast("Scope", self.scope), self.outlet)
        self._await_head()

    def on_headers_complete(self) -> None:
        self._head_bytes = 0
        self._head_came()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._head_bytes = 0
        super().on_body(body)

    def shutdown(self) -> None:
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None and not cycle.response_complete and cycle.more_body:
            # Nothing is done before a body has come, so nothing is lost; and it may never come.
            self.outlet.cut()
            return
        super().shutdown()
        if self.outlet.is_closing():
            self.outlet.close_soon()

    def _await_head(self) -> None:
        """Cut the connection unless a head comes to its end soon enough; what trickles buys no more time."""
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_within_seconds, self._head_missing)

    def _head_came(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_missing(self) -> None:
        self._head_timer = None
        if self.flow.read_paused:
            # It is us who don't read on, since requests before this one are still being answered.
            self._await_head()
        else:
            self.outlet.cut()


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

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.handshake_initiated:
            # What the HTTP protocol hands over is whole, so this is a head that websockets finds too long.
            self._refuse(HTTPStatus.BAD_REQUEST)

    def handle_connect(self, event: Any) -> None:  # noqa: ANN401 -- uvicorn's own signature
        # Asked beforehand, since uvicorn passes on what websockets says of a bad handshake, in plain text.
        status = self.conn.accept(event).status_code
        if status != HTTPStatus.SWITCHING_PROTOCOLS:
            self.handshake_initiated = self.handshake_complete = self.close_sent = True
            self._refuse(status)
            return
        super().handle_connect(event)
        with_outlet(cast("Scope", self.scope), self.outlet)

    async def send(self, message: Any) -> None:  # noqa: ANN401 -- uvicorn's own signature
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            # Refused and told so: for uvicorn it is an application that forgot to answer.
            self.handshake_complete = True

    def _refuse(self, status: int) -> None:
        not_allowed = status == HTTPStatus.METHOD_NOT_ALLOWED
        code = Refusal.METHOD_NOT_ALLOWED if not_allowed else Refusal.NOT_HTTP
        problem = ProblemError(code, headers={"allow": "GET"} if not_allowed else None)
        self.outlet.write(as_http(problem))
        self.outlet.close_soon()

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
