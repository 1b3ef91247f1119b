"""A request as the desk's handlers get it.

Belongs here: reading its body within bounds and knowing who asks. Not here: who they are (see `guards`).
"""

import asyncio
from typing import Any, cast

from litestar import Request
from litestar.datastructures import State

from unsay.core.limits import BODY_MAX_BYTES
from unsay.core.refusals import Refusal
from unsay.desk.people import Caller, Visitor
from unsay.web.desk import Desk
from unsay.web.json_bodies import decode_body
from unsay.web.problems import ProblemError
from unsay.web.proxies import Asker

BODY_WITHIN_SECONDS = 30
ASKER, CALLER, VISITOR, CORS = "unsay.asker", "unsay.caller", "unsay.visitor", "unsay.cors"
"""Keys of the scope: what the edge and the guards found out about a request."""


class GoneError(Exception):
    """The client went away before it had said everything: there is nobody to answer."""


class DeskRequest(Request[Any, Any, State]):
    """A request whose JSON body is read strictly, as the handler's `data` says it must be."""

    @property
    def desk(self) -> Desk:
        """Return what the handlers act with."""
        return cast("Desk", self.app.state.desk)

    @property
    def caller(self) -> Caller:
        """Return the agent or bot, on routes that only they get into."""
        return cast("Caller", self.scope[CALLER])  # type: ignore[literal-required]  # ours, put there by the guard

    @property
    def visitor(self) -> Visitor:
        """Return the contact's browser, on routes that only they get into."""
        return cast("Visitor", self.scope[VISITOR])  # type: ignore[literal-required]  # ours, put there by the guard

    @property
    def asker(self) -> Asker:
        """Return where the request came from and what it was addressed to."""
        return cast("Asker", self.scope[ASKER])  # type: ignore[literal-required]  # ours, put there by the edge

    async def body(self) -> bytes:
        """Return the body, at most `BODY_MAX_BYTES`, read no further."""
        if not isinstance(self._body, bytes):
            if self.route_handler.parsed_data_field is not None and not self._says_json():
                raise ProblemError(Refusal.UNSUPPORTED_MEDIA_TYPE)
            self._body = await self._read()
            if not self._body:
                raise ProblemError(Refusal.NOT_JSON)
        return self._body

    async def json(self) -> Any:  # noqa: ANN401 -- what the handler's annotation says
        """Return the body as what the handler's `data` is annotated to be."""
        field = self.route_handler.parsed_data_field
        assert field is not None, "only asked for by handlers with data"
        return decode_body(await self.body(), field.annotation)

    def _says_json(self) -> bool:
        kind, _, parameters = self.headers.get("content-type", "").partition(";")
        charset = parameters.strip().lower().removeprefix("charset=").strip('"')
        return kind.strip().lower() == "application/json" and charset in {"", "utf-8"}

    async def _read(self) -> bytes:
        announced = self.headers.get("content-length", "0")
        if announced.isdecimal() and int(announced[:20]) > BODY_MAX_BYTES:
            raise _too_large()
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(BODY_WITHIN_SECONDS):
                while True:
                    event: Any = await self.receive()
                    if event["type"] == "http.disconnect":
                        raise GoneError
                    size += len(event["body"])
                    if size > BODY_MAX_BYTES:
                        raise _too_large()
                    chunks.append(event["body"])
                    if not event.get("more_body", False):
                        return b"".join(chunks)
        except TimeoutError:
            raise ProblemError(Refusal.NOT_JSON, headers={"connection": "close"}) from None


def _too_large() -> ProblemError:
    # What is still to come is not read, so the connection can't be used for another request.
    return ProblemError(Refusal.TOO_LARGE, headers={"connection": "close"})
