"""Law 8 for answers over HTTP: who asks and doesn't read costs themselves a further answer, not the desk its
memory.
"""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.serving import LOOPS, Served, connected, drained, wait_until
from unsay.desk.ports import OverloadedError, UnavailableError
from unsay.web.answers_in_flight import AnswersInFlight
from unsay.web.fence import Fence
from unsay.web.fenced_response import Rendered, fenced
from unsay.web.outlet import Outlet, outlet_of

SIZE = 12 << 20
"""Longer than any kernel's buffers, so that some of it stays with us while the peer doesn't read."""


class Desk:
    """The smallest application with answers to read: the path is whose they are, `/done` is about a deed."""

    def __init__(self) -> None:
        self.fence = Fence()
        self.answers = AnswersInFlight(max_bytes=3 * SIZE, max_bytes_each=2 * SIZE)
        self.outlets: list[Outlet] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI
        _, whose, *done = scope["path"].split("/")
        try:
            answer = await fenced(self.fence, self.render, self.answers.of(whose, done=bool(done)))
            self.outlets.append(outlet_of(scope))
            await answer(scope, receive, send)
        except (OverloadedError, UnavailableError) as refusal:
            words = type(refusal).__name__.encode()
            headers = [(b"content-length", str(len(words)).encode())]
            await send({"type": "http.response.start", "status": 503, "headers": headers})
            await send({"type": "http.response.body", "body": words})

    async def render(self) -> Rendered:
        return Rendered(status=200, headers=[], body=b"x" * SIZE, message_ids=frozenset())


@pytest.fixture(params=LOOPS)
def served(request: pytest.FixtureRequest) -> Iterator[tuple[Desk, Served]]:
    desk = Desk()
    served = Served(desk, loop=request.param, lifespan="off")
    yield desk, served
    served.stop()


@pytest.fixture
def unread(served: tuple[Desk, Served]) -> Iterator[list[socket.socket]]:
    """Two answers for Ann and one for Bob, none of them read: as much as may wait."""
    desk, server = served
    clients = []
    for whose in (b"ann", b"ann", b"bob"):
        clients.append(connected(server.port, receive_bytes=4096))
        clients[-1].sendall(asked(whose))
        wait_until(lambda: len(desk.outlets) == len(clients) and desk.outlets[-1].get_write_buffer_size() > 0)
    yield clients
    for client in clients:
        client.close()


def asked(whose: bytes) -> bytes:
    return b"GET /" + whose + b" HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n"


def answered(server: Served, whose: bytes) -> bytes:
    """Ask and read; the answer."""
    with connected(server.port) as client:
        client.sendall(asked(whose))
        return drained(client)


@pytest.mark.parametrize("whose", [b"ann", b"cy"], ids=["of one visitor", "of all"])
def test_when_too_many_answers_are_unread_a_further_one_is_refused(
    served: tuple[Desk, Served], unread: list[socket.socket], whose: bytes
) -> None:
    assert len(unread) == 3
    assert answered(served[1], whose).endswith(b"OverloadedError")
    assert answered(served[1], whose + b"/done").endswith(b"UnavailableError"), "something was done"


def test_there_is_room_again_once_answers_are_read_or_their_readers_gone(
    served: tuple[Desk, Served], unread: list[socket.socket]
) -> None:
    desk, server = served
    assert len(drained(unread[0])) > SIZE
    unread[2].close()
    wait_until(lambda: desk.answers.has_room("cy", 2 * SIZE))
    assert len(answered(server, b"cy")) > SIZE
    assert len(answered(server, b"ann")) > SIZE


def test_the_answers_of_one_visitor_leave_room_for_another(served: tuple[Desk, Served]) -> None:
    desk, server = served
    with connected(server.port, receive_bytes=4096) as one, connected(server.port, receive_bytes=4096) as two:
        for client in (one, two):
            client.sendall(asked(b"ann"))
        wait_until(lambda: not desk.answers.has_room("ann", 1))
        assert len(answered(server, b"bob")) > SIZE
