"""A live socket as any client would hold one, written from protocol §4: frames in, frames out, and the code
it closed with.
"""

from __future__ import annotations

import contextlib
import json
import socket
import time
from typing import TYPE_CHECKING

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.conformance.desk import Json
from tests.conformance.tape import Tape, connected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conformance.desk import Desk

HEAR_SECONDS = 20.0
OUTBOUND_BYTES = 1 << 20
SERVER_STARTED = {"welcome", "changes", "accepted", "refused", "signal", "desk", "presence", "watched"}


class Closed(Exception):
    """The server ended the connection; `code` is what it said."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class Live:
    """One connection to `/widget/v1/live` or `/api/v1/live`."""

    def __init__(
        self,
        desk: Desk,
        path: str,
        *,
        origin: str | None = None,
        headers: Mapping[str, str] | None = None,
        tape: Tape | None = None,
        reads: bool = True,
    ) -> None:
        self.tape = tape or Tape()
        self.raw = connected(desk.port, self.tape)
        self._open = contextlib.ExitStack()
        try:
            self._connection = self._open.enter_context(
                connect(
                    desk.socket_url + path,
                    sock=self.raw,
                    origin=Origin(origin) if origin is not None else None,
                    additional_headers=dict(headers or {}),
                    compression=None,
                    proxy=None,
                    ping_interval=None,
                    close_timeout=5,
                    max_size=OUTBOUND_BYTES,
                    max_queue=4096 if reads else 1,
                )
            )
        except BaseException:
            self.raw.close()
            raise

    def say(self, frame: object) -> None:
        """Send one JSON frame; a connection that is already closed swallows it, as it would in a browser."""
        self.say_raw(json.dumps(frame))

    def say_raw(self, payload: str | bytes) -> None:
        """Send anything: text or binary."""
        with contextlib.suppress(ConnectionClosed):
            self._connection.send(payload)

    def hear(self, seconds: float = HEAR_SECONDS) -> Json:
        """The next frame; TimeoutError when none comes, Closed when none ever will."""
        try:
            payload = self._connection.recv(timeout=seconds)
        except ConnectionClosed as end:
            raise Closed(end.rcvd.code if end.rcvd else 1006) from None
        assert isinstance(payload, str), "every frame is text"
        frame = json.loads(payload)
        assert isinstance(frame, dict)
        assert isinstance(frame["type"], str)
        return frame

    def hear_a(self, kind: str, seconds: float = HEAR_SECONDS) -> Json:
        """The next frame of this type, past whatever else comes."""
        deadline = time.monotonic() + seconds
        while True:
            frame = self.hear(max(0.0, deadline - time.monotonic()))
            if frame["type"] == kind:
                return frame

    def close_code(self, seconds: float = HEAR_SECONDS) -> int:
        """Read on until the server closes; the code it closed with."""
        deadline = time.monotonic() + seconds
        try:
            while True:
                self.hear(max(0.0, deadline - time.monotonic()))
        except Closed as end:
            return end.code

    def close(self) -> None:
        """Close politely."""
        self._open.close()

    def die(self) -> None:
        """Vanish without a word, as a laptop's lid would have it."""
        with contextlib.suppress(OSError):
            self.raw.shutdown(socket.SHUT_RDWR)
        self._connection.close_socket()


def refusal_before_upgrade(
    desk: Desk, path: str, *, origin: str | None, headers: Mapping[str, str] | None = None
) -> int:
    """The HTTP status with which a handshake was turned down."""
    try:
        live = Live(desk, path, origin=origin, headers=headers)
    except InvalidStatus as answer:
        return answer.response.status_code
    live.close()
    message = "the handshake was accepted"
    raise AssertionError(message)
