"""An ASGI application served on a real socket, as it is in production: uvicorn in a thread of its own. Not
here: any desk.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import uvicorn

from unsay.web.fenced_protocols import SERVED_BY

T = TypeVar("T")
LOOPS = ("uvloop", "asyncio")


class Served:
    """A server until `stop`; `run` runs something in its event loop and returns the result."""

    def __init__(self, app: Any, *, loop: str = "uvloop", **settings: Any) -> None:  # noqa: ANN401
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        options = {**SERVED_BY, "timeout_graceful_shutdown": 5, "lifespan": "on", **settings}
        config = uvicorn.Config(app, log_config=None, loop=loop, access_log=False, **options)
        self.server = uvicorn.Server(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, args=(config,))
        self._thread.start()
        wait_until(lambda: self.server.started or not self._thread.is_alive())
        assert self.server.started

    def _run(self, config: uvicorn.Config) -> None:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            self._loop = runner.get_loop()
            runner.run(self.server.serve([self._socket]))

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 10) -> T:
        """Run `work` in the server's loop."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def stop(self) -> None:
        """Stop as SIGTERM would, and wait for the end."""
        self.server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive(), "the server did not come to an end"
        self._socket.close()


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.005)


def connected(port: int, *, receive_bytes: int | None = None) -> socket.socket:
    """Connect, with a kernel buffer for what is received that is as small as asked for."""
    client = socket.socket()
    client.settimeout(10)
    if receive_bytes is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    client.connect(("127.0.0.1", port))
    return client


def drained(client: socket.socket) -> bytes:
    """Read all there is until the other side ends it, politely or not."""
    parts = []
    try:
        while part := client.recv(1 << 16):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)
