"""A line to the database: one connection, spoken to without SQLAlchemy's transactions, which cost more than
what is asked and written here.

Belongs here: the driver's own calls, and what its errors mean. Not here: threads and bounds (see `doors`),
what is tried again (see `transactions`), what is said (see `statements`, `finding`).
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import SQLAlchemyError

from unsay.store.codec import Values
from unsay.store.statements import Found, Statement


class LineError(Exception):
    """The database can't be asked or won't have it: `trouble` is its driver's."""

    def __init__(self, trouble: Exception) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class HungUpError(LineError):
    """The database has closed the connection."""


class UnfitError(LineError):
    """The database is well, and won't have what it was told."""


class ConflictError(UnfitError):
    """A constraint forbids it."""


class Line:
    """One connection of `engine`, for one thread at a time. Its methods raise `LineError`."""

    def __init__(self, engine: Engine, begin: str | None) -> None:
        """`begin`: what begins a transaction, None for a driver that begins with the first question."""
        self._dialect = engine.dialect
        self._driver_is = engine.dialect.loaded_dbapi
        self._begin = begin
        try:
            self._pooled: PoolProxiedConnection = engine.raw_connection()
        except (SQLAlchemyError, self._driver_is.Error) as trouble:
            raise LineError(trouble) from None
        self._engine = engine
        self.driver: Any = self._pooled.driver_connection
        """The driver's own connection."""
        self._cursor: Any = self._pooled.cursor()

    def begin(self) -> None:
        """Begin a transaction."""
        if self._begin is not None:
            self._answer(self._begin, ())

    def query(self, statement: Statement, values: Mapping[str, object]) -> Found:
        """Return the rows of an answer as plain tuples."""
        return self._answer(statement.sql, statement.arguments(values))

    def scalar(self, sql: str) -> object:
        """Return the one value of an answer."""
        ((value,),) = self._answer(sql, ())
        return value

    def run(self, sql: str, rows: Sequence[Values]) -> None:
        """Run a statement once for each of `rows`, its arguments."""
        try:
            if len(rows) == 1:
                self._cursor.execute(sql, rows[0])
            else:
                self._cursor.executemany(sql, rows)
        except self._driver_is.Error as trouble:
            raise self._translated(trouble) from None

    def commit(self) -> None:
        """Commit. After an error only `Database.is_open_after_failed_commit` knows that it didn't happen."""
        try:
            self.driver.commit()
        except self._driver_is.Error as trouble:
            raise self._translated(trouble) from None

    def rollback(self) -> None:
        """Leave the transaction as if it had not been."""
        try:
            self.driver.rollback()
        except self._driver_is.Error as trouble:
            raise self._translated(trouble) from None

    def close(self) -> None:
        """Give the connection back; the line is dead."""
        self.driver = self._cursor = None
        self._pooled.close()

    def drop(self) -> None:
        """Throw the connection away, since nobody knows what state it is in, and those that lie idle."""
        self.driver = self._cursor = None
        with suppress(SQLAlchemyError, self._driver_is.Error):
            self._pooled.invalidate()
        with suppress(SQLAlchemyError, self._driver_is.Error):
            self._pooled.close()
        self._engine.dispose()

    def _answer(self, sql: str, arguments: Values) -> Found:
        try:
            self._cursor.execute(sql, arguments)
            found: Found = self._cursor.fetchall()
        except self._driver_is.Error as trouble:
            raise self._translated(trouble) from None
        return found

    def _translated(self, trouble: DBAPIModule.Error) -> LineError:
        if self._dialect.is_disconnect(trouble, self.driver, self._cursor):
            return HungUpError(trouble)
        if isinstance(trouble, self._driver_is.IntegrityError):
            return ConflictError(trouble)
        return (
            LineError(trouble)
            if isinstance(trouble, self._driver_is.OperationalError)
            else UnfitError(trouble)
        )
