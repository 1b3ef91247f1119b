"""A desk in PostgreSQL.

Belongs here: connecting to it and what is peculiar to it. Not here: statements on its tables.

Writers of any number of processes take turns by one advisory lock, held from BEGIN to the end of the
transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from unsay.core.limits import DATABASE_WAIT_SECONDS
from unsay.core.words import Millis
from unsay.store.database import Clock, Dialect, Scalar, StoreError

CONTACT_ROLE = "unsay_contact"
_KEYS = "x'756e736179'::bigint"  # "unsay" in hexadecimal: our own corner of the database's advisory locks
WRITER_LOCK = f"{_KEYS} + 1"
MIGRATION_LOCK = f"{_KEYS} + 2"
SERVER_LOCK = f"{_KEYS} + 3"
"""Held, shared, by every connection of every running server, for tools to see. PostgreSQL may end connections
one by one or all at once; a server that reads the log has its next one within a second.
"""

_WAIT_MILLIS = DATABASE_WAIT_SECONDS * 1000
_SESSION = (
    "SET application_name = 'unsay'",
    "SET synchronous_commit = on",
    f"SET lock_timeout = {_WAIT_MILLIS}",
    "SET idle_in_transaction_session_timeout = 60000",
    "SET standard_conforming_strings = on",
)
_READING = (
    "SET default_transaction_isolation = 'repeatable read'",
    "SET default_transaction_read_only = on",
)


class PostgresqlDatabase:
    """See `database.Database`. `clock` is None for the database's own, which all its nodes share."""

    dialect = Dialect.POSTGRESQL
    is_in_process = False
    begins_reading: str | None = None
    begins_writing = f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self._url = _driver_url(url)
        self._clock = clock
        self._is_serving = False
        self.writing = self._engine(*_SESSION)
        self.desk = self._engine(*_SESSION, *_READING)
        self.contact = self._engine(*_SESSION, *_READING, f"SET ROLE {CONTACT_ROLE}")

    def clock(self, scalar: Scalar) -> Millis:
        """Return the database's time."""
        if self._clock is not None:
            return self._clock()
        now = scalar(_NOW)
        assert isinstance(now, int)
        return now

    def is_open_after_failed_commit(self, driver: object) -> bool:
        """COMMIT ends the transaction on the server whatever comes back, so nothing is known."""
        return False

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Two advisory locks keep other migrations and all writers out."""
        with self.writing.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
            yield connection

    def is_served(self) -> bool:
        """A server holds the shared lock."""
        if self._is_serving:
            return False
        with self.writing.begin() as connection:
            return not connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({SERVER_LOCK})").scalar()

    def serve(self) -> None:
        """Hold the shared lock on all connections from now on, and open the first."""
        self._is_serving = True
        self.writing.dispose()
        self.writing.connect().close()

    def copy(self, name: str) -> None:
        """Copies of a PostgreSQL desk are its keeper's to make."""

    def let_contacts_read(
        self, connection: Connection, tables: Sequence[str], log_columns: Sequence[str]
    ) -> None:
        """Make the role `unsay_contact` if needed, take all its rights in this schema and give it these."""
        schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
        ours = connection.scalar(text("SELECT quote_ident(current_user)"))
        _make_role(connection, str(ours))
        run = connection.exec_driver_sql
        if not connection.scalar(_MAY_USE_SCHEMA, {"role": CONTACT_ROLE}):
            run(f"GRANT USAGE ON SCHEMA {schema} TO {CONTACT_ROLE}")
        run(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {CONTACT_ROLE}")
        run(f"GRANT SELECT ON {', '.join(tables)} TO {CONTACT_ROLE}")
        run(f"GRANT SELECT ({', '.join(log_columns)}) ON log TO {CONTACT_ROLE}")

    def close(self) -> None:
        """Let go of all connections."""
        for engine in (self.writing, self.desk, self.contact):
            engine.dispose()

    def _engine(self, *session: str) -> Engine:
        engine = create_engine(
            self._url,
            hide_parameters=True,
            paramstyle="format",
            # Its readers keep their connections; see `doors`.
            pool_size=16,
            connect_args={"connect_timeout": DATABASE_WAIT_SECONDS, "keepalives_idle": 30},
        )

        def connected(driver: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            # In autocommit: what is SET inside a transaction goes with its ROLLBACK, the contact's role too.
            driver.autocommit = True
            cursor = driver.cursor()
            for each in session:
                cursor.execute(each)
            if self._is_serving:
                cursor.execute(f"SELECT pg_advisory_lock_shared({SERVER_LOCK})")
            cursor.close()
            driver.autocommit = False

        event.listen(engine, "connect", connected)
        return engine


_NOW = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
_MAY_USE_SCHEMA = text("SELECT has_schema_privilege(:role, current_schema(), 'USAGE')")


def _make_role(connection: Connection, ours: str) -> None:
    """Make the contact's role and see to it that we may take it on."""
    known = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": CONTACT_ROLE})
    wanted = [] if known else [f"CREATE ROLE {CONTACT_ROLE} NOLOGIN"]
    may_take_on = "SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = :role"
    if not known or not connection.scalar(text(may_take_on), {"role": CONTACT_ROLE}):
        wanted.append(f"GRANT {CONTACT_ROLE} TO {ours}")
    try:
        for statement in wanted:
            with connection.begin_nested():
                connection.exec_driver_sql(statement)
        with connection.begin_nested() as trial:
            connection.exec_driver_sql(f"SET LOCAL ROLE {CONTACT_ROLE}")
            trial.rollback()
    except DBAPIError as refused:
        if getattr(refused.orig, "sqlstate", None) in _ALREADY_THERE:
            return _make_role(connection, ours)
        raise StoreError(
            "The desk needs a PostgreSQL role that can read what a contact may see and nothing else, "
            "and this user may not make it. As a superuser, run:\n"
            f"  CREATE ROLE {CONTACT_ROLE} NOLOGIN;\n  GRANT {CONTACT_ROLE} TO {ours};\n"
            "(the first only if there is no such role yet), then start again."
        ) from None
    return None


_ALREADY_THERE = ("42710", "23505")
"""duplicate_object, and what it looks like when two make the role at the same instant."""


def _driver_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        # Not quoted, and no cause: it may hold a password.
        raise StoreError(
            "The database URL can't be read. It looks like postgresql://user:password@host/name"
        ) from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise StoreError(
            "The database URL must begin with postgresql://; without one the desk is a SQLite file in --data."
        )
    return parsed.set(drivername="postgresql+psycopg")
