"""A PostgreSQL that ends connections, as one that restarts does: what a server holds there comes back."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.laws.company import Company
from tests.store.conftest import Databases
from unsay.store.opening import open_store


@pytest.fixture
def address(postgresql: Databases) -> Iterator[str]:
    url = postgresql.fresh_url()
    assert url is not None
    yield url
    postgresql.drop(url)


@pytest.fixture
def company(tmp_path: Path, address: str) -> Iterator[Company]:
    company = Company(tmp_path / "data", address)
    yield company
    findings = company.store.verify()
    company.close()
    assert findings == []


def is_seen(directory: Path, address: str) -> bool:
    """Say whether a command on the same desk sees a server on it."""
    tool = open_store(data_dir=directory / "tool", database_url=address, clock=None, new_id=lambda: "id")
    try:
        return tool.database.is_served()
    finally:
        tool.close()


def hang_up(address: str) -> None:
    """End every connection to the desk's database but the one that says so."""
    with psycopg.connect(address, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_the_first_message_after_the_database_hung_up_is_taken(company: Company, address: str) -> None:
    visitor = company.visit()
    for number in range(3):
        hang_up(address)
        assert company.write(visitor, "still there?", f"r{number}").created


def test_a_server_whose_database_hung_up_is_still_seen_by_tools(
    company: Company, tmp_path: Path, address: str
) -> None:
    assert not is_seen(tmp_path, address)
    company.store.serve()
    assert is_seen(tmp_path, address)
    assert not company.store.database.is_served(), "another server, that is"
    for _ in range(2):
        hang_up(address)
        company.desk_door(lambda door: door.head())  # as a server does twice a second
        assert is_seen(tmp_path, address)


def test_a_server_that_stopped_is_not_seen_any_more(tmp_path: Path, address: str) -> None:
    server = Company(tmp_path / "server", address)
    server.store.serve()
    server.write(server.visit(), "hello", "r1")
    server.close()
    assert not is_seen(tmp_path, address)
