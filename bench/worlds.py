"""The same conversation held over the desk and over the floor: contacts on sockets, a team, messages both
ways.

Belongs here: turning "reply", "recall", "write" into what each server understands, and "shown", "removed"
back. Not here: when it is done and how long it took.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import Callable
from typing import Protocol

from bench.agents import Agents
from bench.frames import Heard, read
from bench.seeding import Past, Thread
from bench.sockets import Socket, connect

CONTACT_PATH, DESK_PATH = "/widget/v1/live", "/api/v1/live"
WATCHED_MAX = 100
_OPENING_AT_ONCE = 64
_AGENT_CONNECTIONS = 32
Told = Callable[[str], None]


class World(Protocol):
    """A server with everybody connected.

    `shown` is told each text that a contact's page or the console shows, `removed` each id that a page was
    told to remove, `accepted` which contact's message was accepted.
    """

    shown: Told
    removed: Told
    accepted: Callable[[int], None]

    @property
    def refused(self) -> int: ...
    async def open(self) -> None: ...
    def reply(self, contact: int, text: str) -> None: ...
    def recall(self, contact: int, message_id: str, as_: str) -> None: ...
    def write(self, contact: int, text: str) -> None: ...
    def close(self) -> None: ...


class _Base:
    def __init__(self) -> None:
        self.shown: Told = _nobody
        self.removed: Told = _nobody
        self.accepted: Callable[[int], None] = _nobody
        self._refused = 0
        self._sockets: list[Socket] = []

    async def _connect(self, port: int, path: str, hears: list[Callable[[bytes], None]]) -> None:
        turn = asyncio.Semaphore(_OPENING_AT_ONCE)

        async def one(hear: Callable[[bytes], None]) -> Socket:
            async with turn:
                return await connect(port, path, hear)

        self._sockets = list(await asyncio.gather(*(one(hear) for hear in hears)))

    def _hear_page(self, contact: int, payload: bytes) -> None:
        heard = read(payload)
        if heard.type == "changes":
            for message in heard.show:
                self.shown(message.text)
            for each in heard.remove:
                self.removed(each)
            self._sockets[contact].say({"type": "ack", "upto": heard.upto})
        elif heard.type == "accepted":
            self.accepted(contact)
        elif heard.type == "refused":
            self._refused += 1

    @property
    def refused(self) -> int:
        """Return how much was not granted; there should be none."""
        return self._refused


class DeskWorld(_Base):
    """Unsay: contacts on sockets, agents over HTTP, one console that watches."""

    def __init__(self, port: int, past: Past) -> None:
        super().__init__()
        self._port, self._past = port, past
        self._agents = Agents(port, past.bot_token)
        self._console: Socket | None = None

    @property
    def refused(self) -> int:
        """Return how much was not granted, over sockets and over HTTP."""
        return self._refused + self._agents.refused

    async def open(self) -> None:
        threads = self._past.threads
        await self._connect(
            self._port,
            CONTACT_PATH,
            [lambda payload, i=i: self._hear_page(i, payload) for i in range(len(threads))],  # type: ignore[misc]
        )
        for socket, thread in zip(self._sockets, threads, strict=True):
            socket.say(hello(thread))
        self._console = await connect(self._port, DESK_PATH, self._hear_console)
        watch = [thread.conversation_id for thread in threads[:WATCHED_MAX]]
        self._console.say({"type": "hello", "token": self._past.bot_token, "watch": watch})
        await self._agents.open(_AGENT_CONNECTIONS)

    def reply(self, contact: int, text: str) -> None:
        where = self._past.threads[contact].conversation_id
        body = {"client_ref": str(uuid.uuid4()), "text": text}
        self._agents.post(f"/api/v1/conversations/{where}/messages", body)

    def recall(self, contact: int, message_id: str, as_: str) -> None:
        del as_  # only the floor needs a name for it
        where = self._past.threads[contact].conversation_id
        self._agents.post(f"/api/v1/conversations/{where}/messages/{message_id}/recall", {})

    def write(self, contact: int, text: str) -> None:
        frame = {"type": "send", "client_ref": str(uuid.uuid4()), "text": text}
        self._sockets[contact].say(frame)

    def close(self) -> None:
        self._agents.close()
        for each in [*self._sockets, *([self._console] if self._console else [])]:
            each.close()

    def _hear_console(self, payload: bytes) -> None:
        heard = read(payload)
        if heard.type == "changes":
            for message in heard.messages:
                self.shown(message.text)


class FloorWorld(_Base):
    """The floor: everybody on sockets, and a recall is a message like any other."""

    def __init__(self, port: int, contacts: int) -> None:
        super().__init__()
        self._port, self._contacts = port, contacts
        self._agents: deque[Socket] = deque()
        self._console: Socket | None = None

    async def open(self) -> None:
        await self._connect(
            self._port,
            "/",
            [lambda payload, i=i: self._hear_page(i, payload) for i in range(self._contacts)],  # type: ignore[misc]
        )
        for i, socket in enumerate(self._sockets):
            socket.say({"type": "hello", "me": str(i)})
        self._console = await connect(self._port, "/", self._hear_console)
        self._console.say({"type": "hello", "me": "console"})
        for _ in range(_AGENT_CONNECTIONS):
            self._agents.append(await connect(self._port, "/", _ignored))

    def reply(self, contact: int, text: str) -> None:
        self._agents.rotate()
        self._agents[0].say(_message(text, str(contact)))

    def recall(self, contact: int, message_id: str, as_: str) -> None:
        del message_id
        self.reply(contact, as_)

    def write(self, contact: int, text: str) -> None:
        self._sockets[contact].say(_message(text, "console"))

    def close(self) -> None:
        for each in [*self._sockets, *self._agents, *([self._console] if self._console else [])]:
            each.close()

    def _hear_console(self, payload: bytes) -> None:
        heard: Heard = read(payload)
        for message in heard.show:
            self.shown(message.text)


def hello(thread: Thread, *, view: str | None = None, after: int | None = None, epoch: str = "") -> object:
    """Return what a contact's page says first."""
    return {
        "type": "hello",
        "token": thread.token,
        "view": view or str(uuid.uuid4()),
        "after": after,
        "epoch": epoch if after is not None else None,
    }


def _message(text: str, to: str) -> object:
    return {"type": "send", "client_ref": str(uuid.uuid4()), "text": text, "to": to}


def _ignored(_payload: bytes) -> None:
    """Nobody looks at what an agent of the floor is told."""


def _nobody(_what: object) -> None:
    """Nobody is told."""
