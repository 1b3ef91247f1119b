"""HTTP answers that hold contact-facing messages. Belongs here: rendering, checking and sending one. Not
here: what is in it.

A handler of the contact's API whose answer holds a message's text does

    async def render() -> Rendered:                       # a fresh read each time it is called
        page = await doors.contact(lambda door: contact_messages(door, visitor, before, limit))
        return Rendered(status=200, headers=JSON_HEADERS, body=encode(page), message_ids=page.message_ids)

    return await fenced(fence, render, answers.of(visitor.contact_id))

and gives the result back as its ASGI answer. Middleware between it and uvicorn may add headers, but must
not keep the body to itself or change its length.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from unsay.core.words import Id
from unsay.web.answers_in_flight import Share
from unsay.web.fence import Fence, FencedError, Ticket
from unsay.web.outlet import Outlet, Scope, outlet_of

Send = Callable[[Any], Awaitable[None]]
Receive = Callable[[], Awaitable[Any]]


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as it would be sent now. `headers` as ASGI has them, without `content-length`;
    `message_ids`: the messages whose text is in `body`, empty where there is none.
    """

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    message_ids: frozenset[Id]


Render = Callable[[], Awaitable[Rendered]]


class FencedResponse:
    """An ASGI application that answers with what `render` made, or makes anew if a recall came between."""

    def __init__(
        self, fence: Fence, render: Render, share: Share, rendered: Rendered, ticket: Ticket
    ) -> None:
        self._fence = fence
        self._render = render
        self._share = share
        self._rendered = rendered
        self._ticket = ticket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and wait until the kernel has it. Raises `UnavailableError`, before anything was sent, if
        a recall of its messages doesn't end, and what `Share.hold` does if too much waits already.
        """
        outlet = outlet_of(scope)
        with self._share:
            await self._send(outlet, send)
            await outlet.writable()

    async def _send(self, outlet: Outlet, send: Send) -> None:
        self._share.hold(len(self._rendered.body))
        await outlet.writable()
        while (guard := self._fence.guard(self._rendered.message_ids, self._ticket)).is_hit():
            await guard.settled()
            self._ticket = self._fence.ticket()
            self._rendered = await self._render()
            self._share.hold(len(self._rendered.body))
            await outlet.writable()
        answer = self._rendered
        headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
        try:
            with outlet.guarded(guard):
                await send({"type": "http.response.start", "status": answer.status, "headers": headers})
                await send({"type": "http.response.body", "body": answer.body})
        except FencedError:
            # Hit between head and body: an answer once begun can't be another, so it ends unfinished.
            outlet.cut()
            await outlet.gone()


async def fenced(fence: Fence, render: Render, share: Share) -> FencedResponse:
    """Render now, so that a handler's refusals and exceptions are the handler's; send when called."""
    ticket = fence.ticket()
    return FencedResponse(fence, render, share, await render(), ticket)
