"""Copies of a desk's database with every lock inside it taken off: keys, checks and references may be broken.

Not here: what is done to them.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from unsay.store.database import Dialect
from unsay.store.opening import open_store
from unsay.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from tests.conformance.fixtures import Databases
    from unsay.store.verify import Finding

FILE = "unsay.db"
CLIENT_REF = r",\s*CONSTRAINT \w+ UNIQUE \(author_id, client_ref, conversation_id\)"


class Copy:
    """A copy of the desk in `directory`, or in the database of `url`, to do anything to."""

    def __init__(self, source: Path, url: str | None, directory: Path, database: Databases) -> None:
        self.directory = directory
        self.url = database.fresh_url()
        self._database = database
        directory.mkdir()
        if self.url is None:
            shutil.copy2(source / FILE, directory / FILE)
            self._unlock_file()
        else:
            assert url is not None
            self._fill(self.url, url)
            self._unlock_database(self.url)
        self._store = open_store(
            data_dir=directory, database_url=self.url, clock=lambda: 0, new_id=lambda: "nobody"
        )

    @contextlib.contextmanager
    def changing(self, *, keep: bool = False) -> Iterator[Connection]:
        """A transaction in which nothing is forbidden; what it did is gone afterwards unless it is kept."""
        with self._store.database.writing.connect() as connection:
            transaction = connection.begin()
            if self.url is None:
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
                connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            yield connection
            if keep:
                transaction.commit()
            else:
                transaction.rollback()

    def findings(self, connection: Connection) -> Sequence[Finding]:
        """What `verify` says of it."""
        return verify(connection, Dialect.POSTGRESQL if self.url else Dialect.SQLITE)

    def throw_away(self) -> None:
        """It is not needed any more."""
        self._store.close()
        self._database.drop(self.url)
        shutil.rmtree(self.directory)

    def _fill(self, url: str, source: str) -> None:
        into, of = (sql.Identifier(str(conninfo_to_dict(each)["dbname"])) for each in (url, source))
        with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {}").format(into))
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(into, of))

    def _unlock_file(self) -> None:
        """Let two messages have one client_ref; all else a connection may leave unchecked."""
        with contextlib.closing(sqlite3.connect(self.directory / FILE, isolation_level=None)) as file:
            file.execute("PRAGMA legacy_alter_table = ON")
            ((made,),) = file.execute("SELECT sql FROM sqlite_master WHERE name = 'messages'").fetchall()
            unlocked, times = re.subn(CLIENT_REF, "", str(made))
            assert times == 1, made
            file.execute(unlocked.replace("messages", "unlocked", 1))
            file.execute("INSERT INTO unlocked SELECT * FROM messages")
            file.execute("DROP TABLE messages")
            file.execute("ALTER TABLE unlocked RENAME TO messages")

    def _unlock_database(self, url: str) -> None:
        """Drop every check, key and reference but the primary ones."""
        with psycopg.connect(url) as connection:
            locks = connection.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint"
                " WHERE contype IN ('c', 'u', 'f') AND connamespace = 'public'::regnamespace"
                " ORDER BY contype = 'u'"
            ).fetchall()
            for table, name in locks:
                connection.execute(
                    sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                        sql.Identifier(table), sql.Identifier(name)
                    )
                )
