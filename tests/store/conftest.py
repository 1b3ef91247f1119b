"""A company of its own for each test, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.laws.company import Company


class Databases(Protocol):
    """Where data may be kept (see `tests.conformance.fixtures`)."""

    name: str

    def fresh_url(self) -> str | None: ...

    def drop(self, url: str | None) -> None: ...


@pytest.fixture
def url(database: Databases) -> Iterator[str | None]:
    """A fresh database's URL, None for SQLite."""
    url = database.fresh_url()
    yield url
    database.drop(url)


@pytest.fixture
def company(tmp_path: Path, url: str | None) -> Iterator[Company]:
    """A desk whose laws hold when the test is done."""
    company = Company(tmp_path / "data", url)
    yield company
    findings = company.store.verify()
    company.close()
    assert findings == []
