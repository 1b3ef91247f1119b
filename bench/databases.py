"""A PostgreSQL for the bench, on the server's core. Belongs here: that. Not here: what is kept in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import SERVER_CORE, on_core
from tests.conformance import postgres


class Postgres:
    """A real server, started when it is first needed."""

    def __init__(self) -> None:
        self._server: postgres.Postgres | None = None

    @contextmanager
    def database(self) -> Iterator[str]:
        """Lend a new, empty database."""
        server = self._started()
        url = server.fresh_url()
        try:
            yield url
        finally:
            server.drop(url)

    def close(self) -> None:
        """Stop and delete it."""
        if self._server is not None:
            self._server.close()

    def _started(self) -> postgres.Postgres:
        if self._server is None:
            with on_core(SERVER_CORE):  # its processes inherit it
                self._server = postgres.Postgres(Path(tempfile.mkdtemp(prefix="unsay-bench-pg-")) / "data")
        return self._server
