"""WebSocket frames written by hand, for the floor and the bench's client alike, and the JSON inside them.

Belongs here: bytes. Not here: connections (see `sockets`, `floor`). A client has to mask what it says (RFC
6455, 5.3); this one masks with a key of zeros, which is legal and leaves the payload as it is.
"""

from __future__ import annotations

import msgspec

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
_FIN, _MASKED, _LONG, _LONGER = 0x80, 0x80, 126, 127
_SHORT_MAX_BYTES, _LONG_MAX_BYTES = 125, 0xFFFF
_NO_MASK = bytes(4)


class Shown(msgspec.Struct, gc=False):
    """A message in a frame, as far as the client looks at it."""

    id: str
    text: str


class Heard(msgspec.Struct):
    """Any frame of any of the three servers: the desk's two sockets and the floor."""

    type: str
    upto: int = 0
    after: int = 0
    reset: bool = False
    epoch: str = ""
    client_ref: str = ""
    show: list[Shown] = []
    messages: list[Shown] = []
    remove: list[str] = []


_HEARD = msgspec.json.Decoder(Heard)


def read(payload: bytes) -> Heard:
    """Return what a frame says."""
    return _HEARD.decode(payload)


def said(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return a client's frame."""
    return _head(len(payload), opcode, _MASKED) + _NO_MASK + payload


def answered(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return a server's frame."""
    return _head(len(payload), opcode, 0) + payload


def _head(size: int, opcode: int, mask: int) -> bytes:
    first = _FIN | opcode
    if size <= _SHORT_MAX_BYTES:
        return bytes((first, mask | size))
    if size <= _LONG_MAX_BYTES:
        return bytes((first, mask | _LONG)) + size.to_bytes(2)
    return bytes((first, mask | _LONGER)) + size.to_bytes(8)


class Reader:
    """Cuts a stream of bytes into frames."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = b""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return the frames that `data` completes, each as opcode and payload."""
        if self._left:
            data = self._left + data
        found: list[tuple[int, bytes]] = []
        at, end = 0, len(data)
        while end - at >= 2:
            first, second = data[at], data[at + 1]
            assert first & _FIN, "nobody here sends a frame in pieces"
            size, start = second & ~_MASKED, at + 2
            if size == _LONG:
                size, start = int.from_bytes(data[start : start + 2]), start + 2
            elif size == _LONGER:
                size, start = int.from_bytes(data[start : start + 8]), start + 8
            if second & _MASKED:
                start += len(_NO_MASK)
            if start + size > end:
                break
            found.append((first & 0xF, data[start : start + size]))
            at = start + size
        self._left = data[at:]
        return found
