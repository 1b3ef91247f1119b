"""A handler's answer that goes out behind the fence.

Belongs here: fitting `fenced_response` into the framework.
"""

from typing import Any, Generic, TypeVar, cast

import msgspec
from litestar import Response
from litestar.response.base import ASGIResponse

from unsay.core.words import Id
from unsay.web.answers_in_flight import Share
from unsay.web.fence import Fence
from unsay.web.fenced_response import FencedResponse, Render, Rendered, fenced

T = TypeVar("T")
_HEADERS = ((b"content-type", b"application/json"),)


class FencedAnswer(Response[T], Generic[T]):
    """An answer that holds messages' texts: rendered anew when a recall comes between it and the wire."""

    def __init__(self, response: FencedResponse) -> None:
        super().__init__(cast("T", None))
        self._fenced = response

    @classmethod
    async def of(cls, fence: Fence, render: Render, share: Share) -> "FencedAnswer[T]":
        """Render now, so that refusals are the handler's."""
        return cls(await fenced(fence, render, share))

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:  # noqa: ANN401 -- the framework's
        """Return what sends it; the framework only ever calls what it is given."""
        return cast("ASGIResponse", self._fenced)


def rendered(body: object, *, status: int, message_ids: frozenset[Id]) -> Rendered:
    """Return `body` as JSON with the ids of the messages whose text is in it."""
    encoded = msgspec.json.encode(body)
    return Rendered(status=status, headers=_HEADERS, body=encoded, message_ids=message_ids)
