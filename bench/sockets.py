"""The client's live socket: a hand-written WebSocket over a raw transport, cheap enough not to be what is
measured.

Belongs here: handshake, frames in and out. Not here: what they mean (see `pages`).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import msgspec

from bench.frames import CLOSE, PING, PONG, TEXT, Reader, said

if TYPE_CHECKING:
    from collections.abc import Callable

_UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_ENCODER = msgspec.json.Encoder()


class RefusedError(Exception):
    """The handshake was turned down, or the connection ended before it."""


class Socket(asyncio.Protocol):
    """One connection; `hear` is given the payload of each text frame."""

    __slots__ = ("_head", "_opened", "_path", "_reader", "_transport", "hear", "lost", "on_lost")

    def __init__(self, path: str, opened: asyncio.Future[None], hear: Callable[[bytes], None]) -> None:
        self._path = path
        self._opened = opened
        self._reader = Reader()
        self._head: bytes | None = b""
        self._transport: asyncio.Transport | None = None
        self.hear = hear
        self.lost = False
        self.on_lost: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        port = transport.get_extra_info("peername")[1]
        self._transport.write(_UPGRADE.format(path=self._path, port=port).encode())

    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            self._head += data
            head, mark, data = self._head.partition(b"\r\n\r\n")
            if not mark:
                return
            self._head = None
            if not head.startswith(b"HTTP/1.1 101"):
                self._fail(head.partition(b"\r\n")[0].decode("latin-1"))
                return
            if not self._opened.done():
                self._opened.set_result(None)
        for opcode, payload in self._reader.feed(data):
            if opcode == TEXT:
                self.hear(payload)
            elif opcode == PING:
                self.write(said(payload, PONG))
            elif opcode == CLOSE:
                self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._fail("the connection ended")
        if self.on_lost is not None:
            self.on_lost()

    def say(self, frame: object) -> None:
        """Send one JSON frame."""
        self.write(said(_ENCODER.encode(frame)))

    def write(self, data: bytes) -> None:
        """Send frames that are ready."""
        if self._transport is not None and not self.lost:
            self._transport.write(data)

    def close(self) -> None:
        """Vanish, as a closed lid would have it."""
        if self._transport is not None:
            self._transport.abort()

    def _fail(self, why: str) -> None:
        if not self._opened.done():
            self._opened.set_exception(RefusedError(why))


async def connect(port: int, path: str, hear: Callable[[bytes], None]) -> Socket:
    """Open a socket. Raises `RefusedError` or `OSError`."""
    loop = asyncio.get_running_loop()
    opened: asyncio.Future[None] = loop.create_future()
    made: tuple[Any, Socket] = await loop.create_connection(
        lambda: Socket(path, opened, hear), "127.0.0.1", port
    )
    await opened
    return made[1]
