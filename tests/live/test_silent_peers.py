"""Law 8 before a request is one: a connection that doesn't say what it wants is not kept for it."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.serving import LOOPS, Served, connected, drained, wait_until
from unsay.web.fenced_protocols import FencedHttpProtocol

GET = b"GET / HTTP/1.1\r\nHost: desk\r\n\r\n"
UPGRADE = (
    b"GET /live HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)
SILENT = {
    "nothing": b"",
    "an empty line": b"\r\n",
    "half a head": b"GET / HTTP/1.1\r\nHost:",
    "half a handshake": UPGRADE,
    "half a second head": GET + b"GET / HTTP/1.1\r\nHost:",
    "an empty line after an answer": GET + b"\r\n",
    "a body after the answer": b"POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: 50000\r\n\r\n" + b"x" * 9,
}


class Impatient(FencedHttpProtocol):
    """As it is served, but for how long a head may take."""

    head_within_seconds = 0.2


async def answer(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI
    """Answer anything with nothing; what else the request says is only read by `/reading`."""
    if scope["type"] == "http" and scope["path"] == "/reading":
        while (await receive()).get("more_body"):
            pass
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture(params=LOOPS)
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    served = Served(answer, loop=request.param, lifespan="off", http=Impatient)
    yield served
    served.stop()


@pytest.mark.parametrize("said", SILENT.values(), ids=SILENT)
def test_whoever_does_not_say_what_they_want_is_cut_off(served: Served, said: bytes) -> None:
    with connected(served.port) as client:
        client.sendall(said)
        drained(client)
    wait_until(lambda: not served.server.server_state.connections)


def test_whoever_trickles_a_head_is_cut_off_all_the_same(served: Served) -> None:
    with connected(served.port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
        client.settimeout(0.02)
        wait_until(lambda: _is_cut_off(client, b"x"))


def test_an_answered_connection_may_wait_for_its_next_request(served: Served) -> None:
    with connected(served.port) as client:
        for _ in range(2):
            client.sendall(GET)
            assert client.recv(1 << 16).startswith(b"HTTP/1.1 200")
        assert _is_patient(client)


def test_a_live_socket_may_be_silent(served: Served) -> None:
    with connected(served.port) as client:
        client.sendall(UPGRADE + b"\r\n")
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 101")
        assert _is_patient(client)


def test_a_body_that_does_not_come_is_not_waited_for_once_the_desk_is_told_to_stop(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with connected(served.port) as client:
        client.sendall(b"POST /reading HTTP/1.1\r\nHost: desk\r\nContent-Length: 9\r\n\r\n{")
        wait_until(lambda: bool(served.server.server_state.tasks))
        served.stop()
        assert not drained(client)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize(
    "more", [b"X-Long: " + b"x" * 9000 + b"\r\n", b"X-Many: x\r\n" * 200], ids=["a long line", "many lines"]
)
def test_a_handshake_nobody_can_read_is_refused_and_not_kept(served: Served, more: bytes) -> None:
    with connected(served.port) as client:
        client.sendall(UPGRADE + more + b"\r\n")
        head, _, body = drained(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head
    assert b'"not_http"' in body
    wait_until(lambda: not served.server.server_state.connections)


def _is_cut_off(client: socket.socket, trickle: bytes) -> bool:
    """Say something more; return whether the other side is gone."""
    try:
        client.sendall(trickle)
        return not client.recv(1 << 16)
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def _is_patient(client: socket.socket) -> bool:
    """Say whether the server still keeps the connection after well more than a head may take."""
    client.settimeout(3 * Impatient.head_within_seconds)
    try:
        return bool(client.recv(1))
    except TimeoutError:
        return True
