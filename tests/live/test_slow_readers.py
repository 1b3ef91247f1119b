"""Law 5 at the last stretch: from a recall's commit on, the kernel is handed nothing that holds the text."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.live.serving import LOOPS, Served, connected, drained, wait_until
from tests.loops import run
from unsay.core.limits import DATABASE_WAIT_SECONDS
from unsay.desk.ports import UnavailableError
from unsay.web.answers_in_flight import AnswersInFlight
from unsay.web.fence import Fence, FencedError
from unsay.web.fenced_response import Rendered, fenced
from unsay.web.outlet import Outlet, outlet_of

GET = b"GET /get HTTP/1.1\r\nHost: desk\r\n"
LAST = b"Connection: close\r\n\r\n"
UPGRADE = (
    b"GET /live HTTP/1.1\r\nHost: desk\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
START = b"<start of the secret>"
END = b"<end of the secret>"
SECRET = (START + b"x" * (12 << 20) + END).decode()
"""Longer than any kernel's buffers, so that its end stays with us while the peer doesn't read."""


class Desk:
    """The smallest application with something to recall: `/get` over HTTP, `/live` over a socket."""

    def __init__(self) -> None:
        self.fence = Fence(wait_seconds=0.5)
        self.answers = AnswersInFlight()
        self.text = SECRET
        self.outlets: list[Outlet] = []
        self.rendered = 0
        self.before_send: Callable[[], None] = lambda: None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI
        match str(scope["type"]):
            case "lifespan":
                self.fence.open()
                await receive()
                await send({"type": "lifespan.startup.complete"})
                await receive()
                await send({"type": "lifespan.shutdown.complete"})
            case "http":
                self.outlets.append(outlet_of(scope))
                answer = await fenced(self.fence, self.render, self.answers.of("visitor"))
                self.before_send()
                await answer(scope, receive, send)
            case "websocket":
                self.outlets.append(outlet_of(scope))
                await receive()
                await send({"type": "websocket.accept"})
                await self.send_unlooked(outlet_of(scope), send)
                while (await receive())["type"] != "websocket.disconnect":
                    pass
            case kind:
                pytest.fail(f"served {kind}")

    async def send_unlooked(self, outlet: Outlet, send: Any) -> None:  # noqa: ANN401 -- ASGI
        """Send a frame without asking the guard first, as a forgetful application would."""
        guard = self.fence.guard(frozenset({"m"}), self.fence.ticket())
        text = self.text
        self.before_send()
        try:
            with outlet.guarded(guard):
                await send({"type": "websocket.send", "text": text})
        except FencedError:
            await send({"type": "websocket.close", "code": 1012})

    async def render(self) -> Rendered:
        self.rendered += 1
        ids = frozenset({"m"}) if self.text == SECRET else frozenset[str]()
        return Rendered(status=200, headers=[], body=self.text.encode(), message_ids=ids)

    def recall(self) -> None:
        """What the writer does."""
        self.fence.raise_(["m"])
        self.text = "nothing to see"
        self.fence.settle(["m"])


@pytest.fixture(params=LOOPS)
def served(request: pytest.FixtureRequest) -> Iterator[tuple[Desk, Served]]:
    desk = Desk()
    served = Served(desk, loop=request.param)
    yield desk, served
    served.stop()


@pytest.mark.parametrize("request_", [UPGRADE, GET + b"\r\n"], ids=["socket", "http"])
def test_a_message_stuck_behind_a_page_that_does_not_read_is_never_sent_once_recalled(
    served: tuple[Desk, Served], request_: bytes
) -> None:
    desk, server = served
    with connected(server.port, receive_bytes=4096) as client:
        client.sendall(request_)
        wait_until(lambda: bool(desk.outlets) and desk.outlets[0].get_write_buffer_size() > 0)
        held = desk.outlets[0].get_write_buffer_size()
        desk.recall()
        received = drained(client)
    assert START in received, "what the kernel had been given before was already gone"
    assert END not in received
    assert len(received) < len(SECRET) + 1000 - held, "nothing we still held was handed over"
    wait_until(lambda: not server.server.server_state.connections)


def test_a_page_that_reads_gets_all_of_it_and_is_not_cut_by_a_later_recall(
    served: tuple[Desk, Served],
) -> None:
    desk, server = served
    with connected(server.port) as client:
        client.sendall(GET + b"\r\n")
        received = b""
        while END not in received:
            received += client.recv(1 << 20)
        wait_until(lambda: desk.outlets[0].get_write_buffer_size() == 0)
        desk.recall()
        client.sendall(GET + LAST)
        assert drained(client).endswith(b"nothing to see")


def test_an_answer_rendered_before_a_recall_and_sent_after_it_is_rendered_anew(
    served: tuple[Desk, Served],
) -> None:
    desk, server = served
    desk.before_send = desk.recall
    with connected(server.port) as client:
        client.sendall(GET + LAST)
        received = drained(client)
    assert START not in received
    assert received.endswith(b"nothing to see")
    assert desk.rendered == 2


def test_an_answer_waits_while_a_recall_is_under_way_and_is_unharmed_if_it_fails(
    served: tuple[Desk, Served],
) -> None:
    desk, server = served
    desk.fence.raise_(["m"])
    with connected(server.port) as client:
        client.sendall(GET + LAST)
        wait_until(lambda: bool(desk.fence._waiting))
        client.settimeout(0.05)
        with pytest.raises(TimeoutError):
            client.recv(1)
        client.settimeout(10)
        desk.fence.lower(["m"])
        assert drained(client).endswith(END)


def test_a_frame_is_refused_at_the_last_moment_even_if_nobody_looked_before(
    served: tuple[Desk, Served],
) -> None:
    desk, server = served
    desk.before_send = desk.recall
    with connected(server.port) as client:
        client.sendall(UPGRADE)
        client.settimeout(10)
        received = b""
        while not received.endswith(b"\x03\xf4"):
            received += client.recv(1 << 20)
    assert b"101 Switching" in received
    assert START not in received
    assert received.endswith(b"\x88\x02\x03\xf4"), "what follows is a whole frame: nothing was left half said"


def test_a_recall_is_given_up_when_the_sending_side_hangs_and_blocks_nothing_afterwards(
    served: tuple[Desk, Served],
) -> None:
    desk, server = served
    release, hanging = threading.Event(), threading.Event()

    async def hang() -> None:
        hanging.set()
        release.wait(10)

    work = threading.Thread(target=lambda: server.run(hang()))
    work.start()
    assert hanging.wait(10)
    with pytest.raises(UnavailableError):
        desk.fence.raise_(["m"])
    release.set()
    work.join()
    with connected(server.port) as client:
        client.sendall(GET + LAST)
        assert drained(client).endswith(END)


def test_an_answer_gives_up_when_a_recall_never_ends() -> None:
    async def ask() -> None:
        fence = Fence(wait_seconds=0.05 - DATABASE_WAIT_SECONDS)
        fence.open()
        fence.raise_(["m"])
        await fence.guard(frozenset({"m"}), fence.ticket()).settled()

    with pytest.raises(UnavailableError):
        run(ask())


def test_a_fence_with_nobody_behind_it_is_no_hindrance() -> None:
    async def opened_and_gone() -> Fence:
        fence = Fence()
        fence.open()
        return fence

    for fence in (Fence(), run(opened_and_gone())):
        threads = [threading.Thread(target=act, args=(["m"],)) for act in (fence.raise_, fence.settle)]
        for thread in threads:
            thread.start()
            thread.join(10)
        assert not fence.guard(frozenset({"m"}), fence.ticket()).is_hit()


def test_the_fence_forgets_recalls_that_no_rendering_is_older_than() -> None:
    async def recall_many() -> None:
        fence = Fence()
        fence.open()
        old = fence.ticket()
        for number in range(100):
            fence.raise_([str(number)])
            fence.settle([str(number)])
        assert fence.guard(frozenset({"0"}), old).is_hit()
        assert not fence.guard(frozenset({"0"}), fence.ticket()).is_hit()
        del old
        fence.settle(["last"])
        assert len(fence._settled) <= 1

    run(recall_many())


def test_a_head_without_end_is_cut_off(served: tuple[Desk, Served]) -> None:
    _, server = served
    with connected(server.port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: desk\r\nX-Long: ")
        with contextlib.suppress(ConnectionError):
            for _ in range(100):
                client.sendall(b"x" * 16384)
        drained(client)
    wait_until(lambda: not server.server.server_state.connections)
