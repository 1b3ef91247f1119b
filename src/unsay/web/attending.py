"""Attending to a live socket from its upgrade to its end, the same for both audiences. Belongs here: how
long it is waited for a hello, and what trouble does to a connection. Not here: what follows from a frame
(see `live_contact`, `live_desk`).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import structlog

from unsay.core.limits import HELLO_WITHIN_SECONDS
from unsay.desk.ports import OverloadedError, UnavailableError
from unsay.web.live_socket import GoneError, LiveSocket
from unsay.wire.closing import Close
from unsay.wire.frames import DeskHello, Hello

HeardT_co = TypeVar("HeardT_co", covariant=True)
_log = structlog.get_logger("unsay.live")


class Session(Protocol[HeardT_co]):
    """A session of `wire`, as far as attending needs it."""

    def receive(self, data: str | bytes, now: float, /) -> HeardT_co:
        """Return what a frame says."""
        ...

    def close(self) -> None:
        """Say nothing more."""
        ...


async def attend(
    socket: LiveSocket, session: Session[HeardT_co], follow: Callable[[HeardT_co], Awaitable[Close | None]]
) -> None:
    """Hear a page out, until it goes or has to. `follow` says with which code to close, if so."""
    try:
        code = await _hear_out(socket, session, follow)
    except GoneError:
        return
    except (UnavailableError, OverloadedError):
        code = Close.TRY_LATER
    except Exception:  # noqa: BLE001 -- a bug of ours costs one connection, which comes back
        _log.exception("socket_failed")
        code = Close.TROUBLE
    session.close()
    if code is not None:
        await socket.end(code)


async def _hear_out(
    socket: LiveSocket, session: Session[HeardT_co], follow: Callable[[HeardT_co], Awaitable[Close | None]]
) -> Close | None:
    patience = asyncio.timeout(HELLO_WITHIN_SECONDS)
    try:
        async with patience:
            while (data := await socket.hear()) is not None:
                heard = session.receive(data, time.monotonic())
                if isinstance(heard, Hello | DeskHello):
                    patience.reschedule(None)
                code = await follow(heard)
                if code is not None:
                    return code
    except TimeoutError:
        if patience.expired():
            return Close.NO_HELLO
        raise
    return None
