"""Schemas: fresh, again, newer, beside a running server, and what is copied before a change."""

import stat
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from unsay.store.database import StoreError
from unsay.store.opening import Store, open_store
from unsay.store.schema import SCHEMA
from unsay.store.tables import TABLES, metadata


def opened(data_dir: Path, url: str | None) -> Store:
    return open_store(data_dir=data_dir, database_url=url, clock=lambda: 1, new_id=lambda: "id")


def test_a_migrated_database_has_exactly_the_tables_the_program_expects(
    tmp_path: Path, url: str | None
) -> None:
    store = opened(tmp_path / "data", url)
    store.migrate(tool=False)
    with store.database.writing.connect() as connection:
        differences: Any = compare_metadata(MigrationContext.configure(connection), metadata)
    store.close()
    assert differences == []


def test_every_table_has_its_rows_fields_in_their_order() -> None:
    for row, table in TABLES.items():
        assert tuple(column.name for column in table.columns) == row.__struct_fields__, row.__name__


def test_migrating_again_changes_nothing_and_keeps_the_epoch(tmp_path: Path, url: str | None) -> None:
    store = opened(tmp_path / "data", url)
    store.migrate(tool=False)
    epoch = store.read_desk(lambda door: door.epoch())
    store.migrate(tool=True)
    assert store.read_desk(lambda door: door.epoch()) == epoch
    store.close()
    assert not (tmp_path / "data" / "copies").exists()


def test_a_newer_schema_is_refused_in_words_and_left_alone(tmp_path: Path, url: str | None) -> None:
    store = opened(tmp_path / "data", url)
    store.migrate(tool=False)
    with store.database.writing.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer"):
        store.migrate(tool=False)
    with store.database.writing.begin() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    store.close()


def test_a_tool_never_migrates_under_a_running_server(tmp_path: Path, url: str | None) -> None:
    server, tool = opened(tmp_path / "data", url), opened(tmp_path / "data", url)
    server.serve()
    with pytest.raises(StoreError, match="Restart"):
        tool.migrate(tool=True)
    server.close()
    tool.migrate(tool=True)
    assert tool.read_desk(lambda door: door.head()) == 0
    tool.close()


def test_one_server_a_data_directory(tmp_path: Path) -> None:
    first, second = opened(tmp_path, None), opened(tmp_path, None)
    first.serve()
    with pytest.raises(StoreError, match="Another server"):
        second.serve()
    first.close()
    second.serve()
    second.close()


def test_an_older_schema_is_copied_privately_before_it_is_changed(tmp_path: Path) -> None:
    store = opened(tmp_path, None)
    store.migrate(tool=False)
    with store.database.writing.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            table.drop(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    # Revision 0000 does not exist, so the change fails; the copy was made before and the data is as it was.
    with pytest.raises(Exception, match="0000"):
        store.migrate(tool=False)
    (copy,) = (tmp_path / "copies").iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert SCHEMA in copy.name
    store.close()


def test_the_data_is_private(tmp_path: Path) -> None:
    store = opened(tmp_path / "data", None)
    store.migrate(tool=False)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    for file in (tmp_path / "data").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    store.close()
