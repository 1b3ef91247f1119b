"""A connection that only reads, spoken to without SQLAlchemy's transactions, which cost more than a short
read does.

Belongs here: the driver's own calls. Not here: threads and bounds (see `doors`), what is asked (see
`finding`).
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import SQLAlchemyError

from unsay.store.statements import Found, Statement


class ReadingError(Exception):
    """The database can't be asked: `trouble` is its driver's. `hung_up`: it has closed the connection."""

    def __init__(self, trouble: Exception, *, hung_up: bool) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.hung_up = hung_up


class Reading:
    """One connection of `engine`, for one thread at a time. Its methods raise `ReadingError`."""

    def __init__(self, engine: Engine, begin: str | None) -> None:
        """`begin`: what begins a snapshot, for a driver that doesn't by itself."""
        self._errors = engine.dialect.loaded_dbapi.Error
        self._dialect = engine.dialect
        self._begin = begin
        try:
            self._pooled: PoolProxiedConnection = engine.raw_connection()
        except SQLAlchemyError as trouble:
            raise ReadingError(trouble, hung_up=False) from None
        self._driver: Any = self._pooled.driver_connection
        self._cursor = self._pooled.cursor()

    def begin(self) -> None:
        """Begin a snapshot: from the first question on, the database stands still."""
        if self._begin is not None:
            self._answer(self._begin, ())

    def query(self, statement: Statement, values: Mapping[str, object]) -> Found:
        """Return the rows of an answer as plain tuples."""
        return self._answer(statement.sql, statement.arguments(values))

    def scalar(self, sql: str) -> object:
        """Return the one value of an answer."""
        ((value,),) = self._answer(sql, ())
        return value

    def end(self) -> None:
        """Leave the snapshot."""
        try:
            self._driver.rollback()
        except self._errors as trouble:
            raise self._translated(trouble) from None

    def close(self) -> None:
        """Give the connection back."""
        self._pooled.close()

    def drop(self) -> None:
        """Throw the connection away: nobody knows what state it is in."""
        with suppress(SQLAlchemyError, self._errors):
            self._pooled.invalidate()
        with suppress(SQLAlchemyError, self._errors):
            self._pooled.close()

    def _answer(self, sql: str, arguments: tuple[object, ...]) -> Found:
        try:
            self._cursor.execute(sql, arguments)
            found: Found = self._cursor.fetchall()
        except self._errors as trouble:
            raise self._translated(trouble) from None
        return found

    def _translated(self, trouble: DBAPIModule.Error) -> ReadingError:
        return ReadingError(trouble, hung_up=self._dialect.is_disconnect(trouble, self._driver, self._cursor))
