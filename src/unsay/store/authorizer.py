"""The lock on the contact's door in SQLite.

Belongs here: what its connections may do. Not here: opening them.

SQLite asks while it prepares a statement, also for what a view or a subquery reads; whatever is not listed is
denied.
"""

import sqlite3
from collections.abc import Callable, Mapping

FUNCTIONS = frozenset({"count", "max", "min", "json_each", "json_extract"})
"""What the store's own reads call."""

Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]


def contact_authorizer(readable: Mapping[str, frozenset[str] | None]) -> Authorizer:
    """Return an authorizer that allows reading the named tables, of each all columns (None) or only those
    given.
    """

    def authorize(action: int, one: str | None, two: str | None, _schema: str | None, _by: str | None) -> int:
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_TRANSACTION:
                return sqlite3.SQLITE_OK
            case sqlite3.SQLITE_FUNCTION if two in FUNCTIONS:
                return sqlite3.SQLITE_OK
            case sqlite3.SQLITE_READ if one == "json_each":
                return sqlite3.SQLITE_OK
            case sqlite3.SQLITE_READ if one is not None and one in readable:
                columns = readable[one]
                return sqlite3.SQLITE_OK if columns is None or two in columns else sqlite3.SQLITE_DENY
            case _:
                return sqlite3.SQLITE_DENY

    return authorize
