"""The web server as we run it: one process, one socket of ours, stopping in order.

Not here: what it serves.
"""

import asyncio
import gc
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from uvicorn._types import ASGIApplication

from unsay.main.settings import Settings
from unsay.web.fenced_protocols import SERVED_BY

BACKLOG = 2048
DRAIN_SECONDS = 10
"""How long answers under way may take once the desk is told to stop."""
IDLE_SECONDS = 65
"""How long a connection may wait for its next request; longer than proxies keep theirs, so they never race
us.
"""
YOUNG_OBJECTS = 10_000
"""So many more objects than went begin a round over the young ones."""
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 -- said by whoever runs it, not by us


class DeskServer(uvicorn.Server):
    """Says when it answers, and takes SIGTERM and SIGINT as a wish to stop rather than as a death."""

    def __init__(
        self, app: ASGIApplication, *, ready: Callable[[], None], stopping: Callable[[], None]
    ) -> None:
        config = uvicorn.Config(
            app,
            loop="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=DRAIN_SECONDS,
            **SERVED_BY,
        )
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT; a second one doesn't wait for answers under way."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGTERM, signal.SIGINT)
        for each in signals:
            loop.add_signal_handler(each, self._stop)
        try:
            yield
        finally:
            for each in signals:
                loop.remove_signal_handler(each)

    def _stop(self) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True
        self._stopping()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG, reuse_port=False)
    except OSError as error:
        error.filename = f"{host}:{port}"
        raise


def own_url(settings: Settings, listening: socket.socket) -> str:
    """Return the address of the desk as this machine reaches it, with a slash at the end."""
    host, port = listening.getsockname()[:2]
    shown = ANYWHERE.get(host) or (f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}{settings.root_path}/"


def spare_the_collector() -> None:
    """Spare the garbage collector what the program consists of: each of its rounds stops everything.

    To be called once, when all is made: afterwards a round looks only at what came since. The little that is
    garbage by then stays, since looking for it would delay the start.
    """
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])


def raise_file_limit() -> None:
    """Allow as many open files as this process may have: a connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
