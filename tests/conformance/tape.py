"""A tape: every byte that ever came to one client, over HTTP and over sockets, for searching afterwards."""

from __future__ import annotations

import array
import contextlib
import fcntl
import socket
import termios
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
    """A TCP socket whose received bytes go on a tape, and are kept in order, before anybody parses them."""

    tape: Tape | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the signature of socket
        super().__init__(*arguments, **named)
        self._lock = threading.Lock()
        self._received = bytearray()

    def recv(self, *arguments: Any) -> bytes:  # noqa: ANN401 - the signature of socket.recv
        """What came, also on the tape. Who calls this has been told by the system that there is something."""
        with self._lock:
            piece = super().recv(*arguments)
            self._received += piece
        if self.tape is not None:
            self.tape.record(piece)
        return piece

    def handed_over(self) -> int:
        """How many bytes this side's kernel has been handed so far, read or not: a mark in time for
        `received_since`.
        """
        waiting = array.array("i", [0])
        with self._lock:
            with contextlib.suppress(OSError, ValueError):  # closed: nothing waits any more
                fcntl.ioctl(self.fileno(), termios.FIONREAD, waiting)
            return len(self._received) + waiting[0]

    def received_since(self, mark: int) -> bytes:
        """What came after the mark."""
        with self._lock:
            return bytes(self._received[mark:])


def connected(port: int, tape: Tape | None = None) -> TapedSocket:
    """A taped connection to the desk on this machine."""
    taped = TapedSocket(socket.AF_INET, socket.SOCK_STREAM)
    taped.tape = tape
    taped.settimeout(30)
    taped.connect(("127.0.0.1", port))
    taped.settimeout(None)
    return taped
