"""A tape: every byte that ever came to one client, over HTTP and over sockets, for searching afterwards."""

from __future__ import annotations

import socket
import threading
from typing import Any


class Tape:
    """Bytes in the order in which they came; safe to write from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pieces: list[bytes] = []

    def record(self, piece: bytes) -> None:
        """Keep what came."""
        with self._lock:
            self._pieces.append(piece)

    def place(self) -> int:
        """How many pieces have come: a mark in time for `since`."""
        with self._lock:
            return len(self._pieces)

    def since(self, place: int = 0) -> bytes:
        """Everything that came after the mark, as one."""
        with self._lock:
            return b"".join(self._pieces[place:])


class TapedSocket(socket.socket):
    """A TCP socket whose received bytes go on a tape before anybody parses them."""

    tape: Tape | None = None

    def recv(self, *arguments: Any) -> bytes:  # noqa: ANN401 - the signature of socket.recv
        """What came, also on the tape."""
        piece = super().recv(*arguments)
        if self.tape is not None:
            self.tape.record(piece)
        return piece


def connected(port: int, tape: Tape | None = None) -> TapedSocket:
    """A taped connection to the desk on this machine."""
    taped = TapedSocket(socket.AF_INET, socket.SOCK_STREAM)
    taped.tape = tape
    taped.settimeout(30)
    taped.connect(("127.0.0.1", port))
    taped.settimeout(None)
    return taped
