"""A database as the store needs it, whichever it is.

Belongs here: what differs between SQLite and PostgreSQL, as one protocol, and what trouble is called. Not
here: how either does it (see `sqlite` and `postgresql`).
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from unsay.core.words import Millis

Clock = Callable[[], Millis]
NewId = Callable[[], str]
Scalar = Callable[[str], object]
"""Returns the one value of a query's answer."""


class Dialect(StrEnum):
    """Which SQL is spoken."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class StoreError(Exception):
    """The data can't be opened; the message says why in words and what to do."""


class Database(Protocol):
    """One database and the three ways into it. Connections of `desk` and `contact` can only read."""

    dialect: Dialect
    writing: Engine
    desk: Engine
    contact: Engine
    is_in_process: bool
    """Whether there is no network and no other process between us and rows that are in memory."""
    begins_reading: str | None
    """What begins a snapshot on a driver's connection of `desk` or `contact`; None where the driver does."""
    begins_writing: str
    """What takes the writer's turn on a driver's connection of `writing`, held until its transaction ends."""

    def clock(self, scalar: Scalar) -> Millis:
        """Return the time of the clock that this database's desk goes by; `scalar` asks the database."""
        ...

    def is_open_after_failed_commit(self, driver: object) -> bool:
        """Say whether the transaction whose COMMIT failed on the driver's connection is known not to have
        happened, and can be rolled back.
        """
        ...

    def migrating(self) -> AbstractContextManager[Connection]:
        """Yield a connection of `writing` in a transaction that keeps every other migration out."""
        ...

    def is_served(self) -> bool:
        """Say whether a server runs on this database."""
        ...

    def serve(self) -> None:
        """Make `is_served` true for everyone else until `close`."""
        ...

    def copy(self, name: str) -> None:
        """Make a private copy before a migration, where copies are ours to make; raises `StoreError` without
        room.
        """
        ...

    def let_contacts_read(
        self, connection: Connection, tables: Sequence[str], log_columns: Sequence[str]
    ) -> None:
        """Give the contact's door its rights, all of them and no more."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...


def describe(trouble: BaseException) -> str:
    """Return what went wrong without quoting any stored value: a database's own message may."""
    cause = trouble.orig if isinstance(trouble, DBAPIError) and trouble.orig is not None else trouble
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__} {code}" if code else type(cause).__name__
