"""Bringing a database's tables up to what this program expects.

Belongs here: when to migrate and when to refuse. Not here: the changes themselves (see
`migrations/versions`).
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from unsay.desk.rows import DeskRow
from unsay.store.codec import codec
from unsay.store.database import Database, NewId, StoreError
from unsay.store.rights import readable_tables
from unsay.store.tables import DESK_TIME_COLUMNS, TABLES

SCHEMA = "0001"
"""The newest revision in `migrations/versions`; revisions are numbers that rise."""


def migrate(database: Database, new_id: NewId, *, tool: bool) -> None:
    """Bring the schema up to `SCHEMA`, making a copy first if there is something to lose.

    Raises `StoreError` if the data is of a newer program, or if a tool would have to change it under a
    running server.
    """
    found = revision(database)
    if found == SCHEMA:
        return
    if found is not None and found > SCHEMA:
        raise StoreError(
            f"This data was written by a newer Unsay (schema {found}; this one knows {SCHEMA}). "
            "Use that version or a later one; nothing was changed."
        )
    if tool and database.is_served():
        raise StoreError(
            f"The server running on this data is of an older Unsay (schema {found or 'none'}; "
            f"this one knows {SCHEMA}). Restart it with this version first; nothing was changed."
        )
    with database.migrating() as connection:
        if _revision(connection) != found:
            # Another process was faster, and it was given the same checks.
            return
        if found is not None:
            database.copy(f"before-{SCHEMA}-from-{found}-{new_id()}")
        _upgrade(connection)
        database.let_contacts_read(connection, readable_tables(), DESK_TIME_COLUMNS)
        if found is None:
            now = database.clock(lambda sql: connection.exec_driver_sql(sql).scalar())
            row = DeskRow(id=1, epoch=new_id(), setup_token_hash=None, created_at=now)
            connection.execute(TABLES[DeskRow].insert().values(codec(DeskRow).to_values(row)))


def revision(database: Database) -> str | None:
    """Return which schema the data is of, or None where there is no desk yet."""
    with database.writing.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    """Return the schema's revision, or None where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    # Only when there is something to do: a start without it should not pay for the import.
    from alembic import command  # noqa: PLC0415 -- see above
    from alembic.config import Config  # noqa: PLC0415 -- see above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, SCHEMA)
