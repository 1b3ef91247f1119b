"""One live socket as the desk speaks through it: handshake, frames in, frames out, the end. Not here: what
is said.

Frames that must arrive are said, signals are posted: a signal that can't be written at once waits, the
latest of its kind only, until the peer reads again. Whoever says something waits for that.
"""

import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from unsay.core.limits import POSTS_WAITING_MAX_COUNT
from unsay.core.refusals import Refusal
from unsay.web.cookies import SESSION_COOKIE
from unsay.web.fence import Guard
from unsay.web.outlet import Scope, outlet_of
from unsay.web.problems import ProblemError, as_asgi
from unsay.web.proxies import Asker
from unsay.web.requests import ASKER
from unsay.wire.closing import Close

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class GoneError(Exception):
    """The connection is over; there is nobody to say anything to."""


class LiveSocket:
    """A WebSocket connection, before and after its upgrade."""

    __slots__ = ("_over", "_posts", "_receive", "_send", "asker", "cookie", "origin", "outlet")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.outlet = outlet_of(scope)
        asker = scope[ASKER]
        assert isinstance(asker, Asker), "the edge says who asks"
        self.asker = asker
        self.origin = _header(scope, b"origin")
        self.cookie = _cookie(_header(scope, b"cookie") or "")
        """The secret of an agent's session, if the browser sent one."""
        self._receive = receive
        self._send = send
        self._over = False
        self._posts: OrderedDict[Hashable, str] | None = None

    async def refuse(self, code: Refusal) -> None:
        """Turn the handshake down with a problem document."""
        await self._receive()
        await as_asgi(ProblemError(code), self._send, prefix="websocket.http.response")

    async def accept(self) -> None:
        """Upgrade."""
        await self._receive()
        await self._send({"type": "websocket.accept"})

    async def hear(self) -> str | bytes | None:
        """Return the next frame, None when there will be no more."""
        event = await self._receive()
        if event["type"] == "websocket.disconnect":
            self._over = True
            return None
        text: str | None = event.get("text")
        data: bytes = event.get("bytes") or b""
        return data if text is None else text

    async def say(self, frame: str) -> None:
        """Hand `frame` to the kernel, once the peer has read what was said before. Raises `GoneError`."""
        await self.outlet.writable()
        await self.say_now(frame, None)

    async def say_now(self, frame: str, guard: Guard | None) -> None:
        """Hand `frame` to the kernel in this very turn of the loop; the outlet must be writable.

        Raises `GoneError`, or `FencedError` if it is guarded and hit.
        """
        if self._over:
            raise GoneError
        try:
            with self.outlet.guarded(guard):
                await self._send({"type": "websocket.send", "text": frame})
        except OSError:  # uvicorn's word for a peer that went away
            raise GoneError from None

    async def post(self, about: Hashable, frame: str) -> None:
        """Say `frame` now, or when the peer reads again unless something newer is posted about the same."""
        if self.outlet.is_writable and not self._posts:
            with contextlib.suppress(GoneError):
                await self.say_now(frame, None)
            return
        if self._posts is None:
            self._posts = OrderedDict()
        self._posts[about] = frame
        self._posts.move_to_end(about)
        if len(self._posts) > POSTS_WAITING_MAX_COUNT:
            self._posts.popitem(last=False)

    @property
    def has_posts(self) -> bool:
        """Something waits for the peer to read."""
        return bool(self._posts)

    async def flush(self) -> None:
        """Say what was posted, as far as the peer reads."""
        while self._posts and self.outlet.is_writable:
            _, frame = self._posts.popitem(last=False)
            with contextlib.suppress(GoneError):
                await self.say_now(frame, None)
        if not self._posts:
            self._posts = None

    async def end(self, code: Close) -> None:
        """Close. A peer that isn't reading can't be told why and is cut."""
        if self._over:
            return
        self._over = True
        if not self.outlet.is_writable:
            self.outlet.cut()
            return
        with contextlib.suppress(OSError):
            await self._send({"type": "websocket.close", "code": int(code)})


def _header(scope: Scope, name: bytes) -> str | None:
    values = [value.decode("latin-1") for each, value in scope["headers"] if each.lower() == name]
    return ",".join(values) if values else None


def _cookie(header: str) -> str | None:
    for each in header.replace(",", ";").split(";"):
        name, _, value = each.strip().partition("=")
        if name == SESSION_COOKIE and value:
            return value.strip('"')
    return None
