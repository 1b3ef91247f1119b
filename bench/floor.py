"""The floor: a relay that does nothing but what any server with our promise has to do. `python -m
bench.floor FILE`.

Belongs here: take a batch of frames in, append them to a file, make them durable with one `fdatasync`, hand
them on. Not here: rooms, rights, history, recalls. It listens on a free port of this machine and prints it.

| from a page                                  | to a page                                             |
| -------------------------------------------- | ----------------------------------------------------- |
| `{"type":"hello","me"}`                      | `welcome`, then the last changes kept for that name   |
| `{"type":"send","client_ref","text","to"}`   | `accepted` to the sender, `changes` to the one named  |
| anything else                                | nothing                                               |
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import sys
from collections import defaultdict, deque
from pathlib import Path
from typing import cast

import msgspec
import uvloop

from bench.frames import CLOSE, TEXT, Reader, Shown, answered

KEPT_CHANGES = 20
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_BACKLOG = 4096
_ENCODER = msgspec.json.Encoder()


class Said(msgspec.Struct):
    """What a page says."""

    type: str
    me: str = ""
    client_ref: str = ""
    text: str = ""
    to: str = ""


class Accepted(msgspec.Struct, tag_field="type", tag="accepted"):
    client_ref: str


class Changes(msgspec.Struct, tag_field="type", tag="changes"):
    show: list[Shown]


_SAID = msgspec.json.Decoder(Said)
_WELCOME = answered(b'{"type":"welcome"}')


class Relay:
    """Everybody who is connected, and what is to be made durable at the end of this turn of the loop."""

    def __init__(self, file: Path, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._kept: dict[str, deque[Shown]] = defaultdict(lambda: deque(maxlen=KEPT_CHANGES))
        if file.exists():
            for line in file.read_bytes().splitlines():
                self._keep(_SAID.decode(line))
        self._file = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._pages: dict[str, asyncio.Transport] = {}
        self._batch: list[tuple[asyncio.Transport, Said, bytes]] = []

    def join(self, name: str, transport: asyncio.Transport) -> None:
        """A page says who it is, and gets what it may have missed."""
        self._pages[name] = transport
        missed = self._kept.get(name)
        transport.write(_WELCOME + (_changes(list(missed)) if missed else b""))

    def take(self, transport: asyncio.Transport, said: Said, raw: bytes) -> None:
        """A message to be handed on once it is durable."""
        if not self._batch:
            self._loop.call_soon(self._commit)
        self._batch.append((transport, said, raw))

    def _commit(self) -> None:
        batch, self._batch = self._batch, []
        os.write(self._file, b"\n".join([raw for _, _, raw in batch]) + b"\n")
        os.fdatasync(self._file)
        accepted: dict[asyncio.Transport, list[bytes]] = {}
        shown: dict[str, list[Shown]] = {}
        for transport, said, _ in batch:
            frame = answered(_ENCODER.encode(Accepted(said.client_ref)))
            accepted.setdefault(transport, []).append(frame)
            shown.setdefault(said.to, []).append(self._keep(said))
        for transport, frames in accepted.items():
            transport.write(b"".join(frames))
        for name, messages in shown.items():
            if (page := self._pages.get(name)) is not None:
                page.write(_changes(messages))

    def _keep(self, said: Said) -> Shown:
        shown = Shown(said.client_ref, said.text)
        self._kept[said.to].append(shown)
        return shown


class Page(asyncio.Protocol):
    """One connection to the relay."""

    __slots__ = ("_head", "_reader", "_relay", "_transport")

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._reader = Reader()
        self._head: bytes | None = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        transport = self._transport
        assert transport is not None, "data comes on a connection"
        if self._head is not None:
            self._head += data
            head, mark, data = self._head.partition(b"\r\n\r\n")
            if not mark:
                return
            self._head = None
            transport.write(_upgraded(head))
        for opcode, payload in self._reader.feed(data):
            if opcode == TEXT:
                said = _SAID.decode(payload)
                if said.type == "send":
                    self._relay.take(transport, said, payload)
                elif said.type == "hello":
                    self._relay.join(said.me, transport)
            elif opcode == CLOSE:
                transport.close()


def _changes(messages: list[Shown]) -> bytes:
    return answered(_ENCODER.encode(Changes(messages)))


def _upgraded(head: bytes) -> bytes:
    lines = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    key = next((value.strip() for name, _, value in lines if name.lower() == "sec-websocket-key"), None)
    if key is None:  # somebody who only looks whether we are there
        return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    accept = base64.b64encode(hashlib.sha1(f"{key}{_GUID}".encode()).digest()).decode()  # noqa: S324 -- RFC 6455
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode()


async def relay(file: Path) -> None:
    """Serve for ever."""
    loop = asyncio.get_running_loop()
    pages = Relay(file, loop)
    server = await loop.create_server(lambda: Page(pages), "127.0.0.1", 0, backlog=_BACKLOG)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(relay(Path(sys.argv[1])))
