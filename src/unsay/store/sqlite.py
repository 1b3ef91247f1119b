"""A desk in one SQLite file.

Belongs here: opening it and what is peculiar to it. Not here: statements on its tables.

The driver is told to leave transactions alone, else it would commit around DDL by itself; every BEGIN is
ours.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from unsay.core.limits import COPIES_KEPT, DATABASE_WAIT_SECONDS
from unsay.core.words import Millis
from unsay.store import server_lock
from unsay.store.authorizer import contact_authorizer
from unsay.store.database import Clock, Dialect, Scalar, StoreError
from unsay.store.folding import fold
from unsay.store.rights import readable_columns

FILE = "unsay.db"
COPIES = "copies"
ROOM_FACTOR = 3
"""Free space wanted before a copy, in sizes of the file: the copy, what the migration rewrites, and its log.
"""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {DATABASE_WAIT_SECONDS * 1000}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
    # 32 MiB: many commits change the same pages, and only their last state is moved into the file.
    "PRAGMA wal_autocheckpoint = 8000",
    # What is deleted is overwritten: recalled text leaves the contact's house for good.
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)


class SqliteDatabase:
    """See `database.Database`."""

    dialect = Dialect.SQLITE
    is_in_process = True
    begins_reading: str | None = "BEGIN"
    begins_writing = "BEGIN IMMEDIATE"

    def __init__(self, data_dir: Path, clock: Clock) -> None:
        self.data_dir = data_dir
        self.file = data_dir / FILE
        self._clock = clock
        _make_private(self.file)
        self.writing = self._engine(self.begins_writing)
        self.desk = self._engine("BEGIN", _only_read)
        self.contact = self._engine("BEGIN", _only_read_as_contact)
        self._serving = False

    def clock(self, scalar: Scalar) -> Millis:
        """Return the process's time."""
        return self._clock()

    def is_open_after_failed_commit(self, driver: object) -> bool:
        """SQLite leaves a transaction open when it could not commit but may still be rolled back."""
        return isinstance(driver, sqlite3.Connection) and driver.in_transaction

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """BEGIN IMMEDIATE keeps other migrations and all writers out."""
        with self.writing.begin() as connection:
            yield connection

    def is_served(self) -> bool:
        """A server holds the data directory's lock."""
        return not self._serving and server_lock.is_held(self.data_dir)

    def serve(self) -> None:
        """The data directory's lock, which the store holds, says so."""
        self._serving = True

    def copy(self, name: str) -> None:
        """Copy the file to `copies/`, readable by its owner only, and keep the last few."""
        size = self.file.stat().st_size
        free = shutil.disk_usage(self.data_dir).free
        if free < size * ROOM_FACTOR:
            raise StoreError(
                f"Not enough room to upgrade {self.file}: it is copied first, which wants "
                f"{size * ROOM_FACTOR // 2**20 + 1} MiB free, and {free // 2**20} MiB are. "
                "Nothing was changed."
            )
        folder = self.data_dir / COPIES
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"{name}.db"
        _make_private(target)
        # sqlite3's own `with` ends a transaction, not the connection.
        with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        _sync(target)
        _sync(folder)
        for old in sorted(folder.glob("*.db"), key=lambda each: each.stat().st_mtime_ns)[:-COPIES_KEPT]:
            old.unlink()

    def let_contacts_read(
        self, connection: Connection, tables: Sequence[str], log_columns: Sequence[str]
    ) -> None:
        """Nothing to do: the lock is on each connection, not in the file."""

    def close(self) -> None:
        """Let go of all connections."""
        for engine in (self.writing, self.desk, self.contact):
            engine.dispose()

    def _engine(self, begin: str, prepare: Callable[[sqlite3.Connection], None] | None = None) -> Engine:
        engine = create_engine(
            f"sqlite:///{self.file}",
            hide_parameters=True,
            connect_args={"check_same_thread": False, "isolation_level": None, "cached_statements": 512},
        )

        def connected(driver: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            assert isinstance(driver, sqlite3.Connection)
            for pragma in _PRAGMAS:
                driver.execute(pragma)
            if prepare is not None:
                prepare(driver)

        def begun(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        event.listen(engine, "connect", connected)
        event.listen(engine, "begin", begun)
        return engine


def _only_read(driver: sqlite3.Connection) -> None:
    # Any case of any script, as on PostgreSQL; SQLite's own lower() knows only ASCII.
    driver.create_function("fold", 1, _fold, deterministic=True)
    driver.execute("PRAGMA query_only = ON")


def _only_read_as_contact(driver: sqlite3.Connection) -> None:
    driver.execute("PRAGMA query_only = ON")
    # SQLite sets this table up at its first use, by declaring it, which is nothing the lock allows.
    driver.execute("SELECT 1 FROM json_each('[]')").fetchall()
    driver.set_authorizer(contact_authorizer(readable_columns()))


def _fold(text: object) -> str | None:
    return fold(text) if isinstance(text, str) else None


def _make_private(file: Path) -> None:
    # Made before SQLite opens it: the files SQLite puts beside it get the same mode.
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not file.exists()
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    if is_new:
        # SQLite syncs the file's own folder and no more; a folder above, whose name a power cut may take, may
        # be as new as the file. One that can't be opened is not ours and was there before.
        for folder in file.absolute().parents:
            with suppress(OSError):
                _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
