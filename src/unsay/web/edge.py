"""The desk's outermost layer: what holds for every request whatever it asks.

Belongs here: who asks from where, the sub-path, preflights, HEAD, headers every answer has, counting. Not
here: anything one call decides.

Raw ASGI around the framework's app, so that answers which stream or are rendered late pass through untouched.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from unsay.core.refusals import Refusal
from unsay.desk.ports import Doors, OverloadedError, UnavailableError
from unsay.desk.proving import is_listed_anywhere
from unsay.web.content_policy import API_POLICY
from unsay.web.origins import plain_origin
from unsay.web.problems import ProblemError, as_asgi
from unsay.web.proxies import Network, asker
from unsay.web.requests import ASKER, CORS

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Observe = Callable[[str, str, int, float], None]
"""Told of every answer: method, route, status, seconds."""

CONTACT_API = "/widget/"
_PREFLIGHT_HEADERS = [
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"authorization, content-type"),
    (b"access-control-max-age", b"600"),
]
_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
_UNLESS_SAID = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", API_POLICY.encode()),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The ASGI application that is served: HTTP to `http`, the live sockets by their path."""

    http: App
    sockets: dict[str, App]
    doors: Doors
    root_path: str
    trusted_proxies: Sequence[Network]
    observe: Observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or serve one socket."""
        scope = self._placed(scope)
        if scope["type"] == "websocket":
            await self.sockets.get(scope["path"], _no_such_socket)(scope, receive, send)
            return
        started = time.monotonic()
        status = 0

        async def dressed(event: Any) -> None:  # noqa: ANN401 -- an ASGI event
            nonlocal status
            if event["type"] == "http.response.start":
                status = event["status"]
                event = {**event, "headers": _dressed(event.get("headers", ()), scope)}
            await send(event)

        try:
            if scope["method"] == "OPTIONS" and "access-control-request-method" in scope[_NAMES]:
                await self._preflight(scope, dressed)
            else:
                await self.http(_answerable(scope), receive, dressed)
        finally:
            self.observe(scope["method"], scope.get("path_template", ""), status, time.monotonic() - started)

    def _placed(self, scope: Scope) -> Scope:
        """Return `scope` with who asks, and with its path as the desk knows it."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        client = scope.get("client")
        scheme = str(scope["scheme"]).replace("ws", "http")
        asking = asker(
            peer=client[0] if client else "", scheme=scheme, headers=headers, trusted=self.trusted_proxies
        )
        path = scope["path"]
        if self.root_path and (path == self.root_path or path.startswith(self.root_path + "/")):
            path = path.removeprefix(self.root_path) or "/"
        return {**scope, "path": path, "root_path": "", ASKER: asking, _NAMES: headers}

    async def _preflight(self, scope: Scope, send: Send) -> None:
        """Say whether a page may call the contact's API: it names no channel yet, so any that lists it will
        do.
        """
        origin = scope[_NAMES].get("origin")
        plain = plain_origin(origin) if origin else None
        try:
            listed = (
                plain is not None
                and scope["path"].startswith(CONTACT_API)
                and await self.doors.contact(lambda door: is_listed_anywhere(door, plain))
            )
        except (UnavailableError, OverloadedError):
            await as_asgi(ProblemError(Refusal.UNAVAILABLE), send)
            return
        if not listed:
            await as_asgi(ProblemError(Refusal.ORIGIN_NOT_ALLOWED), send)
            return
        scope[CORS] = origin
        await send({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT_HEADERS})
        await send({"type": "http.response.body", "body": b""})


_NAMES = "unsay.headers"


def _answerable(scope: Scope) -> Scope:
    """Return `scope` as the routes know it: HEAD is GET, whose body the server then leaves out."""
    if scope["method"] == "HEAD":
        scope["method"] = "GET"
    return scope


def _dressed(headers: Sequence[tuple[bytes, bytes]], scope: Scope) -> list[tuple[bytes, bytes]]:
    """Return an answer's headers with those that every answer has."""
    said = {name.lower() for name, _ in headers}
    dressed = [*headers, *_ALWAYS, *((name, value) for name, value in _UNLESS_SAID if name not in said)]
    if scope["path"].startswith(CONTACT_API):
        dressed.append((b"vary", b"Origin"))
        origin = scope.get(CORS)
        if origin is not None:
            dressed.append((b"access-control-allow-origin", origin.encode("latin-1")))
            dressed.append((b"access-control-expose-headers", b"Retry-After"))
    return dressed


async def _no_such_socket(_scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse, before the upgrade, a socket at an address that has none."""
    await receive()
    await as_asgi(ProblemError(Refusal.NOT_FOUND), send, prefix="websocket.http.response")
