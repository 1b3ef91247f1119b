"""The client's agents: a few HTTP connections that are kept alive, each with one request under way, as
browsers do it.

Belongs here: requests out, answers in, waiting for a free connection. Not here: what is asked for.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

import msgspec

Answered = Callable[[int, bytes], None]
_ENCODER = msgspec.json.Encoder()
_GOOD = (200, 201, 204)


class BadAnswerError(Exception):
    """The desk refused what the bench asked for."""


class _Connection(asyncio.Protocol):
    """One connection; `done` is told status and body of each answer."""

    def __init__(self, agents: Agents) -> None:
        self._agents = agents
        self._received = b""
        self._transport: asyncio.Transport | None = None
        self._answered: Answered | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def ask(self, request: bytes, answered: Answered) -> None:
        assert self._transport is not None, "asked only once it is connected"
        self._answered = answered
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        data = self._received = self._received + data
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return
        at = data.lower().find(b"content-length:", 0, end)
        size = int(data[at + 15 : data.find(b"\r\n", at)]) if at >= 0 else 0
        if len(data) < end + 4 + size:
            return
        self._received = b""
        answered, self._answered = self._answered, None
        assert answered is not None, "one answer a request"
        answered(int(data[9:12]), data[end + 4 :])
        self._agents.is_free(self)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Agents:
    """Bots with one token, `count` requests of theirs at once; further ones wait their turn."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._head = (
            f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        self._all: list[_Connection] = []
        self._free: deque[_Connection] = deque()
        self._waiting: deque[tuple[bytes, Answered]] = deque()
        self.refused = 0

    async def open(self, count: int) -> None:
        """Connect."""
        loop = asyncio.get_running_loop()
        for _ in range(count):
            _, connection = await loop.create_connection(lambda: _Connection(self), "127.0.0.1", self._port)
            self._all.append(connection)
            self._free.append(connection)

    def post(self, path: str, body: object, answered: Answered | None = None) -> None:
        """Ask for `path`; now, or when a connection is free."""
        content = _ENCODER.encode(body)
        request = b"POST " + path.encode() + self._head + str(len(content)).encode() + b"\r\n\r\n" + content
        self._ask(request, answered or self._count)

    async def get(self, path: str) -> bytes:
        """Return the body of an answer."""
        return await self._answer(b"GET " + path.encode() + self._head + b"0\r\n\r\n")

    async def posted(self, path: str, body: object) -> bytes:
        """Return the body of the answer to a post."""
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.post(path, body, _into(future))
        return await future

    async def _answer(self, request: bytes) -> bytes:
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._ask(request, _into(future))
        return await future

    def is_free(self, connection: _Connection) -> None:
        """The connection has its answer."""
        if self._waiting:
            connection.ask(*self._waiting.popleft())
        else:
            self._free.append(connection)

    def close(self) -> None:
        """Let all connections go."""
        for each in self._all:
            each.close()

    def _ask(self, request: bytes, answered: Answered) -> None:
        if self._free:
            self._free.popleft().ask(request, answered)
        else:
            self._waiting.append((request, answered))

    def _count(self, status: int, _body: bytes) -> None:
        if status not in _GOOD:
            self.refused += 1


def _into(future: asyncio.Future[bytes]) -> Answered:
    def answered(status: int, body: bytes) -> None:
        if future.done():
            return
        if status in _GOOD:
            future.set_result(body)
        else:
            future.set_exception(BadAnswerError(f"{status}: {body[:300].decode('utf-8', 'replace')}"))

    return answered
